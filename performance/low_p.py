"""P waves found on the leads of the QT Database on which P is low beside the QRS complex."""

import numpy as np
import pandas as pd
from landmark_accuracy import MATCH_WINDOW_S, SCORED, halves_of

LOWEST_SHARES = (0.05, 0.08)
"""Upper limits of the height of P over that of the QRS complex."""

_P_PEAK = SCORED.index("p_peak")


def low_p_table(
    shares: dict[str, list[float]],
    errors: dict[str, dict[str, np.ndarray]],
    manual: dict[str, pd.DataFrame],
    every_record: list[str],
) -> pd.DataFrame:
    """Sensitivity to P on leads with a low P, each lead by itself, by half.

    Parameters
    ----------
    shares : dict from record name to `landmark_accuracy.share_of_p` of each lead
    errors : dict from method to record name to numpy.ndarray, shape (leads, beats, len(SCORED))
        Milliseconds.
    manual : dict from record name to pandas.DataFrame
    every_record : list of str
        All records of the data set, which decide on the halves.

    Returns
    -------
    pandas.DataFrame
    """
    rows = []
    for limit in LOWEST_SHARES:
        for part, records in halves_of(every_record).items():
            leads = [
                (name, lead)
                for name in records
                for lead, share in enumerate(shares.get(name, []))
                if share <= limit
            ]
            if not leads:
                continue
            row: dict[str, object] = {"P below": f"{limit:.0%} of QRS", "records": part}
            row["leads"] = len(leads)
            row["beats"] = sum(int(manual[name]["p_peak"].notna().sum()) for name, _ in leads)
            for method, of_method in errors.items():
                found = [
                    np.abs(of_method[name][lead, :, _P_PEAK]) <= 1000 * MATCH_WINDOW_S
                    for name, lead in leads
                ]
                row[f"{method}: P found %"] = 100 * np.concatenate(found).sum() / row["beats"]
            rows.append(row)
    return pd.DataFrame(rows)

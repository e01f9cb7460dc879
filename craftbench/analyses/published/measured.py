"""The measured value of an arm, from the tables of the run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.stats.bootstrap import NONE

ABOUT = ("family", "training_size", "size_unit", "repeats", "n_test", "test_groups", "interval")
_TABLES = ("accuracy", "learning_curves")


@dataclass(frozen=True)
class Measured:
    """A score with its interval, or why there is none.

    Parameters
    ----------
    value, low, high : float
        NaN where nothing was measured.
    about : dict
        `ABOUT` of the row; only the interval, which is none, where the arm did not run.
    missing : str
        Why there is no value.
    """

    value: float
    low: float
    high: float
    about: dict
    missing: str = ""


def measured(
    joint: Joint, dataset: str, arm: str, measure: str, of: str | None, size: int | None
) -> Measured:
    """The score of an arm by a measure at a training size, the largest by default.

    Overall scores of smaller sizes are those of the learning curves. Scores of classes are measured
    at the largest size alone.
    """
    names = ("accuracy_per_class",) if of is not None else _TABLES
    found = [_of_arm(joint, name, dataset, arm, measure, of) for name in names]
    if not any(len(rows) for rows in found):
        absent = joint.absent.get(dataset, {}).get(arm)
        return _nothing(absent or "no score of it in the tables of this run")
    for rows in found:
        largest = rows["training_size"].max() if len(rows) else None
        for row in rows[rows["training_size"] == (size or largest)].to_dict("records"):
            return _of_row(row, measure)
    sizes = sorted({int(one) for rows in found for one in rows["training_size"]})
    return _nothing(
        f"measured at other training sizes: {size} there, {', '.join(map(str, sizes))} here"
    )


def _of_arm(
    joint: Joint, name: str, dataset: str, arm: str, measure: str, of: str | None
) -> pd.DataFrame:
    table = joint.tables.get(name, pd.DataFrame())
    if measure not in table or "dataset" not in table:
        return pd.DataFrame({"training_size": []})
    rows = (table["dataset"] == dataset) & (table["arm"] == arm)
    if of is not None:
        whole = table["left_out"].isna() | (table["left_out"] == "")
        rows &= (table["class"] == of) & whole
    return table[rows]


def _of_row(row: dict, measure: str) -> Measured:
    about = {key: row[key] for key in ABOUT}
    value, low, high = (float(row[f"{measure}{end}"]) for end in ("", "_low", "_high"))
    if np.isnan(value):
        note = f": {row['note']}" if isinstance(row["note"], str) and row["note"] else ""
        return Measured(value, np.nan, np.nan, about, f"{measure} is undefined here{note}")
    if row["interval"] == NONE:
        low = high = np.nan
    return Measured(value, low, high, about)


def _nothing(why: str) -> Measured:
    return Measured(np.nan, np.nan, np.nan, {"interval": NONE}, why)

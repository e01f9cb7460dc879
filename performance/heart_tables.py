"""Tables of drawn hearts with a pacemaker, and of those with ectopic beats."""

import numpy as np
import pandas as pd
from difficult_ecg import DrawnEcg
from ecg_methods import COMPARED, DELINEATORS, DETECTORS
from ectopic_ecg import (
    ECTOPIC_RHYTHMS,
    fibrillation_with_ectopic_beats,
    sinus_with_ectopic_beats,
)
from paced_ecg import PACED_WAVES, paced_heart

SPIKES_MV = tuple((sign * height, 0.0) for height in (0.5, 1, 2, 5) for sign in (1, -1))
DUAL_MV = ((2, 2), (-2, -2), (5, 5), (-5, -5), (2, -2), (1, 2))
"""Ventricular and atrial."""

BEAT_S, R_S, NEAR_S = 0.15, 0.05, 0.04
_PIECES = 40


def paced_table() -> pd.DataFrame:
    """R peaks of paced hearts missed, false and more than 50 ms off; T and P within 40 ms.

    The R peaks and the delineator of each method are its own.
    """
    hearts = {
        "no spike": [(0.0, 0.0)],
        "ventricular, 0.5 to 5 mV": SPIKES_MV,
        "dual chamber, 1 to 5 mV": DUAL_MV,
    }
    rows = []
    for title, spikes in hearts.items():
        drawn = [
            paced_heart(kind, *heights, fs=fs)
            for kind in PACED_WAVES
            for heights in spikes
            for fs in (250.0, 360.0, 1000.0)
        ]
        row: dict[str, object] = {"pacing": title, "beats": sum(len(ecg.beats) for ecg in drawn)}
        for method in COMPARED:
            scores = pd.concat([_scores(ecg, method) for ecg in drawn])
            row[f"{method}: missed"] = int((~scores["found"]).sum())
            row[f"{method}: false"] = int(scores["false"].sum())
            row[f"{method}: R off %"] = 100 * scores.loc[scores["found"], "off"].mean()
            row[f"{method}: T found %"] = 100 * scores["t"].mean()
        rows.append(row)
    return pd.DataFrame(rows)


def _scores(ecg: DrawnEcg, method: str) -> pd.DataFrame:
    """One row a beat; the false beats are in the first."""
    detector = method.split()[0]
    peaks = DETECTORS[detector](ecg.signal, ecg.fs)
    true = ecg.beats["r_s"].to_numpy()
    nearest = np.abs(peaks / ecg.fs - true[:, None]).argmin(axis=1)
    off = np.abs(peaks[nearest] / ecg.fs - true)
    found = off < BEAT_S
    t_s = DELINEATORS[method](ecg.signal, ecg.fs, peaks)["t_peak"].to_numpy()[nearest] / ecg.fs
    false = np.zeros(len(true))
    false[0] = len(peaks) - len(set(nearest[found]))
    t_found = found & (np.abs(t_s - ecg.beats["t_s"]) < NEAR_S)
    return pd.DataFrame({"found": found, "false": false, "off": off > R_S, "t": t_found})


def ectopic_table() -> pd.DataFrame:
    """P waves of ten seconds with ectopic beats: found in sinus beats, given in the others."""
    hearts = {
        f"sinus rhythm, {kind}": [sinus_with_ectopic_beats(kind, seed) for seed in range(_PIECES)]
        for kind in ECTOPIC_RHYTHMS
    }
    hearts["atrial fibrillation with ventricular beats"] = [
        fibrillation_with_ectopic_beats(seed) for seed in range(_PIECES)
    ]
    rows = []
    for title, pieces in hearts.items():
        row: dict[str, object] = {"heart": title}
        for method in COMPARED:
            beats = pd.concat([_with_p(ecg, method) for ecg in pieces])
            sinus, true = ~beats["ectopic"], beats["p_s"].notna()
            row["sinus beats"], row["ectopic beats"] = int(true.sum()), int((~sinus).sum())
            row[f"{method}: found %"] = 100 * beats.loc[true, "right"].mean()
            row[f"{method}: in ectopic beats %"] = 100 * beats.loc[~sinus, "given"].mean()
            row[f"{method}: in fibrillation %"] = 100 * beats.loc[sinus & ~true, "given"].mean()
        rows.append(row)
    return pd.DataFrame(rows)


def _with_p(ecg: DrawnEcg, method: str) -> pd.DataFrame:
    beats = np.rint(ecg.beats["r_s"].to_numpy() * ecg.fs).astype(int)
    p_s = DELINEATORS[method](ecg.signal, ecg.fs, beats)["p_peak"] / ecg.fs
    right = (p_s - ecg.beats["p_s"]).abs() < NEAR_S
    return ecg.beats.assign(given=p_s.notna(), right=right)


def heart_tables() -> dict[str, pd.DataFrame]:
    """Both tables by title."""
    return {
        "Paced hearts: R peaks and T waves": paced_table(),
        "Ectopic beats in ten seconds: P waves": ectopic_table(),
    }

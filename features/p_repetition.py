"""Is there a P wave that repeats from beat to beat nearby, and does this beat have it?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.heartbeat_template import PARTS_MS
from features.record_scaled import RecordScaled

NEAR_BEATS = 61
LEAST_NEAR, LEAST_MEASURED = 3, 5
_NONE_DB10 = -2.0


@dataclass(frozen=True)
class PRepetition:
    """Evidence of P waves at n beats.

    Attributes
    ----------
    strength : (n,) array
        log10 of the power of the mean P part of the beats in time among the 61 around, over that
        of the single beats' differences from it, in the lead where this is largest; at least -2,
        which is also the value with fewer than 5 beats in time.
    likeness : (n,) array
        Correlation of the beat's P part with that mean, the leads side by side.
    missing : (n,) array
        Median likeness of the beats in time among the 61 around, minus the beat's: about 0 if the
        beat has the P wave of its neighbours, 1 if it has none. NaN with fewer than 3 of them.
    """

    strength: np.ndarray
    likeness: np.ndarray
    missing: np.ndarray


def p_repetition(
    leads: Sequence[RecordScaled], centres: np.ndarray, in_time: np.ndarray
) -> PRepetition:
    """Repetition of the P part, 240 to 70 ms before R, of one record.

    Parameters
    ----------
    leads : sequence of RecordScaled
        Leads of the record; all must be finite.
    centres : (n,) array of int
        Aligned R peaks.
    in_time : (n,) bool array
        Beats with the usual QRS complex that are neither early nor late.

    Notes
    -----
    Each P part is first reduced by its straight line, so that the end of a T wave and baseline
    wander count little. The power of the mean is reduced by what noise alone would give: the
    mean of n beats without a common wave has 1/n of the power of one. In sinus rhythm P waves are
    at the same place before R. In atrial fibrillation nothing is, and the waves of flutter, at four
    to six a second, are at another place at each beat as a rule.
    """
    rows = [_without_line(lead.rows(centres, PARTS_MS["p"])) for lead in leads]
    strength = np.max([_strength(one, in_time) for one in rows], axis=0)
    together = np.concatenate(rows, axis=1)
    mean, _, _ = _mean_of_near(together, in_time)
    norm = np.sqrt((mean**2).sum(axis=1) * (together**2).sum(axis=1))
    likeness = (together * mean).sum(axis=1) / np.maximum(norm, 1e-6)
    near = pd.Series(np.where(in_time, likeness, np.nan)).rolling(
        NEAR_BEATS, center=True, min_periods=LEAST_NEAR
    )
    return PRepetition(strength, likeness, near.median().to_numpy() - likeness)


def _without_line(rows: np.ndarray) -> np.ndarray:
    time = np.linspace(-1, 1, rows.shape[1])
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred - (centred @ time)[:, None] / (time @ time) * time


def _strength(rows: np.ndarray, in_time: np.ndarray) -> np.ndarray:
    mean, power, beats = _mean_of_near(rows, in_time)
    of_mean = (mean**2).sum(axis=1)
    noise = np.maximum(power - of_mean, 1e-12) * beats / np.maximum(beats - 1, 1)
    signal = np.maximum(of_mean - noise / np.maximum(beats, 1), 0)
    with np.errstate(divide="ignore"):
        strength = np.log10((signal + 1e-9) / noise)
    return np.where(beats >= LEAST_MEASURED, np.maximum(strength, _NONE_DB10), _NONE_DB10)


def _mean_of_near(rows: np.ndarray, in_time: np.ndarray):
    """Mean row, mean power and number of the beats in time among the 61 around."""
    used = np.where(in_time[:, None], rows, 0.0)
    columns = np.column_stack([used, (used**2).sum(axis=1), in_time])
    sums = pd.DataFrame(columns).rolling(NEAR_BEATS, center=True, min_periods=1).sum().to_numpy()
    beats = np.rint(sums[:, -1])
    mean = sums / np.maximum(beats, 1)[:, None]
    return mean[:, :-2], mean[:, -2], beats

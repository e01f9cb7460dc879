"""How much the QRS complex and the T wave of each beat differ from those of regular beats."""

from collections.abc import Sequence

import numpy as np

from features.beat_alignment import correlation
from features.heartbeat_template import PARTS_MS
from features.record_scaled import RecordScaled

WIDE_MS = (-110.0, 160.0)
SLOPE_MS = (-120.0, 160.0)


def rows_of_leads(
    leads: Sequence[RecordScaled], centres: np.ndarray, span_ms: tuple[float, float]
) -> np.ndarray:
    """Values of each beat, less their mean in each lead, the leads side by side."""
    rows = [lead.rows(centres, span_ms) for lead in leads]
    return np.concatenate([one - one.mean(axis=1, keepdims=True) for one in rows], axis=1)


def qrs_shape(
    leads: Sequence[RecordScaled], centres: np.ndarray, regular: np.ndarray
) -> dict[str, np.ndarray]:
    """Differences of n beats from the median of the regular ones.

    Parameters
    ----------
    leads : sequence of RecordScaled
        Leads of one record; all must be finite.
    centres : (n,) array of int
        Aligned R peaks.
    regular : (n,) bool array
        At least one beat.

    Returns
    -------
    dict
        Of (n,) arrays: ``qrs_difference`` and ``t_difference`` are ln(RMS(beat - median of regular
        beats) / median of this RMS over regular beats); ``lead_difference`` the loss of correlation
        of QRS against regular beats in the lead that loses most; ``qrs_width`` the spread of slopes
        over that of regular beats.

    Notes
    -----
    Since a difference is relative to what is usual in the record, a noisy record does not have many
    unusual beats. The spread of slopes is the standard deviation in time of the squared slope from
    120 ms before to 160 ms after R, mean of the leads.
    """
    each = [lead.rows(centres, WIDE_MS) for lead in leads]
    likeness = np.stack([correlation(one, np.median(one[regular], axis=0)) for one in each])
    spread = np.mean([_spread(lead.rows(centres, SLOPE_MS)) for lead in leads], axis=0)
    return {
        "qrs_difference": _difference(rows_of_leads(leads, centres, WIDE_MS), regular),
        "lead_difference": np.max(
            np.median(likeness[:, regular], axis=1, keepdims=True) - likeness, axis=0
        ),
        "qrs_width": spread / _positive(float(np.median(spread[regular]))),
        "t_difference": _difference(rows_of_leads(leads, centres, PARTS_MS["t"]), regular),
    }


def _difference(rows: np.ndarray, regular: np.ndarray) -> np.ndarray:
    rms = np.sqrt(((rows - np.median(rows[regular], axis=0)) ** 2).mean(axis=1))
    with np.errstate(divide="ignore"):
        return np.log(rms / _positive(float(np.median(rms[regular]))))


def _spread(rows: np.ndarray) -> np.ndarray:
    """Standard deviation in samples of the position of the squared slope."""
    power = np.diff(rows, axis=1) ** 2
    share = power / np.maximum(power.sum(axis=1, keepdims=True), 1e-12)
    place = np.arange(power.shape[1])
    mean = share @ place
    return np.sqrt(np.maximum(share @ place**2 - mean**2, 0))


def _positive(value: float) -> float:
    return value if value > 0 else np.nan

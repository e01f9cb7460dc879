"""Does the QRS complex begin as that of the regular beats, however it ends?"""

from collections.abc import Sequence

import numpy as np

from features.record_scaled import RecordScaled

SEARCHED_MS = (-110.0, 80.0)
ONSET_SLOPE = 0.12
SPAN_MS = (-30.0, 60.0)
LEVEL_MS = 15.0
SHIFTS_MS = np.arange(-110.0, 31.0, 6.0)


def qrs_beginning(
    leads: Sequence[RecordScaled], centres: np.ndarray, regular: np.ndarray
) -> np.ndarray:
    """Distance of the first 60 ms of each QRS complex from those of the regular beats.

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
    (n,) array
        RMS difference over the RMS of the regular beginning, all leads together: 0 for the same
        beginning, about 1 for one without relation to it; NaN if the regular beats are flat.

    Notes
    -----
    An aberrated beat comes down the usual path until it finds a bundle branch that has not
    recovered, so that its first vector is the usual one (Marriott's sign; H. Marriott, I. Sandler:
    Prog. Cardiovasc. Dis. 9 (1966) 18-28). A ventricular beat begins elsewhere, in another
    direction. The usual onset is where the slope of the median regular beat, all leads together,
    first exceeds 12 % of its maximum. Its window, from 30 ms before to 60 ms after, less the level
    of its first 15 ms, is shifted along each beat by -110 to 30 ms, since a wide complex is aligned
    late; the smallest distance counts. The height is not adjusted.
    """
    onset = _onset_ms(leads, centres[regular])
    span = (onset + SPAN_MS[0], onset + SPAN_MS[1])
    usual = np.median(_beginnings(leads, centres[regular], span), axis=0)
    size = np.sqrt((usual**2).mean())
    fs = leads[0].fs
    distance = np.full(len(centres), np.inf)
    for shift in SHIFTS_MS:
        rows = _beginnings(leads, centres + round(shift * fs / 1000), span)
        distance = np.minimum(distance, np.sqrt(((rows - usual) ** 2).mean(axis=1)))
    return distance / (size if size > 0 else np.nan)


def _onset_ms(leads: Sequence[RecordScaled], centres: np.ndarray) -> float:
    slopes = [np.gradient(np.median(lead.rows(centres, SEARCHED_MS), axis=0)) for lead in leads]
    slope = np.sqrt((np.stack(slopes) ** 2).sum(axis=0))
    first = int((slope > ONSET_SLOPE * slope.max()).argmax())
    return SEARCHED_MS[0] + 1000 * first / leads[0].fs


def _beginnings(
    leads: Sequence[RecordScaled], centres: np.ndarray, span_ms: tuple[float, float]
) -> np.ndarray:
    level = max(round(LEVEL_MS * leads[0].fs / 1000), 1)
    rows = [lead.rows(centres, span_ms) for lead in leads]
    return np.concatenate([one - one[:, :level].mean(axis=1, keepdims=True) for one in rows], 1)

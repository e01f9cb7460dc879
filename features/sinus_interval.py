"""The interval of the sinus node near each beat, which early beats and pauses do not change."""

import numpy as np

IN_TIME = (0.86, 1.15)
GAIN = 0.2
OUT_OF_STEP_S, RUN_S = 20.0, 90.0
LEAST_INTERVALS = 16


def sinus_interval(
    rr_before_s: np.ndarray, usual_qrs: np.ndarray, usual_p: np.ndarray
) -> np.ndarray:
    """Expected RR interval at each beat of one record, from the beats that come in time.

    Parameters
    ----------
    rr_before_s : (n,) float array
        Seconds since the previous beat; NaN where it is unknown.
    usual_qrs : (n,) bool array
        The beat has the QRS complex of the record's regular beats.
    usual_p : (n,) bool array
        It has their P wave.

    Returns
    -------
    (n,) array
        Seconds: the shorter one of two estimates, from the beats before and from those after, so
        that a beat counts as early only if it is early against both. NaN without any interval.

    Notes
    -----
    A beat is in time if it has the usual QRS complex and an RR interval of 0.86 to 1.15 of the
    estimate. If the beat before is in time too, the estimate moves by a fifth of the difference, so
    that it follows a sinus node that accelerates. A run of early beats does not move it, whatever
    its length among the beats around: a median of these would become that of the run. After 20 s
    out of time the estimate is wrong, and becomes the mean of the intervals since it last moved
    (in bigeminy that is the sinus interval, if pauses are compensatory). Time in a run of early
    beats with the usual QRS complex but not the usual P wave, as in supraventricular tachycardia,
    counts as 20/90 of itself. The first estimate is the record's mean.
    """
    rr = np.asarray(rr_before_s, float)
    if not np.isfinite(rr).any():
        return np.full(len(rr), np.nan)
    forwards = _followed(rr, usual_qrs, usual_p)
    backwards = _followed(rr[::-1], usual_qrs[::-1], usual_p[::-1])[::-1]
    return np.minimum(forwards, backwards)


def _followed(rr: np.ndarray, usual_qrs: np.ndarray, usual_p: np.ndarray) -> np.ndarray:
    """The estimate before each beat; a loop, because each depends on the one before."""
    estimate, expected = float(np.nanmean(rr)), np.empty(len(rr))
    out_of_step_s = 0.0
    intervals: list[float] = []
    in_time_before = qrs_before = True
    for beat, interval in enumerate(rr):
        expected[beat] = estimate
        if not np.isfinite(interval):
            continue
        ratio, qrs = interval / estimate, bool(usual_qrs[beat])
        in_time = qrs and IN_TIME[0] <= ratio <= IN_TIME[1]
        if in_time and in_time_before:
            estimate += GAIN * (interval - estimate)
            out_of_step_s, intervals = 0.0, []
        else:
            run = qrs and qrs_before and ratio < IN_TIME[0] and not usual_p[beat]
            if not in_time:
                out_of_step_s += interval * (OUT_OF_STEP_S / RUN_S if run else 1.0)
            intervals.append(interval)
            if out_of_step_s > OUT_OF_STEP_S and len(intervals) >= LEAST_INTERVALS:
                estimate = float(np.mean(intervals))
                out_of_step_s, intervals = 0.0, []
        in_time_before, qrs_before = in_time, qrs
    return expected

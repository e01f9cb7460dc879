"""Beats of one recording at R peaks that a detector found: samples without labels."""

from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.signal import resample_poly

from craftbench.datasets.samples import REJECTED_COLUMNS, Recordings, Samples
from craftbench.datasets.windows import BeatWindow
from features.ecg import detect_r_peaks
from features.ecg_arguments import HIGHEST_FS, LOWEST_FS
from features.usable_signal import bridged

DETECTION_HZ, FINEST_RATIO = 250.0, 1000


def beats_at(
    group: str, signal: np.ndarray, rate: float, r_peaks: np.ndarray, window: BeatWindow
) -> Samples:
    """Windows around given R peaks, with all that is known of a beat without an annotation.

    Parameters
    ----------
    group : str
        Name of the recording.
    signal : (samples, leads) array
        In mV.
    rate : float
        Samples per second.
    r_peaks : (n,) int array
        Increasing sample numbers.
    window : BeatWindow
        Of the source of the samples that a model was trained on.

    Returns
    -------
    Samples
        ``source, group, r_peak``, the intervals ``rr_before_s`` and ``rr_after_s`` between these R
        peaks, and the columns of the window. Beats whose window has a gap or passes an end of the
        recording are ``rejected``.
    """
    interval = np.diff(r_peaks) / rate
    unknown = [np.nan] * min(len(r_peaks), 1)
    beats = pd.DataFrame(
        {
            "source": [f"{group} at {peak / rate:.2f} s" for peak in r_peaks],
            "group": group,
            "r_peak": r_peaks,
            "rr_before_s": np.concatenate([unknown, interval]),
            "rr_after_s": np.concatenate([interval, unknown]),
            **window.columns(signal, r_peaks, rate),
        }
    )
    values = window.cut(signal, r_peaks, rate)
    reason = window.unusable(r_peaks, len(signal), rate, values)
    used = reason.isna().to_numpy()
    return Samples(
        values[used],
        beats[used].reset_index(drop=True),
        beats[~used].assign(reason=reason[~used])[REJECTED_COLUMNS],
        recordings=Recordings.joined({group: (signal, rate)}),
    )


def detected_r_peaks(signal: np.ndarray, rate: float) -> np.ndarray:
    """R peaks of one lead, (samples,), at any sampling rate; see `features.ecg.detect_r_peaks`.

    Rates beyond those of the detector are brought to 250 Hz for it.
    """
    if LOWEST_FS <= rate <= HIGHEST_FS:
        return detect_r_peaks(signal, rate)
    ratio = Fraction(DETECTION_HZ / rate).limit_denominator(FINEST_RATIO)
    filled, _ = bridged(signal)
    resampled = resample_poly(filled, ratio.numerator, ratio.denominator, padtype="edge")
    peaks = detect_r_peaks(resampled, rate * float(ratio)) / float(ratio)
    return np.unique(np.clip(np.rint(peaks), 0, len(signal) - 1).astype(np.int64))

"""What recipes on two leads of a record share: their check, and the removal of baseline wander."""

import numpy as np
from scipy.ndimage import median_filter

from features.ecg_arguments import checked_r_peaks
from features.usable_signal import bridged

BASELINE_S = (0.2, 0.6)


def checked_two_leads(leads_mv: np.ndarray, r_peaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two leads without gaps, (2, samples), and the checked R peaks.

    Raises
    ------
    ValueError
        If there are not two leads, or the R peaks do not suit them.
    """
    leads = np.asarray(leads_mv, float)
    if leads.ndim != 2 or leads.shape[1] != 2:
        raise ValueError(f"expected two leads, (samples, 2), found the shape {leads.shape}")
    return np.stack([bridged(one)[0] for one in leads.T]), checked_r_peaks(r_peaks, len(leads))


def without_baseline(lead: np.ndarray, fs: float) -> np.ndarray:
    """A lead without gaps minus its baseline: medians over 200 ms, and of these over 600 ms.

    The filter of de Chazal et al. (2004), which later recipes repeat.
    """
    baseline = lead
    for seconds in BASELINE_S:
        baseline = median_filter(baseline, 2 * (round(seconds * fs) // 2) + 1, mode="nearest")
    return lead - baseline

"""The fixed filters of LITE: rises, falls and peaks of several lengths.

References
----------
A. Ismail-Fawaz, M. Devanne, J. Weber, G. Forestier: Deep learning for time series classification
using new hand-crafted convolution filters. IEEE Big Data 2022,
doi:10.1109/BigData55660.2022.10020496.
"""

import numpy as np

SLOPE_LENGTHS = (2, 4, 8, 16, 32, 64)
PEAK_LENGTHS = (6, 12, 24, 48, 96)
FIXED_LENGTH = max(PEAK_LENGTHS)


def lite_filters() -> np.ndarray:
    """Seventeen filters, centred in windows of 96 samples.

    Returns
    -------
    (96, 17) float32 array
        Six filters −1, 1, −1, 1 … that answer to a rise, six of the opposite sign, and five that
        answer to a peak, each padded with zeros so that it sits where a shorter convolution with
        padding "same" would have it.
    """
    rises = [np.tile([-1.0, 1.0], length // 2) for length in SLOPE_LENGTHS]
    peaks = [_peak(length) for length in PEAK_LENGTHS]
    every = [*rises, *(-rise for rise in rises), *peaks]
    return np.stack([_centred(one) for one in every], axis=1).astype(np.float32)


def _peak(length: int) -> np.ndarray:
    """A parabolic dent, a parabolic bump of twice its height, and a dent; the sum is 0."""
    half = np.linspace(0, 1, length // 6 + 1)[1:] ** 2
    bump = np.concatenate([half, half[::-1]])
    return np.concatenate([-bump, 2 * bump, -bump])


def _centred(values: np.ndarray) -> np.ndarray:
    before = (FIXED_LENGTH - 1) // 2 - (len(values) - 1) // 2
    return np.pad(values, (before, FIXED_LENGTH - before - len(values)))

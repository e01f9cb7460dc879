"""Maxima of the QRS energy of an ECG, with their sharpness."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import maximum_filter1d

from features.beat_windows import windows
from features.quadratic_spline_wavelet import quadratic_spline_transform

REFRACTORY = 56  # samples at 250 Hz, 224 ms: no two beats are closer

# Chosen on the tuning half of mitdb (every other record).
_SCALE_WEIGHTS = (1.0, 1.0, 0.05)  # of the energy at the scales 2^2, 2^3 and 2^4
_CURVATURE_STEP = 2  # samples on either side: the difference over 16 ms of the slope at 2^2
_SMOOTHING = 19  # 76 ms
_NEAR = 10  # 40 ms


class Candidates(NamedTuple):
    """Deflections that may be beats, in order of time.

    `sharpness` is the RMS curvature by the RMS slope, both over 76 ms: high for a QRS complex, low
    for a T wave of whatever height.
    """

    position: np.ndarray
    height: np.ndarray
    sharpness: np.ndarray

    def only(self, mask: np.ndarray) -> "Candidates":
        return Candidates(*(values[mask] for values in self))


def qrs_candidates(analysed: np.ndarray) -> Candidates:
    """Maxima, at least 224 ms apart, of the QRS energy.

    Parameters
    ----------
    analysed : numpy.ndarray, shape (samples,)
        Signal at 250 Hz.

    Returns
    -------
    Candidates

    Notes
    -----
    With :math:`W_k` the quadratic-spline transform at scale :math:`2^k`, the slope and the
    curvature of the signal are

    .. math:: s = \\sqrt{\\overline{W_2^2 + W_3^2 + 0.05\\,W_4^2}}, \\quad
        c = \\sqrt{\\overline{(W_2[n+2] - W_2[n-2])^2}}

    (running means of 76 ms), and the height is :math:`s^{3/4} c^{1/4}`. A Gaussian wave of the
    width :math:`\\sigma` has :math:`c/s \\propto 1/\\sigma`, whatever its height.
    """
    transform = quadratic_spline_transform(analysed, scales=4)
    weighted = zip(_SCALE_WEIGHTS, transform[1:], strict=True)
    slope = _mean(sum(weight * scale**2 for weight, scale in weighted))
    bend = np.zeros(len(analysed))
    step = _CURVATURE_STEP
    bend[step:-step] = transform[1, 2 * step :] - transform[1, : -2 * step]
    curvature = _mean(bend**2)
    energy = slope**3 * curvature  # the eighth power of the height
    highest = maximum_filter1d(energy, 2 * REFRACTORY + 1)
    position = np.flatnonzero((energy == highest) & (energy > 0))
    apart = np.diff(position, prepend=-REFRACTORY) >= REFRACTORY  # a plateau counts once
    position = position[apart]
    steepest = windows(slope, position, _NEAR, _NEAR).max(axis=1)
    sharpest = windows(curvature, position, _NEAR, _NEAR).max(axis=1)
    return Candidates(position, energy[position] ** 0.125, np.sqrt(sharpest / steepest))


def _mean(energy: np.ndarray) -> np.ndarray:
    half = _SMOOTHING // 2
    mean = np.full(_SMOOTHING, 1 / _SMOOTHING)
    return np.convolve(np.pad(energy, half, mode="edge"), mean, mode="valid")

"""Maxima of the QRS energy of an ECG, with their sharpness."""

from typing import NamedTuple

import numpy as np

from features.beat_windows import windows
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.running import running_maximum, running_mean

REFRACTORY = 56  # samples at 250 Hz, 224 ms: no two beats are closer

# Chosen on the tuning half of mitdb (every other record).
_WEIGHT_OF_SCALE_4 = 0.05  # of the energy at 2^4, beside that at 2^2 and 2^3
_CURVATURE_STEP = 2  # samples on either side: the difference over 16 ms of the slope at 2^2
_SMOOTHING = 19  # 76 ms
_NEAR = 10  # 40 ms
_BALANCED_OVER = 31  # 124 ms: the rising and the falling slope of a wide QRS complex
_BALANCED = 0.2  # the weaker slopes have at least this share of the energy of the stronger ones
_PIECE = 20_000  # samples whose intermediate results stay in the processor's cache
_REACH = 192  # samples beyond a piece that may influence it


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

    (running means of 76 ms). A QRS complex returns to where it began, by slopes of both signs. The
    jolt of an electrode is a step: it has one steep slope. With :math:`p` and :math:`q` the means
    of :math:`W_2^2` over the rising and over the falling samples of 124 ms, the balance of the
    slopes is :math:`b = \\min(1, 5 \\min(p, q) / \\max(p, q))`: 1 for a QRS complex, near 0 for a
    step. The height is :math:`(s b)^{3/4} c^{1/4}`.

    A Gaussian wave of the width :math:`\\sigma` has :math:`c/s \\propto 1/\\sigma`, whatever its
    height.
    """
    found = []
    for start in range(0, len(analysed), _PIECE):
        first = max(start - _REACH, 0)
        part = _candidates_of_piece(analysed[first : start + _PIECE + _REACH])
        part = part._replace(position=part.position + first)
        found.append(part.only((part.position >= start) & (part.position < start + _PIECE)))
    together = Candidates(*(np.concatenate(values) for values in zip(*found, strict=True)))
    apart = np.diff(together.position, prepend=-REFRACTORY) >= REFRACTORY  # a plateau counts once
    return together.only(apart)


def _candidates_of_piece(analysed: np.ndarray) -> Candidates:
    fine, middle, coarse = quadratic_spline_transform(analysed, scales=(2, 3, 4))
    squared = fine * fine
    slope = running_mean(
        squared + middle * middle + _WEIGHT_OF_SCALE_4 * coarse * coarse, _SMOOTHING
    )
    bend = np.zeros(len(analysed))
    step = _CURVATURE_STEP
    np.subtract(fine[2 * step :], fine[: -2 * step], out=bend[step:-step])
    curvature = running_mean(bend * bend, _SMOOTHING)
    balanced = slope * _balance(fine, squared)
    energy = balanced * balanced * balanced * curvature  # the eighth power of the height
    highest = running_maximum(energy, 2 * REFRACTORY + 1)
    position = np.flatnonzero((energy == highest) & (energy > 0))
    steepest = windows(slope, position, _NEAR, _NEAR).max(axis=1)
    sharpest = windows(curvature, position, _NEAR, _NEAR).max(axis=1)
    return Candidates(position, energy[position] ** 0.125, np.sqrt(sharpest / steepest))


def _balance(fine: np.ndarray, squared: np.ndarray) -> np.ndarray:
    """The square of `b` in `qrs_candidates`; `squared` is that of `fine`."""
    rising = running_mean(np.where(fine > 0, squared, 0.0), _BALANCED_OVER)
    falling = running_mean(np.where(fine < 0, squared, 0.0), _BALANCED_OVER)
    stronger = np.maximum(rising, falling)
    stronger *= _BALANCED
    weaker = np.minimum(rising, falling)
    share = np.divide(weaker, stronger, out=np.zeros(len(fine)), where=stronger > 0)
    np.minimum(share, 1.0, out=share)
    return share * share

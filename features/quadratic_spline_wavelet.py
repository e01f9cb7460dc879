"""The à-trous wavelet transform with the derivative of a quadratic spline as its wavelet."""

import numpy as np

_PIECE = 20_000  # samples whose intermediate results stay in the processor's cache


def quadratic_spline_transform(
    signal: np.ndarray, scales: tuple[int, ...] = (1, 2, 3, 4, 5)
) -> np.ndarray:
    """Dyadic wavelet transform without decimation, one row per scale.

    Parameters
    ----------
    signal : array_like, shape (n,)
        Samples at (about) 250 Hz; there the scales 1 to 5 pass 62–125, 18–59, 8–27, 4–13 and
        2–7 Hz (-3 dB).
    scales : tuple of int
        Numbers of the scales that are returned, increasing from 1 on.

    Returns
    -------
    numpy.ndarray, shape (len(scales), n)
        With ``k = scales[row]``, ``[row, i]`` is the transform at scale 2^k at the *middle* of
        samples `i` and `i + 1`, in the unit of the signal: positive on a rising edge, zero at a
        peak. The signal is extended by its first and last value.

    Notes
    -----
    With ``H(w) = exp(jw/2) cos^3(w/2)`` and ``G(w) = 4j exp(jw/2) sin(w/2)`` (Mallat & Zhong)
    the filter at scale ``2^k`` is ``G(2^(k-1) w) H(2^(k-2) w) ... H(w)``: the difference over
    ``2^(k-1)`` samples of three running means of that length. The delay of every scale is
    removed, so that all of them are aligned.

    References
    ----------
    .. [1] Mallat, S., Zhong, S. (1992). Characterization of signals from multiscale edges.
       IEEE TPAMI 14(7), 710-732.
    .. [2] Martínez, J. P. et al. (2004). A wavelet-based ECG delineator: evaluation on standard
       databases. IEEE TBME 51(4), 570-581. Its equations 3-5.

    Examples
    --------
    >>> step = np.repeat([0.0, 1.0], 8)
    >>> quadratic_spline_transform(step, scales=(1,))[0, 6:9]
    array([0., 2., 0.])
    """
    signal = np.asarray(signal, dtype=float)
    reach = 2 ** (scales[-1] + 1)
    transform = np.empty((len(scales), len(signal)))
    for start in range(0, len(signal), _PIECE):
        piece = transform[:, start : start + _PIECE]
        around = _stretch(signal, start - reach, start + piece.shape[1] + reach)
        _transform_piece(around, reach, scales, piece)
    return transform


def _stretch(signal: np.ndarray, begin: int, end: int) -> np.ndarray:
    before = np.full(max(-begin, 0), signal[0])
    after = np.full(max(end - len(signal), 0), signal[-1])
    return np.concatenate([before, signal[max(begin, 0) : end], after])


def _transform_piece(
    smooth: np.ndarray, reach: int, scales: tuple[int, ...], transform: np.ndarray
) -> None:
    rows = dict(zip(scales, transform, strict=True))
    delay = 0.0  # of `smooth` against the signal, in samples
    for scale in range(1, scales[-1] + 1):
        step = 2 ** (scale - 1)
        if scale in rows:
            first = int(reach + delay + 0.5 - step / 2)
            last = first + transform.shape[1]
            np.subtract(smooth[first + step : last + step], smooth[first:last], out=rows[scale])
        if scale < scales[-1]:
            smooth = _holes_low_pass(smooth, step)
            delay -= 1.5 * step
    transform *= 2.0


def _holes_low_pass(x: np.ndarray, step: int) -> np.ndarray:
    """(x[i] + 3 x[i + step] + 3 x[i + 2 step] + x[i + 3 step]) / 8."""
    size = len(x) - 3 * step
    low = x[step : step + size] + x[2 * step : 2 * step + size]
    low *= 3.0
    low += x[:size]
    low += x[3 * step :]
    low *= 0.125
    return low

"""Mains hum of 50 or 60 Hz, taken off an ECG."""

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import lfilter

MAINS_HZ = (50.0, 60.0)
AVERAGED_S = 0.5


def without_mains_hum(signal: np.ndarray, rate_hz: float) -> np.ndarray:
    """The signal without its components within about 0.5 Hz of 50 and 60 Hz.

    Parameters
    ----------
    signal : numpy.ndarray, shape (samples,)
        Without gaps. Shorter than 1 s, it is returned as it is.
    rate_hz : float
        Samples per second, more than 120.

    Returns
    -------
    numpy.ndarray, shape (samples,)

    Notes
    -----
    The component of the frequency :math:`\\omega` is
    :math:`F(x)_n = (2/N) \\sum_k x_{n-k} \\cos \\omega k` over the surrounding half second, and the
    hum is F(F(x)), a fit to the surrounding second with triangular weights. `x` is the signal minus
    its own running mean, so that an offset has no influence. A QRS complex of 1 mV loses some
    microvolts.
    """
    half = round(AVERAGED_S * rate_hz / 2)
    if len(signal) <= 4 * half:
        return signal
    swing = signal - uniform_filter1d(signal, 2 * half + 1, mode="nearest")
    for hz in MAINS_HZ:
        omega = 2 * np.pi * hz / rate_hz
        signal = signal - _component(_component(swing, omega, half), omega, half)
    return signal


def _component(signal: np.ndarray, omega: float, half: int) -> np.ndarray:
    index = np.arange(len(signal))
    averaged = np.minimum(index, half) + np.minimum(index[::-1], half) + 1
    return 2 * _sum_of_cosines(np.pad(signal, (half + 1, half)), omega, half) / averaged


def _sum_of_cosines(padded: np.ndarray, omega: float, half: int) -> np.ndarray:
    """Sum of x[n - k] cos(omega k) over -half <= k <= half, by recursion."""
    size = 2 * half + 1
    outer, beyond = np.cos(omega * half), np.cos(omega * (half + 1))
    drive = outer * padded
    drive[1:] -= beyond * padded[:-1]
    drive[size:] -= beyond * padded[:-size]
    drive[size + 1 :] += outer * padded[: -size - 1]
    return lfilter([1.0], [1.0, -2 * np.cos(omega), 1.0], drive)[size:]

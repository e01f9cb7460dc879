"""Mains hum of 50 or 60 Hz, taken off an ECG."""

from functools import lru_cache

import numpy as np

MAINS_HZ = (50.0, 60.0)
HUM_BLOCK = 125  # samples: 0.5 s at 250 Hz
_PIECE = 20_000  # samples whose intermediate results stay in the processor's cache


def without_mains_hum(signal: np.ndarray, rate_hz: float) -> np.ndarray:
    """The signal without its components within about 0.5 Hz of 50 and 60 Hz.

    Parameters
    ----------
    signal : numpy.ndarray, shape (samples,)
        Without gaps. Shorter than two blocks (1 s), it is returned as it is.
    rate_hz : float
        Samples per second, about 250.

    Returns
    -------
    numpy.ndarray, shape (samples,)

    Notes
    -----
    In each block of half a second, sines of both frequencies are fitted by least squares to the
    second difference of the signal, which hardly contains the waves of an ECG. Between the middles
    of two blocks, amplitude and phase of the hum are interpolated. An offset has no influence, and
    a QRS complex of 1 mV loses some microvolts.
    """
    blocks = len(signal) // HUM_BLOCK
    if blocks < 2:
        return signal
    analysis, synthesis, block_turn = _bases(float(rate_hz))
    fitted = _second_difference(signal[: blocks * HUM_BLOCK]).reshape(blocks, -1) @ analysis
    hum = (
        fitted[:, ::2] - 1j * fitted[:, 1::2]
    )  # (blocks, frequencies), at the block's first sample
    hum = np.concatenate(
        [hum[:1] / block_turn, hum, hum[-1:] * block_turn, hum[-1:] * block_turn**2]
    )
    pairs = np.concatenate([hum[:-1], hum[1:]], axis=1)
    drawn = np.concatenate([pairs.real, pairs.imag], axis=1) @ synthesis
    first = HUM_BLOCK - HUM_BLOCK // 2
    drawn = drawn.ravel()[first : first + len(signal)]
    return np.subtract(signal, drawn, out=drawn)


def _second_difference(signal: np.ndarray) -> np.ndarray:
    """Of the same length, 0 at both ends."""
    second = np.zeros(len(signal))
    inner = second[1:-1]
    for start in range(0, len(inner), _PIECE):
        piece = inner[start : start + _PIECE]
        rise = np.diff(signal[start : start + len(piece) + 2])
        np.subtract(rise[1:], rise[:-1], out=piece)
    return second


@lru_cache
def _bases(rate_hz: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit of a block, hum between the middles of two blocks, and the turn of phase in a block."""
    omega = 2 * np.pi * np.array(MAINS_HZ) / rate_hz
    n = np.arange(HUM_BLOCK)[:, None]
    sines = np.stack([np.cos(n * omega), np.sin(n * omega)], axis=2).reshape(HUM_BLOCK, -1)
    gain = 2 * np.cos(omega) - 2  # of the second difference
    analysis = np.linalg.pinv(sines).T / np.repeat(gain, 2)
    phase = np.exp(1j * omega * (n + HUM_BLOCK // 2))
    block_turn = np.exp(1j * omega * HUM_BLOCK)
    share = n / HUM_BLOCK
    drawn = np.hstack([phase * (1 - share), phase / block_turn * share]).T
    return analysis, np.concatenate([drawn.real, -drawn.imag]), block_turn

"""The RR intervals that the sinus node would give at each moment."""

import numpy as np

RATE_HZ = 4.0


def tachogram(
    seconds: float,
    mean_s: float,
    sd_s: float,
    lf_hf: float,
    mayer_hz: float,
    respiration_hz: float,
    band_width_hz: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """RR intervals with a bimodal spectrum, at `RATE_HZ`.

    Parameters
    ----------
    seconds : float
        Length; at least that many are returned.
    mean_s, sd_s : float
        Mean and standard deviation of the intervals in s.
    lf_hf : float
        Power around `mayer_hz` over that around `respiration_hz`.
    mayer_hz, respiration_hz, band_width_hz : float
        Centres of the two bands, and the standard deviation of both.
    rng : Generator

    Returns
    -------
    (n,) array
        In s, no interval below 0.3 s.

    Notes
    -----
    As in McSharry et al. (2003), section III: the square root of a spectrum of two Gaussians with
    random phases, transformed back and scaled to mean and standard deviation. The series is at
    least 100 s long before it is cut, so that each band holds several frequencies.
    """
    size = int(np.ceil(max(seconds, 100.0) * RATE_HZ)) + 1
    frequency = np.fft.rfftfreq(size, 1 / RATE_HZ)
    band = np.exp(-0.5 * ((frequency - mayer_hz) / band_width_hz) ** 2) * lf_hf
    band += np.exp(-0.5 * ((frequency - respiration_hz) / band_width_hz) ** 2)
    band[0] = 0
    phase = rng.uniform(0, 2 * np.pi, len(frequency))
    series = np.fft.irfft(np.sqrt(band) * np.exp(1j * phase), size)
    intervals = mean_s + sd_s * series / series.std()
    return np.maximum(intervals[: int(np.ceil(seconds * RATE_HZ)) + 1], 0.3)

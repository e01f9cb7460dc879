"""The dynamical model of McSharry et al., solved beat by beat."""

from typing import NamedTuple

import numpy as np

RELAXATION_S = 1.0
_REACH = 6.0  # standard deviations; beyond, a Gaussian is below 2e-8 of its height


class GaussianWaves(NamedTuple):
    """Gaussian waves of n beats: each an (n, waves) array; a wave that is absent has height 0."""

    height_mv: np.ndarray
    centre_s: np.ndarray
    width_s: np.ndarray


# Table I of the paper: P Q R S T, at one beat a second.
PUBLISHED_ANGLE = np.array([-1 / 3, -1 / 12, 0, 1 / 12, 1 / 2]) * np.pi
PUBLISHED_STRENGTH = np.array([1.2, -5.0, 30.0, -7.5, 0.75])
PUBLISHED_WIDTH = np.array([0.25, 0.1, 0.1, 0.1, 0.4])


def waves_of_angles(
    angle: np.ndarray, strength: np.ndarray, width: np.ndarray, rr_s: np.ndarray
) -> GaussianWaves:
    """The waves that the parameters of the published equations draw at given RR intervals.

    Parameters
    ----------
    angle, strength, width : (waves,) arrays
        θ_i and b_i in rad, a_i in mV/(s rad).
    rr_s : (n,) array
        RR interval of each beat.

    Returns
    -------
    GaussianWaves
        With ω = 2π/RR: heights a b²/ω, centres θ/ω, widths b/ω.
    """
    omega = 2 * np.pi / np.asarray(rr_s, float)[:, None]
    return GaussianWaves(strength * width**2 / omega, angle / omega, width / omega)


def electrocardiogram(
    r_s: np.ndarray, waves: GaussianWaves, baseline_mv: np.ndarray, sampling_rate_hz: float
) -> np.ndarray:
    """Signal of a sequence of beats.

    Parameters
    ----------
    r_s : (n,) array
        Time in s to which the centres of each beat's waves refer.
    waves : GaussianWaves
        Of the n beats.
    baseline_mv : (samples,) array
        z_0(t), to which the signal relaxes; its length is that of the signal.
    sampling_rate_hz : float

    Returns
    -------
    (samples,) array
        In mV.

    Notes
    -----
    In [1]_ a point moves round the limit cycle with the angular velocity ω = 2π/RR, and

    .. math::
        \\dot z = -\\sum_i a_i \\Delta\\theta_i \\exp(-\\Delta\\theta_i^2 / 2 b_i^2) - (z - z_0).

    For a constant ω the sum is the derivative of :math:`g(t) = \\sum_i (a_i b_i^2/\\omega)
    \\exp(-(t - t_i)^2 / 2 (b_i/\\omega)^2)`, hence with w = z - g: dw/dt = -w - (g - z_0), and
    z = g - L(g - z_0), where L is a first-order low-pass with a time constant of 1 s. The low-pass
    is integrated exactly for inputs that are linear between samples. Unlike in the paper, every
    beat has its own ω for all its waves, instead of one ω from R peak to R peak. There, the
    two sides of an R wave between unequal intervals do not have the same height, and the
    difference stays in the baseline for a second.

    References
    ----------
    .. [1] P. McSharry, G. Clifford, L. Tarassenko, L. Smith: A dynamical model for generating
       synthetic electrocardiogram signals. IEEE Trans. Biomed. Eng. 50(3) (2003) 289-294.
       doi:10.1109/TBME.2003.808805
    """
    drawn = _gaussians(r_s, waves, len(baseline_mv), sampling_rate_hz)
    return drawn - _relaxed(drawn - baseline_mv, sampling_rate_hz)


def _gaussians(r_s: np.ndarray, waves: GaussianWaves, samples: int, rate: float) -> np.ndarray:
    """Sum of all Gaussians; one array operation for each kind of wave, over all beats."""
    total = np.zeros(samples)
    for height, centre, width in zip(*(part.T for part in waves), strict=True):
        present = height != 0
        if not present.any():
            continue
        middle, width = (r_s + centre)[present], width[present, None]
        reach = int(np.ceil(_REACH * width.max() * rate))
        places = np.rint(middle * rate).astype(int)[:, None] + np.arange(-reach, reach + 1)
        values = height[present, None] * np.exp(
            -0.5 * ((places / rate - middle[:, None]) / width) ** 2
        )
        inside = (places >= 0) & (places < samples)
        total += np.bincount(places[inside], values[inside], samples)
    return total


def _relaxed(forcing: np.ndarray, rate: float) -> np.ndarray:
    """L(forcing) from L = forcing at the start, exact for a forcing linear between samples."""
    from scipy.signal import lfilter

    step = 1 / (rate * RELAXATION_S)
    decay = np.exp(-step)
    mean = (1 - decay) / step
    older, newer = mean - decay, 1 - mean
    state = [forcing[0] * (decay + older)]
    return lfilter([newer, older], [1, -decay], forcing, zi=state)[0]

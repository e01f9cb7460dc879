"""Learning curves beyond the largest size: several laws, each with the weight of its evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

LAWS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "power law": np.log,
    "stretched exponential": np.sqrt,
    "exponential": np.asarray,
}
"""Time t of a size: the error is a·exp(−b·t) + c."""
MISFIT = 0.06
"""How far a true curve is from each law: standard deviation, as a share of the error."""
_FLOOR = 1e-3
_RATES, _PLATEAUS = 96, 96


@dataclass(frozen=True)
class Extrapolation:
    """Curves that agree with the measured errors, error(n) = a·exp(−b·(t(n) − t(n₁))) + c.

    ``law`` (numbers in `LAWS`), ``a``, ``b`` and ``c`` have the shape (draws,); ``first`` is the
    smallest measured size n₁, ``weights`` (laws,) the share of each law.
    """

    law: np.ndarray
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    first: float
    weights: np.ndarray

    @cached_property
    def _start(self) -> np.ndarray:
        """Time of the smallest size, (draws, 1)."""
        return np.stack([time(np.array([self.first])) for time in LAWS.values()])[self.law]

    def error(self, sizes: np.ndarray) -> np.ndarray:
        """Errors (draws, sizes), at most 1."""
        sizes = np.asarray(sizes, float)
        time = np.stack([time(sizes) for time in LAWS.values()])[self.law] - self._start
        return np.minimum(1, self.a[:, None] * np.exp(-self.b[:, None] * time) + self.c[:, None])

    def excess(self, size: float) -> np.ndarray:
        """Error (draws,) at a size above the plateau c: what unlimited samples would remove."""
        return self.error(np.array([size]))[:, 0] - self.c

    def size_at(self, error: np.ndarray) -> np.ndarray:
        """Training size (draws,) at which the error is reached; infinite where it never is."""
        above = np.asarray(error, float) - self.c
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            time = np.log(self.a / above) / self.b
            time = np.maximum(time + self._start[:, 0], 0)
            back = np.stack([np.exp(np.minimum(time, 700)), time**2, time])
        return np.where(above > 0, back[self.law, np.arange(len(time))], np.inf)


def average_laws(
    sizes: np.ndarray, errors: np.ndarray, covariance: np.ndarray, draws: int, seed: int
) -> Extrapolation:
    """Draw curves from the posterior distribution over laws and their parameters.

    Parameters
    ----------
    sizes : (sizes,) array
        Training sizes, rising, at least three.
    errors : (sizes,) array
        1 − accuracy.
    covariance : (sizes, sizes) array
        Of the errors.
    draws, seed : int
        Number of curves, and what they follow from.

    Raises
    ------
    ValueError
        With fewer than three sizes.

    Notes
    -----
    Bayesian model averaging (Hoeting et al. 1999). Before the data, all laws are equally probable,
    b is uniform on a logarithmic scale (a power's exponent from 0.05 to 3; rates for which the
    error falls by 10 % over all sizes, up to e⁻⁵ between the first two), c and the fall a are
    uniform with a + c ≤ 1. Given law, b and c, the error is linear in a, whose distribution is then
    a truncated normal in closed form; b and c are summed over a grid.

    No law is true. To the covariance, the misfit of a law is added, independently for each size:
    6 % of the error. With it, 95 % intervals at four times the largest size cover 0.9 or more of
    simulated curves, also of laws that are not averaged (docs/statistics.md).

    References
    ----------
    J. Hoeting et al.: Bayesian model averaging: a tutorial. Statist. Sci. 14 (1999) 382-417.
    T. Viering, M. Loog: The shape of learning curves: a review. IEEE Trans. Pattern Anal. Mach.
    Intell. 45 (2023) 7799-7819.
    """
    if len(sizes) < 3:
        raise ValueError(f"a curve of three parameters needs three sizes, found {len(sizes)}")
    sizes, errors = np.asarray(sizes, float), np.asarray(errors, float)
    spread = covariance + np.diag(_FLOOR**2 + (MISFIT * errors) ** 2)
    highest = np.clip((errors + 4 * np.sqrt(np.diag(spread))).min(), 4 * _FLOOR, 1)
    step = highest / _PLATEAUS
    plateaus = (np.arange(_PLATEAUS) + 0.5) * step
    rates = np.stack([_rates(name, time(sizes)) for name, time in LAWS.items()])
    mean, sd, evidence = _falls(_basis(rates, sizes), errors, spread, plateaus)
    share = np.exp(evidence - evidence.max())
    share /= share.sum()
    rng = np.random.default_rng(seed)
    chosen = rng.choice(share.size, draws, p=share.ravel())
    law, rate, plateau = np.unravel_index(chosen, share.shape)
    c = plateaus[plateau]
    a = _drawn_falls(mean[law, rate, plateau], sd[law, rate], c, rng)
    within_cell = (rng.random(draws) - 0.5) * step
    return Extrapolation(
        law, a, rates[law, rate], c + within_cell, float(sizes[0]), share.sum(axis=(1, 2))
    )


def _drawn_falls(
    mean: np.ndarray, sd: np.ndarray, c: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draws of a, normal between 0 and 1 − c."""
    low, high = ndtr(-mean / sd), ndtr((1 - c - mean) / sd)
    inside = np.clip(low + rng.random(len(c)) * (high - low), 1e-12, 1 - 1e-12)
    return np.maximum(0, mean + sd * ndtri(inside))


def _basis(rates: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """exp(−b·(t(n) − t(n₁))), (laws, rates, sizes)."""
    times = np.stack([time(sizes) - time(sizes)[0] for time in LAWS.values()])
    return np.exp(-rates[:, :, None] * times[:, None])


def _rates(law: str, time: np.ndarray) -> np.ndarray:
    if law == "power law":
        return np.geomspace(0.05, 3, _RATES)
    return np.geomspace(0.1 / (time[-1] - time[0]), 5 / (time[1] - time[0]), _RATES)


def _falls(
    basis: np.ndarray, errors: np.ndarray, covariance: np.ndarray, plateaus: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (laws, rates, plateaus) and SD (laws, rates) of a, and the log evidence of each cell."""
    whiten = np.linalg.inv(np.linalg.cholesky(covariance))
    fall, rest = basis @ whiten.T, whiten @ (errors[:, None] - plateaus)
    square = (fall**2).sum(axis=-1)
    both, sd = fall @ rest, 1 / np.sqrt(square)
    mean = both / square[..., None]
    chi_square = (rest**2).sum(axis=0) - both**2 / square[..., None]
    low, high = -mean / sd[..., None], (1 - plateaus - mean) / sd[..., None]
    inside = np.maximum(ndtr(high) - ndtr(low), 1e-300)
    return mean, sd, np.log(sd)[..., None] + np.log(inside) - chi_square / 2

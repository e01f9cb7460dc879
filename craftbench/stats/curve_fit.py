"""Curves of error over training size: a power law and an exponential, many at once."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Shape = Literal["power law", "exponential"]
SHAPES: tuple[Shape, ...] = ("power law", "exponential")
_STEPS = 240


@dataclass(frozen=True)
class CurveFit:
    """error(n) = a·n^(−b) + c, or a·exp(−b·n) + c.

    ``a``, ``b``, ``c`` and ``residual``, the weighted root mean square distance from the errors,
    have the shape (curves,).
    """

    shape: Shape
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    residual: np.ndarray

    def error(self, sizes: np.ndarray) -> np.ndarray:
        """Errors (curves, sizes), at most 1."""
        fall = _falls(self.shape, np.asarray(sizes, float), self.b)
        return np.minimum(1, self.a[:, None] * fall + self.c[:, None])

    def size_at(self, error: np.ndarray) -> np.ndarray:
        """Training size (curves,) at which the error is reached; infinite where it never is."""
        above = np.asarray(error) - self.c
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.shape == "power law":
                size = (self.a / above) ** (1 / self.b)
            else:
                size = np.maximum(0, np.log(self.a / above)) / self.b
        return np.where(above > 0, size, np.inf)


def fit_curves(
    shape: Shape, sizes: np.ndarray, errors: np.ndarray, weights: np.ndarray
) -> CurveFit:
    """Weighted least squares with a ≥ 0, b > 0 and 0 ≤ c.

    For each b of a fine grid a and c follow in closed form; the b with the least squares is taken.
    Exponents go from 0.03 to 5, rates from 0.02/(largest size) to 5/(smallest size).

    Parameters
    ----------
    shape : str
        ``power law`` or ``exponential``.
    sizes : (sizes,) array
        Training sizes, rising.
    errors : (curves, sizes) array
        1 − accuracy.
    weights : (sizes,) array
        1/variance of the errors.

    Raises
    ------
    ValueError
        With fewer than three sizes: three parameters would not be determined.
    """
    sizes, errors = np.asarray(sizes, float), np.asarray(errors, float)
    if len(sizes) < 3:
        raise ValueError(f"a curve of three parameters needs three sizes, found {len(sizes)}")
    if shape == "power law":
        exponents = np.geomspace(0.03, 5, _STEPS)
        scale = sizes[0] ** exponents
    else:
        exponents = np.geomspace(0.02 / sizes[-1], 5 / sizes[0], _STEPS)
        scale = np.exp(exponents * sizes[0])
    basis = _falls(shape, sizes, exponents) * scale[:, None]
    w = weights / weights.sum()
    s_f, s_ff = basis @ w, basis**2 @ w
    s_e, s_fe, s_ee = errors @ w, errors @ (basis * w).T, errors**2 @ w
    candidates = [
        _both(s_f, s_ff, s_e[:, None], s_fe),
        (np.maximum(0, s_fe / s_ff), np.zeros_like(s_fe)),
        (np.zeros_like(s_fe), np.broadcast_to(s_e[:, None], s_fe.shape)),
    ]
    a, c = (np.stack([candidate[i] for candidate in candidates]) for i in (0, 1))
    loss = a**2 * s_ff + 2 * a * c * s_f + c**2 - 2 * a * s_fe - 2 * c * s_e[:, None]
    loss = np.where(np.isnan(loss), np.inf, loss)
    curves = np.arange(len(errors))
    which = loss.argmin(axis=0)
    best = np.take_along_axis(loss, which[None], axis=0)[0].argmin(axis=1)
    which = which[curves, best]
    squares = np.maximum(0, loss[which, curves, best] + s_ee)
    return CurveFit(
        shape,
        a[which, curves, best] * scale[best],
        exponents[best],
        c[which, curves, best],
        np.sqrt(squares),
    )


def _falls(shape: Shape, sizes: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The part that falls, (b, sizes)."""
    if shape == "power law":
        return sizes ** -b[:, None]
    return np.exp(-b[:, None] * sizes)


def _both(s_f, s_ff, s_e, s_fe) -> tuple[np.ndarray, np.ndarray]:
    """Unconstrained least squares of a and c; NaN where one of them is negative."""
    determinant = np.maximum(s_ff - s_f**2, 1e-15)
    a = (s_fe - s_f * s_e) / determinant
    c = (s_ff * s_e - s_f * s_fe) / determinant
    fits = (a >= 0) & (c >= 0)
    return np.where(fits, a, np.nan), np.where(fits, c, np.nan)


def size_needed(sizes: np.ndarray, accuracy: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Training size at which a measured curve first reaches `target`.

    Between sizes, accuracy is taken as linear in the logarithm of the size.

    Parameters
    ----------
    sizes : (sizes,) array
        Training sizes, rising.
    accuracy : (curves, sizes) array
    target : (curves,) array

    Returns
    -------
    (curves,) array
        0 where the smallest size has reached it already, infinite where none has.
    """
    reached = accuracy >= target[:, None]
    first = reached.argmax(axis=1)
    found = _between(sizes, accuracy - target[:, None], np.maximum(first, 1))
    return np.where(~reached.any(axis=1), np.inf, np.where(first == 0, 0.0, found))


def crossing_size(sizes: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Training size from which on `difference` is above 0, (curves,).

    Parameters
    ----------
    sizes : (sizes,) array
        Training sizes, rising.
    difference : (curves, sizes) array
        Accuracy of the challenger less that of its rival.

    Returns
    -------
    (curves,) array
        0 where it is above 0 at all sizes, infinite where it is not at the largest. The last
        change counts.
    """
    ahead = difference > 0
    behind_last = ahead.shape[1] - 1 - (~ahead)[:, ::-1].argmax(axis=1)
    if len(sizes) == 1:
        return np.where(ahead[:, 0], 0.0, np.inf)
    found = _between(sizes, difference, np.minimum(behind_last + 1, len(sizes) - 1))
    return np.where(ahead.all(axis=1), 0.0, np.where(ahead[:, -1], found, np.inf))


def _between(sizes: np.ndarray, values: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where `values` pass 0 between the sizes `right` − 1 and `right`."""
    if len(sizes) == 1:
        return np.full(len(values), np.nan)
    rows = np.arange(len(values))
    before, after = values[rows, right - 1], values[rows, right]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(-before / (after - before), 0, 1)
    log = np.log(sizes)
    return np.exp(log[right - 1] + share * (log[right] - log[right - 1]))

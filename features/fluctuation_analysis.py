"""How fluctuations of a signal's running sum grow with the time scale."""

import numpy as np

SCALES = 50
SHORTEST_SCALE = 5
FEWEST_POINTS = 6


def detrended(signals: np.ndarray, scale: int) -> np.ndarray:
    """Pieces (n, pieces, scale) of signals (n, T), each less its least-squares line."""
    pieces = signals.shape[1] // scale
    cut = signals[:, : pieces * scale].reshape(len(signals), pieces, scale)
    cut = cut - cut.mean(axis=2, keepdims=True)
    time = np.arange(scale) - (scale - 1) / 2
    return cut - (cut @ time)[..., None] * time / (time @ time)


def rescaled_range(pieces: np.ndarray) -> np.ndarray:
    """Root of the mean squared range within pieces, (n,)."""
    return np.sqrt((np.ptp(pieces, axis=2) ** 2).mean(axis=1))


def root_mean_square(pieces: np.ndarray) -> np.ndarray:
    """Root of the mean square over all pieces, (n,): detrended fluctuation analysis."""
    return np.sqrt((pieces**2).mean(axis=(1, 2)))


def share_of_first_regime(signals: np.ndarray, measure, step: int) -> np.ndarray:
    """Share of time scales before the power law of fluctuations changes, (n,).

    Parameters
    ----------
    signals : (n, T) array
    measure : callable
        `rescaled_range` or `root_mean_square`.
    step : int
        Only every `step`-th value is used.

    Returns
    -------
    (n,) array
        Fluctuations are measured at up to 50 scales from 5 to half the length, evenly spaced in the
        logarithm. Two straight lines of at least six scales each are fitted to log fluctuation over
        log scale; the break is where they fit best. 0 for signals with fewer than twelve scales.
    """
    path = np.cumsum(signals[:, ::step], axis=1)
    longest = path.shape[1] // 2
    if longest < SHORTEST_SCALE:
        return np.zeros(len(signals))
    exponents = np.linspace(np.log(SHORTEST_SCALE), np.log(longest), SCALES)
    scales = np.unique(np.round(np.exp(exponents)).astype(int))
    if len(scales) < 2 * FEWEST_POINTS:
        return np.zeros(len(signals))
    with np.errstate(divide="ignore"):
        size = np.log([measure(detrended(path, scale)) for scale in scales])
    x = np.log(scales)
    breaks = np.arange(FEWEST_POINTS, len(scales) - FEWEST_POINTS + 1)
    misfit = [
        _misfit(x[:last], size[:last]) + _misfit(x[last - 1 :], size[last - 1 :]) for last in breaks
    ]
    return breaks[np.argmin(misfit, axis=0)] / len(scales)


def _misfit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Norm of the residuals of a line through (points,) and each column of (points, n)."""
    basis, _ = np.linalg.qr(np.stack([np.ones(len(x)), x], axis=1))
    return np.linalg.norm(y - basis @ (basis.T @ y), axis=0)

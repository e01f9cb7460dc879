"""Places of labels beside the ends of lines."""

import numpy as np
from sklearn.isotonic import IsotonicRegression


def spread(places: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """The places closest to those wished for that are at least `gap` apart.

    Parameters
    ----------
    places : (n,) array
        Wished for.
    gap : float
        Least distance; smaller if so many do not fit.
    low, high : float
        Limits.

    Returns
    -------
    (n,) array
        In the order of `places`.

    Notes
    -----
    With the places in order, p_i − i·gap must not fall: the least squares solution is an isotonic
    regression.
    """
    places = np.asarray(places, float)
    count = len(places)
    if not count:
        return places
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(count)
    fit = IsotonicRegression(y_min=low, y_max=max(low, high - steps[-1]))
    spaced = np.empty(count)
    spaced[order] = fit.fit_transform(np.arange(count), places[order] - steps) + steps
    return spaced

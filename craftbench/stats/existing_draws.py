"""Draws of groups in which a score exists."""

import numpy as np


def existing_draws(drawn: np.ndarray) -> np.ndarray:
    """Draws (resamples, repeats); those without the class are replaced by others, in their order.

    Where no draw has the class, all stay NaN.
    """
    missing = np.isnan(drawn).any(axis=1)
    known = np.flatnonzero(~missing)
    places = np.arange(len(drawn))
    if len(known):
        places[missing] = np.resize(known, missing.sum())
    return drawn[places]

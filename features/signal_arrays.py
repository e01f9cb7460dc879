"""Signals as feature sets take them."""

from collections.abc import Callable

import numpy as np
import pandas as pd

VALUES_AT_ONCE = 2**19


def each_lead(
    samples: np.ndarray, shortest: int, compute: Callable[[np.ndarray], dict[str, np.ndarray]]
) -> pd.DataFrame:
    """Features of every lead side by side.

    Parameters
    ----------
    samples : (n, T, leads) array
    shortest : int
        Fewest values over time.
    compute : callable
        From one lead of all samples, (m, T) float64 without NaN, to features (m,) by name.

    Returns
    -------
    DataFrame
        n rows; columns ``{feature}_{lead}``, leads counted from 0. A lead of a sample with a value
        that is missing or infinite has NaN in all its features.

    Raises
    ------
    ValueError
        For an array of another shape, or too short signals.
    """
    if samples.ndim != 3:
        raise ValueError(f"expected signals of the shape (n, T, leads), found {samples.shape}")
    if samples.shape[1] < shortest:
        raise ValueError(
            f"expected signals of at least {shortest} values, found {samples.shape[1]}"
        )
    found: dict[str, np.ndarray] = {}
    for lead in range(samples.shape[2]):
        signals = np.asarray(samples[:, :, lead], np.float64)
        whole = np.isfinite(signals).all(axis=1)
        for name, values in _in_chunks(signals[whole], compute).items():
            column = np.full(len(samples), np.nan)
            column[whole] = values
            found[f"{name}_{lead}"] = column
    return pd.DataFrame(found)


def _in_chunks(
    signals: np.ndarray, compute: Callable[[np.ndarray], dict[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """What `compute` returns for all signals, a few at a time; the names also without any."""
    step = max(1, VALUES_AT_ONCE // signals.shape[1])
    starts = range(0, len(signals), step)
    parts = [compute(signals[start : start + step]) for start in starts]
    if not parts:
        return {
            name: values[1:] for name, values in compute(np.zeros((1, signals.shape[1]))).items()
        }
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def standardised(signals: np.ndarray) -> np.ndarray:
    """Signals (n, T) with mean 0 and standard deviation 1 each; constant ones become 0."""
    centred = signals - signals.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    size = np.abs(signals).max(axis=1, keepdims=True)
    return np.where(spread > 1e-10 * size, centred / np.where(spread > 0, spread, 1), 0)

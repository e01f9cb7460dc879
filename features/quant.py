"""Quantiles of a signal, its differences and its spectrum over dyadic intervals."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from features.feature import Feature
from features.signal_arrays import each_lead

DEPTH = 6
VALUES_PER_QUANTILE = 4
SMOOTHED = 5
SHORTEST = 8

QUANT_COLUMNS = {
    "signal_*": Feature("unit of the signal", "quantile within an interval of time"),
    "slope_*": Feature("unit of the signal", "quantile of the smoothed first difference"),
    "bend_*": Feature("unit of the signal", "quantile of the second difference"),
    "spectrum_*": Feature("unit of the signal", "quantile of amplitudes in a band of frequencies"),
}


def quant(samples: np.ndarray) -> pd.DataFrame:
    """Quantiles over dyadic intervals.

    Parameters
    ----------
    samples : (n, T, leads) array
        Signals of at least 8 values.

    Returns
    -------
    DataFrame
        n rows; columns ``{part}_{interval}_{quantile}_{lead}`` for the parts ``signal``, ``slope``
        (first difference, moving average of 5), ``bend`` (second difference) and ``spectrum``
        (amplitudes of the Fourier transform). Intervals are ``a{start}to{end}`` in samples of the
        part. A lead with a missing value has NaN only.

    Raises
    ------
    ValueError
        For an array of another shape, or signals that are too short.

    Notes
    -----
    At depth i = 0 … 5 a part is divided into 2^i intervals of equal length, and again by half an
    interval further. An interval of m values has 1 + ⌊(m − 1) / 4⌋ evenly spaced quantiles, its
    median if that is one. The interval's mean is subtracted from every second quantile, so that
    both levels and shapes are there.

    References
    ----------
    A. Dempster, D. F. Schmidt, G. I. Webb: QUANT: a minimalist interval method for time series
    classification. Data Min. Knowl. Discov. 38 (2024) 2377-2402.
    """
    return each_lead(samples, SHORTEST, _of_lead)


def _of_lead(signals: np.ndarray) -> dict[str, np.ndarray]:
    slope = np.diff(signals, axis=1)
    parts = {
        "signal": signals,
        "slope": _moving_average(slope, SMOOTHED),
        "bend": np.diff(slope, axis=1),
        "spectrum": np.abs(np.fft.rfft(signals, axis=1)),
    }
    found = {}
    for part, values in parts.items():
        for start, end in intervals(values.shape[1], DEPTH):
            quantiles = interval_quantiles(values[:, start:end])
            for place, column in enumerate(quantiles.T):
                found[f"{part}_a{start}to{end}_{place}"] = column
    return found


def _moving_average(values: np.ndarray, width: int) -> np.ndarray:
    """Of the same length; the first and the last value continue beyond the ends."""
    padded = np.pad(values, ((0, 0), (width // 2, width // 2)), mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, width, axis=1).mean(axis=2)


def intervals(length: int, depth: int) -> Iterator[tuple[int, int]]:
    """Start and end of the dyadic intervals, with those shifted by half an interval.

    The depth is limited so that no interval is empty; shifted ones need at least two values.
    """
    for level in range(min(depth, int(np.log2(length)) + 1)):
        edges = np.linspace(0, length, 2**level + 1)
        bounds = np.floor(edges + 1e-9).astype(int)
        yield from zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        shift = -(-(bounds[1] - bounds[0]) // 2) if level else 0
        if shift and length / 2**level >= 2:
            shifted = bounds[:-1] + shift
            yield from zip(shifted[:-1].tolist(), shifted[1:].tolist(), strict=True)


def interval_quantiles(values: np.ndarray) -> np.ndarray:
    """Quantiles (n, q) of the values (n, m) in one interval, every second one less their mean."""
    count = 1 + (values.shape[1] - 1) // VALUES_PER_QUANTILE
    places = np.linspace(0, 1, count) if count > 1 else np.array([0.5])
    places = places * (values.shape[1] - 1)
    below, ordered = np.floor(places).astype(int), np.sort(values, axis=1)
    above = np.minimum(below + 1, values.shape[1] - 1)
    found = ordered[:, below] + (ordered[:, above] - ordered[:, below]) * (places - below)
    found[:, 1::2] -= values.mean(axis=1, keepdims=True)
    return found

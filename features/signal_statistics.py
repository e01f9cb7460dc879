"""Statistics of a signal: its values, its changes, its autocorrelation and its spectrum."""

import numpy as np
import pandas as pd

from features.autocorrelation import autocorrelation, first_zero
from features.feature import Feature
from features.signal_arrays import each_lead

SHORTEST = 16
QUANTILES = (5, 25, 50, 75, 95)
LAGS = (1, 2, 4, 8)
BANDS = 8
ROLL_OFF = 0.85

STATISTICS_COLUMNS = {
    "mean_*": Feature("unit of the signal", "mean"),
    "deviation_*": Feature("unit of the signal", "standard deviation"),
    "skewness_*": Feature("1", "third standardised moment: asymmetry"),
    "kurtosis_*": Feature("1", "fourth standardised moment less 3: heavy tails"),
    "minimum_*": Feature("unit of the signal", "lowest value"),
    "maximum_*": Feature("unit of the signal", "highest value"),
    "quantile?_*": Feature("unit of the signal", "quantile in per cent"),
    "quantile??_*": Feature("unit of the signal", "quantile in per cent"),
    "maximum_place_*": Feature("1", "place of the maximum, from 0 to 1"),
    "minimum_place_*": Feature("1", "place of the minimum, from 0 to 1"),
    "mean_change_*": Feature("unit of the signal", "mean absolute successive difference"),
    "complexity_*": Feature("1", "spread of differences over that of the signal"),
    "crossings_*": Feature("1", "share of steps that cross the mean"),
    "turns_*": Feature("1", "share of values that are local extremes"),
    "trend_*": Feature("1", "correlation with time"),
    "autocorrelation?_*": Feature("1", "autocorrelation at a lag in samples"),
    "decorrelation_*": Feature("1", "first zero of the autocorrelation over the length"),
    "power?_*": Feature("1", "share of the power in a band; each covers twice the one before"),
    "centroid_*": Feature("cycles per sample", "mean frequency, weighted by power"),
    "bandwidth_*": Feature("cycles per sample", "standard deviation of frequency by power"),
    "roll_off_*": Feature("cycles per sample", "frequency below which 85 % of the power lie"),
    "peak_frequency_*": Feature("cycles per sample", "frequency of the highest power"),
    "spectral_entropy_*": Feature("1", "entropy of the spectrum over its greatest value"),
}


def signal_statistics(samples: np.ndarray) -> pd.DataFrame:
    """Statistical and spectral features of each lead.

    Parameters
    ----------
    samples : (n, T, leads) array
        Signals of at least 16 values.

    Returns
    -------
    DataFrame
        n rows; columns ``{name}_{lead}`` for the names of `STATISTICS_COLUMNS`. A lead with a
        missing value has NaN only; of a constant lead, what depends on its variation is NaN.

    Raises
    ------
    ValueError
        For an array of another shape, or signals that are too short.

    Notes
    -----
    Spectra are without the mean. Band 8 is the upper half of the frequencies, band 7 the upper half
    of the rest, and so on; band 1 is all below.
    """
    return each_lead(samples, SHORTEST, _of_lead)


def _of_lead(signals: np.ndarray) -> dict[str, np.ndarray]:
    mean, deviation = signals.mean(axis=1), signals.std(axis=1)
    varies = deviation > 1e-10 * np.abs(signals).max(axis=1)
    z = (signals - mean[:, None]) / np.where(varies, deviation, 1)[:, None]
    found = _of_values(signals) | {"mean": mean, "deviation": deviation}
    with np.errstate(invalid="ignore", divide="ignore"):
        shape = _of_shape(z) | _of_spectrum(z)
    return found | {name: np.where(varies, values, np.nan) for name, values in shape.items()}


def _of_values(signals: np.ndarray) -> dict[str, np.ndarray]:
    quantiles = np.percentile(signals, QUANTILES, axis=1)
    return {
        "minimum": signals.min(axis=1),
        "maximum": signals.max(axis=1),
        **{f"quantile{q}": values for q, values in zip(QUANTILES, quantiles, strict=True)},
        "mean_change": np.abs(np.diff(signals, axis=1)).mean(axis=1),
    }


def _of_shape(z: np.ndarray) -> dict[str, np.ndarray]:
    length, slope = z.shape[1], np.diff(z, axis=1)
    time = np.arange(length) - (length - 1) / 2
    correlation = autocorrelation(z)
    return {
        "skewness": (z**3).mean(axis=1),
        "kurtosis": (z**4).mean(axis=1) - 3,
        "maximum_place": z.argmax(axis=1) / (length - 1),
        "minimum_place": z.argmin(axis=1) / (length - 1),
        "complexity": slope.std(axis=1),
        "crossings": ((z[:, 1:] > 0) != (z[:, :-1] > 0)).mean(axis=1),
        "turns": (slope[:, 1:] * slope[:, :-1] < 0).mean(axis=1),
        "trend": z @ time / (length * time.std()),
        **{f"autocorrelation{lag}": correlation[:, lag] for lag in LAGS},
        "decorrelation": first_zero(correlation) / length,
    }


def _of_spectrum(z: np.ndarray) -> dict[str, np.ndarray]:
    power = np.abs(np.fft.rfft(z, axis=1)[:, 1:]) ** 2
    frequency = np.fft.rfftfreq(z.shape[1])[1:]
    share = power / power.sum(axis=1, keepdims=True)
    centroid = share @ frequency
    edges = [0, *(0.5 / 2 ** (BANDS - band) for band in range(1, BANDS)), 0.5]
    bands = {
        f"power{number}": share[:, (frequency > low) & (frequency <= high)].sum(axis=1)
        for number, (low, high) in enumerate(zip(edges[:-1], edges[1:], strict=True), 1)
    }
    return {
        **bands,
        "centroid": centroid,
        "bandwidth": np.sqrt((share * (frequency - centroid[:, None]) ** 2).sum(axis=1)),
        "roll_off": frequency[(np.cumsum(share, axis=1) >= ROLL_OFF - 1e-12).argmax(axis=1)],
        "peak_frequency": frequency[share.argmax(axis=1)],
        "spectral_entropy": -np.where(share > 0, share * np.log(share), 0).sum(axis=1)
        / np.log(len(frequency)),
    }

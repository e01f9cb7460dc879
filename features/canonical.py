"""Characteristics of standardised signals that `catch22` combines."""

import numpy as np

from features.autocorrelation import autocorrelation

THRESHOLD_STEP = 0.01
LEAST_SHARE = 0.02


def binned_mode(signals: np.ndarray, bins: int) -> np.ndarray:
    """Centre of the fullest of equally wide bins, (n,); the mean centre of several such bins."""
    low, high = signals.min(axis=1), signals.max(axis=1)
    width = (high - low) / bins
    counts = _counts(_bin_numbers(signals, low, width, bins), bins)
    fullest = counts == counts.max(axis=1, keepdims=True)
    place = (fullest * (np.arange(bins) + 0.5)).sum(axis=1) / fullest.sum(axis=1)
    return low + place * width


def binned_mutual_information(signals: np.ndarray, lag: int, bins: int) -> np.ndarray:
    """Mutual information of a signal and itself some steps later, (n,) in nats."""
    low, high = signals.min(axis=1), signals.max(axis=1)
    number = _bin_numbers(signals, low, (high - low) / bins, bins)
    joint = _counts(number[:, :-lag] * bins + number[:, lag:], bins**2).reshape(-1, bins, bins)
    joint = joint / (signals.shape[1] - lag)
    apart = joint.sum(axis=2, keepdims=True) * joint.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(joint > 0, joint * np.log(joint / apart), 0).sum(axis=(1, 2))


def gaussian_mutual_information(signals: np.ndarray, longest: int) -> np.ndarray:
    """−½ log(1 − r²) at the lags 1 … `longest`, (n, longest); r is the correlation at a lag."""
    found = []
    for lag in range(1, longest + 1):
        pairs = signals[:, :-lag], signals[:, lag:]
        first, second = (part - part.mean(axis=1, keepdims=True) for part in pairs)
        squares = (first**2).sum(axis=1) * (second**2).sum(axis=1)
        r2 = (first * second).sum(axis=1) ** 2 / np.where(squares > 0, squares, 1)
        found.append(-0.5 * np.log1p(-np.minimum(r2, 1 - 1e-12)))
    return np.stack(found, axis=1)


def longest_run(holds: np.ndarray) -> np.ndarray:
    """Length of the longest run of true values in each row of (n, T)."""
    place = np.arange(1, holds.shape[1] + 1)
    last_false = np.maximum.accumulate(np.where(holds, 0, place), axis=1)
    return (place - last_false).max(axis=1)


def power_spectrum(signals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies (m,) in radians per sample, and the share of the power at each, (n, m).

    As in hctsa, zeros are appended up to a length that is a power of two.
    """
    length = 1 << (signals.shape[1] - 1).bit_length()
    power = np.abs(np.fft.rfft(signals, length, axis=1)) ** 2
    power[:, 1 : length // 2] *= 2  # negative frequencies
    frequency = 2 * np.pi * np.fft.rfftfreq(length)
    return frequency, power / power.sum(axis=1, keepdims=True)


def wang_period(signals: np.ndarray, threshold: float) -> np.ndarray:
    """Lag of the first peak of the autocorrelation that stands out, (n,); 0 without one.

    A cubic spline of two pieces is fitted and subtracted. Of the lags up to a third of the length,
    the first maximum counts that is positive, follows a minimum, and exceeds it by `threshold`.
    X. Wang, A. Wirth, L. Wang: Structure-based statistical features and multivariate time series
    clustering. ICDM 2007, 351-360.
    """
    length = signals.shape[1]
    t = np.linspace(-1, 1, length)
    spline = np.stack([np.ones(length), t, t**2, t**3, np.maximum(t, 0) ** 3], axis=1)
    basis, _ = np.linalg.qr(spline)
    correlation = autocorrelation(signals - (signals @ basis) @ basis.T)
    correlation = correlation[:, : max(3, -(-length // 3) + 1)]
    slope = np.diff(correlation, axis=1)
    inner = correlation[:, 1:-1]
    trough = (slope[:, :-1] < 0) & (slope[:, 1:] > 0)
    peak = (slope[:, :-1] > 0) & (slope[:, 1:] < 0)
    lag = np.arange(inner.shape[1])
    last_trough = np.maximum.accumulate(np.where(trough, lag, -1), axis=1)
    depth = np.take_along_axis(inner, np.maximum(last_trough, 0), axis=1)
    stands_out = peak & (inner > 0) & (last_trough >= 0) & (inner - depth >= threshold)
    return np.where(stands_out.any(axis=1), stands_out.argmax(axis=1) + 1, 0)


def embedding_misfit(signals: np.ndarray, delay: np.ndarray) -> np.ndarray:
    """Mean difference between a histogram of distances and an exponential density, (n,).

    Distances are those of successive points (x[t], x[t + delay]), the delay at most a tenth of the
    length. The exponential has their mean; bins are as wide as Scott's rule says.
    """
    length = signals.shape[1]
    delay = np.clip(delay, 1, max(1, length // 10))
    found = np.zeros(len(signals))
    for size in np.unique(delay):
        rows = np.flatnonzero(delay == size)
        squares = np.diff(signals[rows], axis=1) ** 2
        found[rows] = _exponential_misfit(np.sqrt(squares[:, :-size] + squares[:, size:]))
    return found


def _exponential_misfit(distances: np.ndarray) -> np.ndarray:
    low, spread = distances.min(axis=1), np.ptp(distances, axis=1)
    scott = 3.5 * distances.std(axis=1, ddof=1) / distances.shape[1] ** (1 / 3)
    bins = np.maximum(1, np.ceil(spread / np.where(scott > 0, scott, 1))).astype(int)
    most = int(bins.max())
    width = np.where(spread > 0, spread / bins, 1)
    number = np.minimum(_bin_numbers(distances, low, width, most), bins[:, None] - 1)
    density = _counts(number, most) / (distances.shape[1] * width[:, None])
    centre = low[:, None] + (np.arange(most) + 0.5) * width[:, None]
    mean = np.maximum(distances.mean(axis=1, keepdims=True), 1e-12)
    misfit = np.abs(density - np.exp(-centre / mean) / mean)
    return np.where(np.arange(most) < bins[:, None], misfit, 0).sum(axis=1) / bins


def extreme_timing(signals: np.ndarray) -> np.ndarray:
    """Median, over rising thresholds, of the median time of the values above; (n,), −1 to 1.

    Thresholds are 0, 0.01, 0.02 … as long as at least 2 % of the positive values, and two of them,
    lie above. −1 is the start of the signal and 1 its end.
    """
    n, length = signals.shape
    positive = (signals >= 0).sum(axis=1)
    timings = []
    for threshold in np.arange(0, signals.max(), THRESHOLD_STEP):
        above = signals >= threshold
        count = above.sum(axis=1)
        known = (count >= 2) & (count >= LEAST_SHARE * positive)
        if not known.any():
            break
        running = np.cumsum(above, axis=1)
        lower = (running < ((count + 1) // 2)[:, None]).sum(axis=1)
        upper = (running < (count // 2 + 1)[:, None]).sum(axis=1)
        timing = (lower + upper) / (length - 1) - 1
        timings.append(np.where(known, timing, np.nan))
    stacked = np.stack(timings) if timings else np.zeros((1, n))
    return np.where(np.isnan(stacked).all(axis=0), 0, _nanmedian(stacked))


def _nanmedian(values: np.ndarray) -> np.ndarray:
    """Median of each column without its NaN, which come last in the order."""
    ordered, count = np.sort(values, axis=0), (~np.isnan(values)).sum(axis=0)
    columns = np.arange(values.shape[1])
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(values) - 1)
    return (ordered[low, columns] + ordered[high, columns]) / 2


def _bin_numbers(values: np.ndarray, low: np.ndarray, width: np.ndarray, bins: int) -> np.ndarray:
    number = ((values - low[:, None]) / np.where(width > 0, width, 1)[:, None]).astype(int)
    return np.clip(number, 0, bins - 1)


def _counts(numbers: np.ndarray, bins: int) -> np.ndarray:
    """How often each number 0 … bins − 1 occurs in each row, (n, bins)."""
    offset = bins * np.arange(len(numbers))[:, None]
    return np.bincount((numbers + offset).ravel(), minlength=len(numbers) * bins).reshape(-1, bins)

"""Distribution of the heights in an image."""

import numpy as np

from features.measured_pixels import MeasuredPixels

QUANTILES = {f"height_q{percent:02d}": percent / 100 for percent in (5, 25, 50, 75, 95)}
BIN_MM = 5.0
BIN_SHARE = 0.01
LEVEL_SHARE = 0.05


def height_distribution(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    """Mean, moments, quantiles, histogram entropy and number of levels of the heights.

    Parameters
    ----------
    pixels : MeasuredPixels

    Returns
    -------
    dict of (m,) arrays
        Named as in `features.parcel.COLUMNS`.

    Notes
    -----
    With heights h_i of the N measured pixels, mean μ and central moments
    ``m_k = Σ (h_i - μ)^k / N``: standard deviation ``√m_2``, skewness ``m_3 / m_2^1.5`` (NaN where
    all heights are equal) [1]_. Quantiles interpolate linearly between order statistics [2]_.

    The histogram has bins of 5 mm, one of them centred on the median. It does not change when an
    item lies higher, and the noise of a flat top (σ up to 1.6 mm) covers few bins. With the share p
    of pixels in a bin, entropy is ``-Σ p log2 p`` [3]_. A level is a run of neighbouring bins with
    at least 1 % of the pixels in each and 5 % in total.

    References
    ----------
    .. [1] D. N. Joanes, C. A. Gill: Comparing measures of sample skewness and kurtosis. The
       Statistician 47 (1998) 183-189 (g_1).
    .. [2] R. J. Hyndman, Y. Fan: Sample quantiles in statistical packages. The American
       Statistician 50 (1996) 361-365 (definition 7).
    .. [3] C. E. Shannon: A mathematical theory of communication. Bell System Technical Journal 27
       (1948) 379-423.
    """
    quantiles = dict(
        zip(QUANTILES, pixels.quantiles(pixels.heights, list(QUANTILES.values())), strict=True)
    )
    median = quantiles["height_q50"]
    above_median = pixels.heights - median[pixels.owner]
    mean_above = pixels.mean(above_median)
    deviation = above_median - mean_above[pixels.owner]
    square = deviation * deviation
    variance = pixels.mean(square)
    varied = variance > 0
    skewness = np.full(len(variance), np.nan)
    np.divide(pixels.mean(square * deviation), variance**1.5, out=skewness, where=varied)
    share = _histogram(pixels, above_median)
    return {
        "average_height": median + mean_above,
        "height_sd": np.sqrt(variance),
        "height_skewness": skewness,
        **quantiles,
        "height_entropy": _entropy(share),
        "height_levels": _levels(share),
    }


def _histogram(pixels: MeasuredPixels, heights: np.ndarray) -> np.ndarray:
    bins = np.floor(heights / BIN_MM + 0.5).astype(np.intp)
    lowest = np.minimum.reduceat(bins, pixels.first)
    highest = np.maximum.reduceat(bins, pixels.first)
    n, width = len(lowest), int((highest - lowest).max()) + 1
    cell = bins + (np.arange(n) * width - lowest)[pixels.owner]
    counts = np.bincount(cell, minlength=n * width).reshape(n, width)
    return counts / pixels.count[:, None]


def _entropy(share: np.ndarray) -> np.ndarray:
    information = np.zeros_like(share)
    np.log2(share, out=information, where=share > 0)
    return np.abs((share * information).sum(axis=1))


def _levels(share: np.ndarray) -> np.ndarray:
    occupied = np.pad(share >= BIN_SHARE, ((0, 0), (1, 0)))[:, :-1]
    filled = share >= BIN_SHARE
    starts = filled & ~occupied
    run = np.cumsum(starts) - 1
    held = np.bincount(run[filled.ravel()], weights=share[filled], minlength=int(starts.sum()))
    image = np.nonzero(starts)[0]
    return np.bincount(image[held >= LEVEL_SHARE], minlength=len(share)).astype(np.float64)

"""MiniRocket: 84 fixed kernels at many dilations, pooled by the share of positive values."""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from models.transformed_ridge import TransformedRidge

TAPS = 9
FEATURES = 9_996
MOST_DILATIONS = 32
MOST_CHANNELS = 9
GOLDEN = (5**0.5 + 1) / 2
KERNELS = tuple(combinations(range(TAPS), 3))
"""Positions of the three weights of 2; the other six are −1."""
CHUNK_VALUES = 2**17


def minirocket(
    seed: int, shape: tuple[int, ...], *, penalty: float | None = None
) -> TransformedRidge:
    """MiniRocket and ridge regression, for signals (T, leads) of at least nine values.

    Parameters
    ----------
    seed : int
        Of the random training samples and leads.
    shape : (samples, T, leads)
        Of the training part.
    penalty : float, optional
        Of the ridge regression; by default chosen by leave-one-out, see `models.ridge.fit_ridge`.

    Raises
    ------
    ValueError
        If signals are shorter than nine values.

    References
    ----------
    A. Dempster, D. F. Schmidt, G. I. Webb: MiniRocket: a very fast (almost) deterministic transform
    for time series classification. KDD 2021, 248-257, arXiv:2012.08791.
    """
    if shape[1] < TAPS:
        raise ValueError(
            f"minirocket needs signals of at least {TAPS} values, found {shape[1]}; lengthen them "
            "in the view of the card"
        )
    return TransformedRidge(MiniRocket(seed), penalty, seed)


class Combination(NamedTuple):
    """One kernel at one dilation.

    Parameters
    ----------
    kernel : int
        Place in `KERNELS`.
    dilation : int
        Distance of neighbouring taps.
    padded : bool
        Whether values beyond the ends count as 0; otherwise only whole kernels count.
    features : slice
        Places of its features.
    """

    kernel: int
    dilation: int
    padded: bool
    features: slice


class MiniRocket:
    """The transform; its biases come from the training part.

    Parameters
    ----------
    seed : int
        Of the training sample behind each kernel's biases, and of the leads that it sums.

    Notes
    -----
    The convolution of a kernel at a dilation d is
    ``c[t] = 3 (x[t + i d] + x[t + j d] + x[t + k d]) − Σ x[t + m d]`` over the nine taps m, as the
    weights are 2 at three taps and −1 at six. A feature is the share of ``c`` above a bias. Biases
    are quantiles of ``c`` on one random training sample; the quantiles of successive features
    follow the multiples of the golden ratio modulo 1. With several leads, a kernel sees the sum of
    a random subset of them, at most nine.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def fit(self, x: np.ndarray) -> "MiniRocket":
        """Draw leads and biases for signals (n, T, leads) of the training part."""
        rng = np.random.default_rng(self.seed)
        self.length, leads = x.shape[1], x.shape[2]
        parts = self._combinations()
        most = np.log2(min(leads, MOST_CHANNELS) + 1)
        counts = (2 ** rng.uniform(0, most, len(parts))).astype(int)
        self.leads = np.zeros((len(parts), leads), bool)
        for row, count in zip(self.leads, counts, strict=True):
            row[rng.choice(leads, count, replace=False)] = True
        chosen = rng.integers(len(x), size=len(parts))
        quantiles = (np.arange(1, FEATURES + 1) * GOLDEN) % 1
        self.biases = np.zeros(FEATURES, np.float32)
        of_sample: dict[tuple[int, int], Dilated] = {}
        for number, part in enumerate(parts):
            key = chosen[number], part.dilation
            if key not in of_sample:
                of_sample[key] = Dilated(x[[chosen[number]]], part.dilation)
            values = of_sample[key].convolved(part, self.leads[number])
            self.biases[part.features] = np.quantile(values, quantiles[part.features])
        return self

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Features (n, 9,996) float32, each a share from 0 to 1, of signals (n, T, leads)."""
        found = np.zeros((len(x), FEATURES), np.float32)
        step = max(1, CHUNK_VALUES // self.length)
        for start in range(0, len(x), step):
            rows = slice(start, start + step)
            dilated = None
            for number, part in enumerate(self._combinations()):
                if dilated is None or dilated.dilation != part.dilation:
                    dilated = Dilated(x[rows], part.dilation)
                values = dilated.convolved(part, self.leads[number])
                for feature in range(part.features.start, part.features.stop):
                    found[rows, feature] = share_above(values, self.biases[feature])
        return found

    @property
    def parameters(self) -> int:
        """Number of biases."""
        return self.biases.size

    def _combinations(self) -> list[Combination]:
        parts: list[Combination] = []
        start = 0
        for dilation, count in dilations(self.length):
            for kernel in range(len(KERNELS)):
                features = slice(start, start + count)
                parts.append(Combination(kernel, dilation, len(parts) % 2 == 0, features))
                start += count
        return parts


def dilations(length: int) -> list[tuple[int, int]]:
    """Dilations for signals of a length, and the features that each kernel has at each.

    32 exponents are spaced evenly from 0 to that at which the kernel is as long as the signal; a
    dilation gets features in proportion to how often it occurs among the rounded powers of two.
    """
    highest = np.log2((length - 1) / (TAPS - 1))
    powers = np.floor(2 ** np.linspace(0, highest, MOST_DILATIONS) + 1e-9).astype(int)
    found, counts = np.unique(powers, return_counts=True)
    ends = np.round(np.cumsum(counts) * (FEATURES // len(KERNELS)) / MOST_DILATIONS).astype(int)
    return list(zip(found.tolist(), np.diff(ends, prepend=0).tolist(), strict=True))


class Dilated:
    """Signals prepared for all kernels at one dilation.

    Parameters
    ----------
    x : (n, T, leads) array
    dilation : int
    """

    def __init__(self, x: np.ndarray, dilation: int) -> None:
        self.dilation, self.length = dilation, x.shape[1]
        self.margin = dilation * (TAPS // 2)
        ends = ((0, 0), (self.margin, self.margin), (0, 0))
        # Samples come last: shifts in time and sums over time then run over contiguous memory.
        self.padded = np.pad(x.transpose(2, 1, 0), ends)
        self.all_taps = np.zeros_like(self.padded[:, : self.length])
        for tap in range(TAPS):
            self.all_taps += self._shifted(self.padded, tap)

    def convolved(self, part: Combination, leads: np.ndarray) -> np.ndarray:
        """Values of one kernel over time, (T or fewer, n)."""
        chosen = np.flatnonzero(leads)
        if len(chosen) == 1:
            padded, all_taps = self.padded[chosen[0]], self.all_taps[chosen[0]]
        else:
            padded, all_taps = self.padded[chosen].sum(axis=0), self.all_taps[chosen].sum(axis=0)
        first, second, third = KERNELS[part.kernel]
        values = self._shifted(padded, first) + self._shifted(padded, second)
        values += self._shifted(padded, third)
        values *= 3
        values -= all_taps
        return values if part.padded else values[self.margin : self.length - self.margin]

    def _shifted(self, padded: np.ndarray, tap: int) -> np.ndarray:
        start = tap * self.dilation
        return padded[..., start : start + self.length, :]


def share_above(values: np.ndarray, bias: float) -> np.ndarray:
    """Share of values (T, n) above a bias, (n,)."""
    above = (values > bias).view(np.uint8)
    # Sums of at most 255 rows fit into a byte, which is ten times as fast as wider sums.
    blocks = [
        np.add.reduce(above[start : start + 255], axis=0, dtype=np.uint8)
        for start in range(0, len(above), 255)
    ]
    return np.add.reduce(blocks, axis=0, dtype=np.float32) / np.float32(len(values))

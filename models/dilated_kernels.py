"""The kernels of MiniRocket: 84 of length nine at many dilations, their leads and their biases.

References
----------
A. Dempster, D. F. Schmidt, G. I. Webb: MiniRocket: a very fast (almost) deterministic transform for
time series classification. KDD 2021, 248-257, arXiv:2012.08791.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from models.model_input import Samples

TAPS = 9
MOST_DILATIONS = 32
MOST_CHANNELS = 9
GOLDEN = (5**0.5 + 1) / 2
KERNELS = tuple(combinations(range(TAPS), 3))
"""Positions of the three weights of 2; the other six are −1."""


def require_length(name: str, shape: tuple[int, ...], needed: int) -> None:
    """Raise ValueError if signals of a training part (samples, T, leads) are too short."""
    if shape[1] < needed:
        raise ValueError(
            f"{name} needs signals of at least {needed} values, found {shape[1]}; lengthen them "
            "in the view of the card"
        )


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


def combinations_of(length: int, features: int) -> list[Combination]:
    """All kernels at all dilations for signals of a length; every second one is padded.

    `features` is a multiple of the number of kernels.
    """
    parts: list[Combination] = []
    start = 0
    for dilation, count in dilations(length, features // len(KERNELS)):
        for kernel in range(len(KERNELS)):
            ends = slice(start, start + count)
            parts.append(Combination(kernel, dilation, len(parts) % 2 == 0, ends))
            start += count
    return parts


def dilations(length: int, per_kernel: int) -> list[tuple[int, int]]:
    """Dilations for signals of a length, and how many features each kernel has at each.

    32 exponents are spaced evenly from 0 to that at which the kernel is as long as the signal; a
    dilation gets features in proportion to how often it occurs among the rounded powers of two.
    """
    highest = np.log2((length - 1) / (TAPS - 1))
    powers = np.floor(2 ** np.linspace(0, highest, MOST_DILATIONS) + 1e-9).astype(int)
    found, counts = np.unique(powers, return_counts=True)
    ends = np.round(np.cumsum(counts) * per_kernel / MOST_DILATIONS).astype(int)
    return list(zip(found.tolist(), np.diff(ends, prepend=0).tolist(), strict=True))


def draw_leads(parts: int, leads: int, rng: np.random.Generator) -> np.ndarray:
    """Which leads each kernel at each dilation sums, (parts, leads) bool; one to nine of them."""
    most = np.log2(min(leads, MOST_CHANNELS) + 1)
    chosen = np.zeros((parts, leads), bool)
    counts = (2 ** rng.uniform(0, most, parts)).astype(int)
    for row, count in zip(chosen, counts, strict=True):
        row[rng.choice(leads, count, replace=False)] = True
    return chosen


def draw_biases(
    x: Samples, parts: list[Combination], leads: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A bias for each feature of signals (n, T, leads), float32.

    Biases are quantiles of the convolution of one random signal; the quantiles of successive
    features follow the multiples of the golden ratio modulo 1.
    """
    chosen = rng.integers(len(x), size=len(parts))
    biases = np.zeros(parts[-1].features.stop, np.float32)
    quantiles = (np.arange(1, len(biases) + 1) * GOLDEN) % 1
    of_sample: dict[tuple[int, int], Dilated] = {}
    for number, part in enumerate(parts):
        key = chosen[number], part.dilation
        if key not in of_sample:
            of_sample[key] = Dilated(x[chosen[number : number + 1]], part.dilation)
        values = of_sample[key].convolved(part, leads[number])
        biases[part.features] = np.quantile(values, quantiles[part.features])
    return biases


class Dilated:
    """Signals prepared for all kernels at one dilation d.

    Parameters
    ----------
    x : (n, T, leads) array
    dilation : int

    Notes
    -----
    The convolution of a kernel with weights of 2 at the taps i, j and k and −1 at the six others is
    ``c[t] = 3 (x[t + i d] + x[t + j d] + x[t + k d]) − Σ x[t + m d]`` over the nine taps m. A
    kernel sees the sum of its leads.
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


def share_of(above: np.ndarray) -> np.ndarray:
    """Share of True in (T, n), (n,) float32."""
    # Sums of at most 255 rows fit into a byte, which is ten times as fast as wider sums.
    blocks = [
        np.add.reduce(above.view(np.uint8)[start : start + 255], axis=0, dtype=np.uint8)
        for start in range(0, len(above), 255)
    ]
    return np.add.reduce(blocks, axis=0, dtype=np.float32) / np.float32(len(above))

"""Two-dimensional scattering: moduli of wavelet transforms, twice, then local averages."""

from typing import NamedTuple

import numpy as np
from scipy.fft import fft2, ifft2

from models.model_input import Samples
from models.transformed_ridge import TransformedRidge

SCALES = 2
ANGLES = 8
SIGMA = 0.8
FREQUENCY = 3 * np.pi / 4
SLANT = 4 / ANGLES
CHUNK_VALUES = 2**16


def scattering(
    seed: int, shape: tuple[int, ...], *, penalty: float | None = None
) -> TransformedRidge:
    """Scattering coefficients of every channel, and ridge regression on them.

    Parameters
    ----------
    seed : int
        Of the ridge regression.
    shape : (samples, H, W, channels)
        Of the training part; at least 8 × 8 pixels.
    penalty : float, optional
        Of the ridge regression; by default chosen by leave-one-out, see `models.ridge.fit_ridge`.

    Raises
    ------
    ValueError
        If images are smaller than 8 × 8 pixels.

    References
    ----------
    J. Bruna, S. Mallat: Invariant scattering convolution networks. IEEE Trans. Pattern Anal. Mach.
    Intell. 35 (2013) 1872-1886. E. Oyallon, S. Mallat: Deep roto-translation scattering for object
    classification. CVPR 2015, 2865-2873.
    """
    smallest = 2 ** (SCALES + 1)
    if min(shape[1:3]) < smallest:
        raise ValueError(
            f"scattering needs images of at least {smallest} × {smallest} pixels, found {shape[1]} "
            f"× {shape[2]}; enlarge them in the view of the card"
        )
    return TransformedRidge(Scattering(), penalty, seed)


class Band(NamedTuple):
    """A wavelet that is complex in space and real in frequency.

    Parameters
    ----------
    scale : int
        j: the wavelet is dilated by 2^j.
    response : (H, W) float32 array
        Its Fourier transform.
    """

    scale: int
    response: np.ndarray


class Scattering:
    """The transform; nothing of it is fitted.

    Parameters
    ----------
    scales : int
        J: averages extend over 2^J pixels, and there are wavelets at J octaves.

    Notes
    -----
    With Morlet wavelets ψ of J octaves and 8 angles and a Gaussian φ of width 0.8 · 2^J, the
    coefficients are ``x * φ`` and the roots of ``|x * ψ₁| * φ`` and ``||x * ψ₁| * ψ₂| * φ`` for all
    ψ₂ of a larger scale than ψ₁: 1 + 8 J + 64 J (J − 1) / 2 paths, each sampled at the centres of
    squares of 2^J × 2^J pixels. Images are mirrored at their borders. Moduli at scale j are
    computed on a grid that is 2^j times as coarse.

    The root is not part of the published transform. It evens out the spread of small and large
    coefficients; docs/networks.md has its effect, and that of J = 3.
    """

    parameters = 0

    def __init__(self, scales: int = SCALES) -> None:
        self.scales = scales

    def fit(self, x: Samples) -> "Scattering":
        """Nothing to fit."""
        return self

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Coefficients (n, channels · paths · rows · columns) float32 of images (n, H, W, C)."""
        n, height, width, channels = x.shape
        planes = np.moveaxis(x, 3, 1).reshape(n * channels, height, width)
        transform = _Planes(height, width, self.scales)
        step = max(1, CHUNK_VALUES // (height * width))
        found = [transform(planes[start : start + step]) for start in range(0, len(planes), step)]
        return np.concatenate(found).reshape(n, -1)


class _Planes:
    """Scattering of images of one size with one channel."""

    def __init__(self, height: int, width: int, scales: int) -> None:
        self.size, self.scales = (height, width), scales
        # A mirrored border of 2^J pixels, and more after the image to reach a multiple of 2^J.
        self.border = 2**scales
        self.ends = tuple((self.border, self.border + (-side) % self.border) for side in self.size)
        whole = tuple(side + sum(ends) for side, ends in zip(self.size, self.ends, strict=True))
        self.bands = [
            Band(scale, morlet(whole, scale, angle * np.pi / ANGLES))
            for scale in range(scales)
            for angle in range(ANGLES)
        ]
        self.averages = [self._averages(whole, scale) for scale in range(scales)]

    def _averages(self, whole: tuple[int, ...], scale: int) -> tuple[np.ndarray, ...]:
        """Matrices that average rows and columns of a grid 2^scale times as coarse."""
        return tuple(
            gaussian_averages(side // 2**scale, own, scale, self.scales)
            for side, own in zip(whole, self.size, strict=True)
        )

    def __call__(self, planes: np.ndarray) -> np.ndarray:
        """(n, paths, rows, columns) float32: the average, then the first and the second order."""
        padded = np.pad(np.asarray(planes, np.float32), ((0, 0), *self.ends), mode="symmetric")
        first_order, second_order = [], []
        spectrum = fft2(padded)
        for first in self.bands:
            modulus = np.abs(ifft2(folded(spectrum * first.response, first.scale)))
            first_order.append(np.sqrt(self._averaged(modulus, first.scale)))
            finer = [band for band in self.bands if band.scale > first.scale]
            if finer:
                again = fft2(modulus)
            for second in finer:
                response = folded(second.response, first.scale) * 4**first.scale
                bands = folded(again * response, second.scale - first.scale)
                modulus = np.abs(ifft2(bands))
                second_order.append(np.sqrt(self._averaged(modulus, second.scale)))
        return np.stack([self._averaged(padded, 0), *first_order, *second_order], axis=1)

    def _averaged(self, values: np.ndarray, scale: int) -> np.ndarray:
        rows, columns = self.averages[scale]
        return rows @ values @ columns.T


def folded(spectrum: np.ndarray, octaves: int) -> np.ndarray:
    """The spectrum of the image sampled at every 2^octaves-th pixel, last two axes."""
    if octaves == 0:
        return spectrum
    factor = 2**octaves
    *leading, height, width = spectrum.shape
    blocks = spectrum.reshape(*leading, factor, height // factor, factor, width // factor)
    return blocks.mean(axis=(-4, -2), dtype=spectrum.dtype)


def gaussian_averages(side: int, own: int, scale: int, scales: int) -> np.ndarray:
    """Matrix (own // 2^J, side) of normalised Gaussian weights.

    Row k averages around the centre of the k-th block of 2^J of the image's `own` pixels, on a grid
    of `side` values whose spacing is 2^scale pixels and which begins 2^J pixels before the image.
    """
    block, spacing = 2**scales, 2**scale
    count = own // block
    offset = (own - count * block) / 2
    centres = offset + block * (np.arange(count) + 0.5) - 0.5
    places = np.arange(side) * spacing - block
    distance = (places - centres[:, None]) / (SIGMA * block)
    weights = np.exp(-(distance**2) / 2)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def morlet(size: tuple[int, ...], scale: int, angle: float) -> np.ndarray:
    """Fourier transform of a Morlet wavelet, (H, W) float32.

    A Gaussian of width 0.8 · 2^j across and twice that along the wave's crests is multiplied by a
    plane wave of frequency 3π/4 · 2^−j; a multiple of the Gaussian is subtracted to make its mean
    0. In frequency it is a Gaussian around the wave's frequency, repeated with the period 2π.
    """
    sigma, frequency = SIGMA * 2**scale, FREQUENCY / 2**scale
    found = np.zeros(size)
    low_pass = np.zeros(size)
    axes = [2 * np.pi * np.fft.fftfreq(side) for side in size]
    direction = np.array([np.sin(angle), np.cos(angle)])
    for row in range(-2, 3):
        for column in range(-2, 3):
            v, u = axes[0][:, None] + 2 * np.pi * row, axes[1] + 2 * np.pi * column
            along = u * direction[1] + v * direction[0]
            across = v * direction[1] - u * direction[0]
            spread = sigma**2 * across**2 / SLANT**2
            found += np.exp(-(sigma**2 * (along - frequency) ** 2 + spread) / 2)
            low_pass += np.exp(-(sigma**2 * along**2 + spread) / 2)
    return (found - low_pass * found[0, 0] / low_pass[0, 0]).astype(np.float32)

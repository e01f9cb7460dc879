"""Correlation and convolution, which differ by a flip of the kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


@dataclass(frozen=True)
class FlipLesson:
    """Correlation and convolution of one image with one kernel.

    Parameters
    ----------
    image : (H, W) array
    kernel : (h, w) array
    correlation, convolution : (H − h + 1, W − w + 1) arrays
        At the positions where the whole kernel is inside the image.
    flipped : array
        Correlation with the flipped kernel.
    symmetric_difference : float
        Largest difference between the two for a kernel that equals its own flip.
    """

    image: np.ndarray
    kernel: np.ndarray
    correlation: np.ndarray
    convolution: np.ndarray
    flipped: np.ndarray
    symmetric_difference: float

    @property
    def difference(self) -> float:
        """Largest difference between correlation and convolution."""
        return float(np.abs(self.correlation - self.convolution).max())

    @property
    def flip_difference(self) -> float:
        """Largest difference between convolution and correlation with the flipped kernel."""
        return float(np.abs(self.flipped - self.convolution).max())

    @property
    def largest(self) -> float:
        """Largest absolute value of the correlation, for scale."""
        return float(np.abs(self.correlation).max())

    @property
    def strongest(self) -> tuple[int, int]:
        """Row and column of the largest value of the correlation."""
        row, column = np.unravel_index(self.correlation.argmax(), self.correlation.shape)
        return int(row), int(column)

    @property
    def window(self) -> np.ndarray:
        """The part of the image that the kernel covers at `strongest`."""
        row, column = self.strongest
        height, width = self.kernel.shape
        return self.image[row : row + height, column : column + width]


def flip_lesson(image: np.ndarray, kernel: np.ndarray) -> FlipLesson:
    """Apply a kernel (h, w) to an image (H, W) as correlation and as convolution."""
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    symmetric = (kernel + flip(kernel)) / 2
    apart = correlate(image, symmetric) - convolve(image, symmetric)
    return FlipLesson(
        image,
        kernel,
        correlate(image, kernel),
        convolve(image, kernel),
        correlate(image, flip(kernel)),
        float(np.abs(apart).max()),
    )


def correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Sum of products of the kernel and the part of the image it covers, (H − h + 1, W − w + 1).

    Notes
    -----
    y[i, j] = Σ x[i + u, j + v] · k[u, v]: each output value is a sum over a window of the image.
    """
    return np.einsum("ijuv,uv->ij", sliding_window_view(image, kernel.shape), kernel)


def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Sum of copies of the image, shifted and weighted, (H − h + 1, W − w + 1).

    Notes
    -----
    y[i, j] = Σ x[i − u, j − v] · k[u, v]: each pixel adds a copy of the kernel to the output. Only
    the part to which the whole kernel contributes is returned.
    """
    (rows, columns), (height, width) = image.shape, kernel.shape
    full = np.zeros((rows + height - 1, columns + width - 1))
    for (u, v), weight in np.ndenumerate(kernel):
        full[u : u + rows, v : v + columns] += weight * image
    return full[height - 1 : rows, width - 1 : columns]


def flip(kernel: np.ndarray) -> np.ndarray:
    """The kernel rotated by 180°."""
    return kernel[::-1, ::-1]


def asymmetry(kernels: np.ndarray) -> np.ndarray:
    """‖k − flip(k)‖ / ‖k‖ of kernels (h, w, count); 0 if k equals its flip."""
    change = np.linalg.norm(kernels - kernels[::-1, ::-1], axis=(0, 1))
    size = np.linalg.norm(kernels, axis=(0, 1))
    return np.divide(change, size, out=np.zeros_like(change), where=size > 0)

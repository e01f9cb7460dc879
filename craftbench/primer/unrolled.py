"""A convolution as a sparse matrix with shared weights."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from craftbench.primer.padding import Padding, border, output_size


@dataclass(frozen=True)
class UnrolledLesson:
    """The matrix of one filter, and the output of the matrices of all filters.

    Parameters
    ----------
    matrix : (outputs, inputs) sparse array
        Of the first filter.
    difference : float
        Largest difference between matrix times image and the layer's output.
    largest : float
        Largest absolute output of the layer, for scale.
    integer_difference : float
        The same difference with image and weights rounded to integers, so that sums are exact.
    """

    matrix: csr_array
    difference: float
    largest: float
    integer_difference: float

    @property
    def entries(self) -> int:
        """Number of weights in the matrix; all other entries are zero."""
        return self.matrix.nnz

    @property
    def distinct(self) -> int:
        """Number of different weights."""
        return np.unique(self.matrix.data).size

    @property
    def dense(self) -> int:
        """Number of weights of a dense layer with the same inputs and outputs."""
        rows, columns = self.matrix.shape
        return rows * columns


def unrolled_matrix(
    kernel: np.ndarray, shape: tuple[int, int, int], padding: Padding = "valid", stride: int = 1
) -> csr_array:
    """The matrix that turns a flattened image into the flattened output of one filter.

    Parameters
    ----------
    kernel : (h, w, channels) array
        Weights of the filter.
    shape : (H, W, channels)
        Of the image.
    padding, stride
        As in `output_size`; rows and columns alike.

    Returns
    -------
    (output rows · output columns, H · W · channels) sparse array
        Row r holds the kernel's weights at the pixels under it at output r. Weights on
        the padding have no entry.
    """
    height, width, channels = kernel.shape
    rows, columns = (
        output_size(shape[axis], kernel.shape[axis], padding, stride) for axis in (0, 1)
    )
    above, left = (border(shape[axis], kernel.shape[axis], padding, stride)[0] for axis in (0, 1))
    i, j, u, v, c = np.indices((rows, columns, height, width, channels)).reshape(5, -1)
    row, column = i * stride + u - above, j * stride + v - left
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    pixel = (row * shape[1] + column) * channels + c
    return csr_array(
        (kernel[u, v, c][inside], ((i * columns + j)[inside], pixel[inside])),
        shape=(rows * columns, int(np.prod(shape))),
    )


def unrolled_output(
    kernels: np.ndarray, bias: np.ndarray, image: np.ndarray, padding: Padding, stride: int
) -> np.ndarray:
    """Output (rows, columns, filters) of kernels (h, w, channels, filters), before activation."""
    shape = (image.shape[0], image.shape[1], image.shape[2])
    size = [output_size(shape[axis], kernels.shape[axis], padding, stride) for axis in (0, 1)]
    flat = [
        unrolled_matrix(kernels[..., f], shape, padding, stride) @ image.ravel() + bias[f]
        for f in range(kernels.shape[-1])
    ]
    return np.stack(flat, axis=-1).reshape(*size, -1)

"""2 × 2 pooling and its gradient."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PoolingLesson:
    """Both poolings of one map, and the gradient of the sum of their outputs.

    Parameters
    ----------
    image : (H, W) array
        Cut to an even number of rows and columns.
    maximum, average : (H/2, W/2) arrays
    maximum_gradient, average_gradient : (H, W) arrays
    """

    image: np.ndarray
    maximum: np.ndarray
    average: np.ndarray
    maximum_gradient: np.ndarray
    average_gradient: np.ndarray

    @property
    def kept(self) -> float:
        """Share of the values that remain."""
        return self.maximum.size / self.image.size

    @property
    def maximum_reached(self) -> float:
        """Share of the inputs that a gradient reaches through max pooling."""
        return float((self.maximum_gradient != 0).mean())

    @property
    def average_reached(self) -> float:
        """Share of the inputs that a gradient reaches through average pooling."""
        return float((self.average_gradient != 0).mean())


def pooling_lesson(image: np.ndarray) -> PoolingLesson:
    """Pool a map (H, W) both ways; an odd last row or column is cut off, as by Keras."""
    image = np.asarray(image, float)
    even = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
    upstream = np.ones((even.shape[0] // 2, even.shape[1] // 2))
    return PoolingLesson(
        even,
        max_pool(even),
        average_pool(even),
        max_pool_gradient(even, upstream),
        average_pool_gradient(upstream),
    )


def max_pool(image: np.ndarray) -> np.ndarray:
    """Largest value of each 2 × 2 block of an image with even sides."""
    return _blocks(image).max(axis=-1)


def average_pool(image: np.ndarray) -> np.ndarray:
    """Mean of each 2 × 2 block of an image with even sides."""
    return _blocks(image).mean(axis=-1)


def max_pool_gradient(image: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Gradient with respect to the image: all of it at the largest value of each block."""
    chosen = np.arange(4) == _blocks(image).argmax(axis=-1)[..., None]
    return _unblocked(chosen * upstream[..., None])


def average_pool_gradient(upstream: np.ndarray) -> np.ndarray:
    """Gradient with respect to the image: a quarter at each value of a block."""
    return upstream.repeat(2, axis=0).repeat(2, axis=1) / 4


def _blocks(image: np.ndarray) -> np.ndarray:
    rows, columns = image.shape
    split = image.reshape(rows // 2, 2, columns // 2, 2).swapaxes(1, 2)
    return split.reshape(rows // 2, columns // 2, 4)


def _unblocked(blocks: np.ndarray) -> np.ndarray:
    rows, columns, _ = blocks.shape
    return blocks.reshape(rows, columns, 2, 2).swapaxes(1, 2).reshape(2 * rows, 2 * columns)

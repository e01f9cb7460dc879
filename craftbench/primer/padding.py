"""Size of the output of a convolution, and the share of it that padding affects."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from craftbench.primer.correlation import correlate

Padding = Literal["valid", "same", "full"]
PADDINGS: tuple[Padding, ...] = ("valid", "same", "full")


@dataclass(frozen=True)
class PaddedOutput:
    """A correlation with one kind of padding.

    Parameters
    ----------
    padding : {"valid", "same", "full"}
    before, after : int
        Rows of zeros above and below the image.
    predicted : (int, int)
        Output size by the formula.
    output : array
        The correlation of the padded image; its shape is the measured size.
    border_share : float
        Share of the output values that depend on at least one added zero.
    """

    padding: Padding
    before: int
    after: int
    predicted: tuple[int, int]
    output: np.ndarray
    border_share: float


def pad_and_correlate(image: np.ndarray, kernel: np.ndarray, padding: Padding) -> PaddedOutput:
    """Correlate an image (H, W) with a kernel (h, w) after adding zeros around the image."""
    around = [
        border(size, width, padding) for size, width in zip(image.shape, kernel.shape, strict=True)
    ]
    added = np.pad(np.zeros(image.shape), around, constant_values=1.0)
    seen = correlate(added, np.ones(kernel.shape)) > 0
    rows, columns = (
        output_size(size, width, padding)
        for size, width in zip(image.shape, kernel.shape, strict=True)
    )
    return PaddedOutput(
        padding,
        *around[0],
        (rows, columns),
        correlate(np.pad(image, around), kernel),
        float(seen.mean()),
    )


def border(size: int, kernel: int, padding: Padding, stride: int = 1) -> tuple[int, int]:
    """Zeros added before and after an axis.

    Parameters
    ----------
    size, kernel, stride : int
        Lengths of the image and the kernel along the axis, and the step of the kernel.
    padding : {"valid", "same", "full"}
        `valid` adds nothing; `same` adds so many that the output has ``ceil(size / stride)``
        values, an odd one at the end; `full` adds ``kernel − 1`` on both sides.
    """
    if padding == "full":
        return kernel - 1, kernel - 1
    if padding == "valid":
        return 0, 0
    total = max(0, (-(-size // stride) - 1) * stride + kernel - size)
    return total // 2, total - total // 2


def output_size(size: int, kernel: int, padding: Padding, stride: int = 1) -> int:
    """Output values along an axis: ⌊(size + zeros added − kernel) / stride⌋ + 1."""
    return (size + sum(border(size, kernel, padding, stride)) - kernel) // stride + 1

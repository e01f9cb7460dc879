"""Figures of the chapters that need an image."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from craftbench.primer.correlation import FlipLesson, flip
from craftbench.primer.padding import PaddedOutput
from craftbench.primer.pooling import PoolingLesson
from craftbench.primer.unrolled import UnrolledLesson
from craftbench.report.plot_style import (
    INK,
    LABEL,
    SIGNED,
    TICK,
    TITLE,
    WIDTH,
    show_signed,
    without_ticks,
)

MARK = "#d49a00"
FIRST_ROWS = 60


def plot_flip(lesson: FlipLesson) -> Figure:
    """Sample, kernel, both outputs and their difference, with the largest output marked."""
    figure = Figure(figsize=(WIDTH, 2.5), layout="constrained")
    axes = figure.subplots(1, 6)
    axes[0].imshow(lesson.image, cmap="gray")
    row, column = lesson.strongest
    height, width = lesson.kernel.shape
    box = Rectangle((column - 0.5, row - 0.5), width, height, fill=False, edgecolor=MARK, lw=2)
    axes[0].add_patch(box)
    for axis, kernel in zip(axes[1:3], (lesson.kernel, flip(lesson.kernel)), strict=True):
        show_signed(axis, kernel)
    limit = max(np.abs(lesson.correlation).max(), np.abs(lesson.convolution).max())
    for axis, output in zip(
        axes[3:],
        (lesson.correlation, lesson.convolution, lesson.correlation - lesson.convolution),
        strict=True,
    ):
        show_signed(axis, output, limit)
    axes[3].plot(column, row, "s", markersize=7, fillstyle="none", color=MARK, mew=2)
    titles = ("sample", "kernel", "kernel, flipped", "correlation", "convolution", "difference")
    _title(axes, titles)
    return figure


def plot_padding(padded: list[PaddedOutput], image: tuple[int, int]) -> Figure:
    """The outputs at one scale, each with the frame of the image."""
    figure = Figure(figsize=(9, 3.3), layout="constrained")
    axes = figure.subplots(1, len(padded), sharex=True, sharey=True)
    limit = max(np.abs(one.output).max() for one in padded)
    for axis, one in zip(axes, padded, strict=True):
        rows, columns = one.output.shape
        left, top = (image[1] - columns) / 2 - 0.5, (image[0] - rows) / 2 - 0.5
        extent = (left, left + columns, top + rows, top)
        axis.imshow(one.output, cmap=SIGNED, vmin=-limit, vmax=limit, extent=extent)
        frame = Rectangle((-0.5, -0.5), image[1], image[0], fill=False, edgecolor=MARK, lw=2)
        axis.add_patch(frame)
    reach = max(max(one.output.shape) for one in padded) - max(image)
    axes[0].set(xlim=(-reach - 1, image[1] + reach), ylim=(image[0] + reach, -reach - 1))
    _title(
        axes, [f"{one.padding}: {one.output.shape[0]} × {one.output.shape[1]}" for one in padded]
    )
    return figure


def plot_unrolled(lesson: UnrolledLesson) -> Figure:
    """The non-zero entries of the matrix, and the weights in its upper left corner."""
    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained")
    whole, corner = figure.subplots(1, 2, width_ratios=(1, 1.45))
    entries = lesson.matrix.tocoo()
    whole.plot(entries.col, entries.row, ",", color=INK, rasterized=True)
    rows, columns = lesson.matrix.shape
    whole.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    whole.set_aspect("equal")
    count = min(FIRST_ROWS, rows)
    first = lesson.matrix[:count].toarray()
    reach = int(np.flatnonzero(first.any(axis=0)).max()) + 1
    limit = np.abs(first).max()
    shown = np.ma.masked_equal(first[:, :reach], 0)
    corner.imshow(shown, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto", interpolation="none")
    for axis, title in (
        (whole, f"all {rows:,} × {columns:,} entries; dark: weights"),
        (corner, f"first {count} rows and {reach} columns: the weights repeat"),
    ):
        axis.set_title(title, fontsize=TITLE)
        axis.set_xlabel("input value", fontsize=LABEL)
        axis.set_ylabel("output value", fontsize=LABEL)
        axis.tick_params(labelsize=TICK)
    return figure


def plot_pooling(lesson: PoolingLesson) -> Figure:
    """A map, both poolings of it, and the gradients at its values."""
    figure = Figure(figsize=(WIDTH, 2.6), layout="constrained")
    axes = figure.subplots(1, 5)
    limit = np.abs(lesson.image).max()
    for axis, image in zip(axes, (lesson.image, lesson.maximum, lesson.average), strict=False):
        show_signed(axis, image, limit)
    for axis, gradient in zip(
        axes[3:], (lesson.maximum_gradient, lesson.average_gradient), strict=True
    ):
        axis.imshow(gradient, cmap="Blues", vmin=0, vmax=1, interpolation="none")
    size = "{} × {}".format(*lesson.maximum.shape)
    titles = ("map {} × {}".format(*lesson.image.shape), f"maximum {size}", f"average {size}")
    _title(axes, (*titles, "gradient, maximum", "gradient, average"))
    return figure


def _title(axes, titles) -> None:
    for axis, title in zip(axes, titles, strict=True):
        axis.set_title(title, fontsize=TITLE)
        without_ticks(axis)

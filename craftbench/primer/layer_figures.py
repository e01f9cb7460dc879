"""Figures of activations, volumes, filters and the outputs of layers."""

from math import prod

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from craftbench.analyses.cost.architecture.stages import Stage
from craftbench.primer.activations import ACTIVATIONS, SMALL
from craftbench.report.formats import times
from craftbench.report.plot_style import (
    BLUE,
    GRID,
    INK,
    LABEL,
    ORANGE,
    TICK,
    TITLE,
    WIDTH,
    legend_above,
    show_signed,
    without_ticks,
)

MAPS_A_ROW = 16


def plot_activations(sums: np.ndarray) -> Figure:
    """Every activation and its derivative, over a histogram of the values before activation."""
    figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
    axes = figure.subplots(1, len(ACTIVATIONS), sharex=True)
    reach = max(3.0, float(np.quantile(np.abs(sums), 0.99)))
    z = np.linspace(-reach, reach, 401)
    for axis, (name, activation) in zip(axes, ACTIVATIONS.items(), strict=True):
        back = axis.twinx()
        back.hist(sums.ravel(), bins=60, range=(-reach, reach), color=GRID)
        back.set(yticks=[])
        axis.set_zorder(back.get_zorder() + 1)
        axis.set_facecolor("none")
        axis.plot(z, activation.function(z), color=BLUE, label="function")
        axis.plot(z, activation.derivative(z), color=ORANGE, ls="--", label="derivative")
        axis.axhline(SMALL, color=ORANGE, lw=0.6, ls=":")
        axis.set_title(f"{name}: {activation.formula}", fontsize=TITLE)
        axis.tick_params(labelsize=TICK)
        axis.set_ylim(-1.3, 2.2)
    figure.supxlabel("value z before the activation", fontsize=LABEL)
    legend_above(figure, *axes[0].get_legend_handles_labels())
    return figure


def plot_volumes(stages: list[Stage]) -> Figure:
    """A rectangle for each layer that changes the shape: rows are its height, channels its width.

    The width is logarithmic. Layers that keep the shape are left out.
    """
    shown = [
        stage
        for before, stage in zip([None, *stages], stages, strict=False)
        if before is None or before.output_shape != stage.output_shape
    ]
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axis = figure.subplots()
    tallest = max(stage.output_shape[0] for stage in shown if len(stage.output_shape) > 1)
    unit = tallest / 32
    place = 0.0
    for stage in shown:
        place += _plot_volume(axis, stage, place, tallest) + 8 * unit
    axis.set(xlim=(-3 * unit, place), ylim=(-0.68 * tallest, 0.76 * tallest))
    axis.invert_yaxis()
    axis.set_axis_off()
    return figure


def _plot_volume(axis: Axes, stage: Stage, place: float, tallest: int) -> float:
    """Draw one rectangle with its labels at `place`, and return its width."""
    flat = len(stage.output_shape) == 1
    height = 0.5 * tallest if flat else stage.output_shape[0]
    width = (2.0 if flat else 2 + 2 * np.log2(stage.output_shape[-1])) * tallest / 32
    colour = "#bbbbbb" if flat else BLUE
    box = Rectangle((place, -height / 2), width, height, facecolor=colour, alpha=0.6, edgecolor=INK)
    axis.add_patch(box)
    kind, values = stage.kind.removesuffix("Layer"), f"{prod(stage.output_shape):,}"
    centre = place + width / 2
    for y, text in ((0.56, times(stage.output_shape)), (0.68, kind), (-0.6, values)):
        axis.text(centre, y * tallest, text, ha="center", va="center", fontsize=TICK)
    return width


def plot_filters(kernels: np.ndarray) -> Figure:
    """Filters of the first layer: a column for each filter and a row for each channel."""
    channels, filters = kernels.shape[-2:]
    signal = kernels.ndim == 3
    figure = Figure(figsize=(min(11, 1.3 * filters), 1.45 * channels + 0.2), layout="constrained")
    axes = figure.subplots(channels, filters, squeeze=False)
    limit = float(np.abs(kernels).max())
    for (channel, number), axis in np.ndenumerate(axes):
        kernel = kernels[..., channel, number]
        if signal:
            _line(axis, kernel, limit)
        else:
            show_signed(axis, kernel, limit)
        if channel == 0:
            axis.set_title(f"filter {number + 1}", fontsize=LABEL)
    for channel in range(channels):
        if channels > 1:
            axes[channel, 0].set_ylabel(f"channel {channel + 1}", fontsize=LABEL)
    return figure


def plot_outputs(stages: list[Stage], outputs: list[np.ndarray]) -> Figure:
    """Output of every layer for one sample: its maps, or a strip of its values.

    Parameters
    ----------
    stages : list of Stage
        Of the network, the input first.
    outputs : list of array
        Of every layer after the input, without the sample axis.
    """
    heights = [1.0 if output.ndim > 1 else 0.35 for output in outputs]
    figure = Figure(figsize=(WIDTH, 0.85 * sum(heights) + 0.3), layout="constrained")
    grid = figure.add_gridspec(len(outputs), MAPS_A_ROW, height_ratios=heights)
    for row, (stage, output) in enumerate(zip(stages[1:], outputs, strict=True)):
        if output.ndim == 1:
            first = figure.add_subplot(grid[row, :])
            show_signed(first, output[None])
            first.set_aspect("auto")
        else:
            shown = [
                figure.add_subplot(grid[row, channel])
                for channel in range(min(MAPS_A_ROW, output.shape[-1]))
            ]
            _plot_maps(shown, output)
            first = shown[0]
        label = f"{stage.kind}\n{times(stage.output_shape)}"
        first.set_ylabel(label, rotation=0, ha="right", va="center", fontsize=TICK, labelpad=4)
    return figure


def _plot_maps(axes: list[Axes], output: np.ndarray) -> None:
    """The first channels of an output (…, channels), all at one scale."""
    limit = float(np.abs(output).max()) or 1.0
    for channel, axis in enumerate(axes):
        if output.ndim == 2:
            _line(axis, output[:, channel], limit)
        else:
            show_signed(axis, output[..., channel], limit)


def _line(axis: Axes, values: np.ndarray, limit: float) -> None:
    axis.plot(values, color=INK, linewidth=0.8)
    axis.set_ylim(-1.05 * limit, 1.05 * limit)
    without_ticks(axis)

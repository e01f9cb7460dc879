"""Figures of activations, volumes, filters and what every layer puts out."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from craftbench.primer.activations import ACTIVATIONS, SMALL
from craftbench.primer.convolution_figures import show_signed
from craftbench.primer.volumes import Volume

LINE = "#1f6fb2"
SLOPE = "#c2571a"
MAPS_A_ROW = 16


def plot_activations(sums: np.ndarray) -> Figure:
    """Every activation and its derivative over the histogram of what the first layer computes."""
    figure = Figure(figsize=(11, 2.9), layout="constrained")
    axes = figure.subplots(1, len(ACTIVATIONS), sharex=True)
    reach = max(3.0, float(np.quantile(np.abs(sums), 0.99)))
    z = np.linspace(-reach, reach, 401)
    for axis, (name, activation) in zip(axes, ACTIVATIONS.items(), strict=True):
        back = axis.twinx()
        back.hist(sums.ravel(), bins=60, range=(-reach, reach), color="#dddddd")
        back.set(yticks=[])
        axis.set_zorder(back.get_zorder() + 1)
        axis.set_facecolor("none")
        axis.plot(z, activation.function(z), color=LINE, label="function")
        axis.plot(z, activation.derivative(z), color=SLOPE, ls="--", label="derivative")
        axis.axhline(SMALL, color=SLOPE, lw=0.6, ls=":")
        axis.set_title(f"{name}: {activation.formula}", fontsize=9)
        axis.tick_params(labelsize=7)
        axis.set_ylim(-1.3, 2.2)
    figure.supxlabel("value z before the activation", fontsize=8)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2, fontsize=8, frameon=False)
    return figure


def plot_volumes(table: list[Volume]) -> Figure:
    """One rectangle a layer that changes the shape: as high as its rows, as wide as its channels.

    The width is logarithmic. Layers that keep the shape are left to the table.
    """
    shown = [
        volume
        for before, volume in zip([None, *table], table, strict=False)
        if before is None or before.shape != volume.shape
    ]
    figure = Figure(figsize=(11, 3.2), layout="constrained")
    axis = figure.subplots()
    tallest = max(volume.shape[0] for volume in shown if len(volume.shape) > 1)
    place = 0.0
    for volume in shown:
        flat = len(volume.shape) == 1
        height = 0.5 * tallest if flat else volume.shape[0]
        width = 2.0 if flat else 2 + 2 * np.log2(volume.channels)
        width *= tallest / 32
        colour = "#bbbbbb" if flat else LINE
        axis.add_patch(
            Rectangle(
                (place, -height / 2),
                width,
                height,
                facecolor=colour,
                alpha=0.6,
                edgecolor="#222222",
            )
        )
        shape = " × ".join(map(str, volume.shape))
        centre = place + width / 2
        for y, text in ((-0.56, shape), (-0.68, volume.kind), (0.6, f"{volume.values:,}")):
            axis.text(centre, -y * tallest, text, ha="center", va="center", fontsize=7)
        place += width + 8 * tallest / 32
    axis.set(xlim=(-3 * tallest / 32, place), ylim=(-0.68 * tallest, 0.76 * tallest))
    axis.invert_yaxis()
    axis.set_axis_off()
    return figure


def plot_filters(kernels: np.ndarray) -> Figure:
    """Filters of the first layer: images one column a filter and one row a channel, or lines."""
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
            axis.set_title(f"filter {number + 1}", fontsize=8)
    for channel in range(channels):
        if channels > 1:
            axes[channel, 0].set_ylabel(f"channel {channel + 1}", fontsize=8)
    return figure


def plot_outputs(table: list[Volume], outputs: list[np.ndarray]) -> Figure:
    """What every layer makes of one sample: its maps, or a strip of its values."""
    rows = [(volume, output) for volume, output in zip(table[1:], outputs, strict=True)]
    heights = [1.0 if output.ndim > 1 else 0.35 for _, output in rows]
    figure = Figure(figsize=(11, 0.85 * sum(heights) + 0.3), layout="constrained")
    grid = figure.add_gridspec(len(rows), MAPS_A_ROW, height_ratios=heights)
    for number, (volume, output) in enumerate(rows):
        if output.ndim == 1:
            strip = figure.add_subplot(grid[number, :])
            limit = float(np.abs(output).max()) or 1.0
            strip.imshow(
                output[None],
                cmap="RdBu_r",
                vmin=-limit,
                vmax=limit,
                aspect="auto",
                interpolation="none",
            )
            strip.set(xticks=[], yticks=[])
            _name(strip, volume)
            continue
        limit = float(np.abs(output).max()) or 1.0
        for channel in range(min(MAPS_A_ROW, output.shape[-1])):
            axis = figure.add_subplot(grid[number, channel])
            if output.ndim == 2:
                _line(axis, output[:, channel], limit)
            else:
                show_signed(axis, output[..., channel], limit)
            if channel == 0:
                _name(axis, volume)
    return figure


def _line(axis: Axes, values: np.ndarray, limit: float) -> None:
    axis.plot(values, color="#222222", linewidth=0.8)
    axis.set(xticks=[], yticks=[], ylim=(-1.05 * limit, 1.05 * limit))


def _name(axis: Axes, volume: Volume) -> None:
    shape = " × ".join(map(str, volume.shape))
    axis.set_ylabel(
        f"{volume.kind}\n{shape}", rotation=0, ha="right", va="center", fontsize=7, labelpad=4
    )

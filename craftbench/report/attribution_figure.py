"""Attribution maps over samples."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from craftbench.datasets.drawing import draw_image, draw_signal
from craftbench.report.plot_style import LABEL, TITLE, shown_name, without_ticks


def plot_attributions(
    shown: np.ndarray, maps: Mapping[str, np.ndarray], titles: Sequence[str]
) -> Figure:
    """One row per sample: the sample, then the map of each method over it.

    Parameters
    ----------
    shown : (m, H, W), (m, H, W, C) or (m, T, leads) array
        A few samples as they are stored; an empty figure without any.
    maps : mapping of (m, H, W) or (m, T) arrays
        By method. Maps of images have the size of the view, which may differ from that of samples.
    titles : sequence of str
        Of each sample: its class and the predicted one.
    """
    if not len(shown) or not maps:
        return Figure()
    signals = next(iter(maps.values())).ndim == 2
    width = (2.6 if signals else 1.7) * (1 + len(maps))
    figure = Figure(figsize=(width, 1.7 * len(shown)), layout="constrained")
    axes = figure.subplots(len(shown), 1 + len(maps), squeeze=False)
    for i, row in enumerate(axes):
        for axis in row:
            without_ticks(axis, frame=False)
            _draw(axis, shown[i], signals)
        lines = map(shown_name, titles[i].split("\n"))
        row[0].set_ylabel("\n".join(lines), fontsize=LABEL)
        for axis, found in zip(row[1:], maps.values(), strict=True):
            _plot_map(axis, found[i], shown[i], signals)
    for axis, method in zip(axes[0, 1:], maps, strict=True):
        axis.set_title(method.replace("_", " "), fontsize=TITLE)
    return figure


def _draw(axis: Axes, sample: np.ndarray, signal: bool) -> None:
    if signal:
        draw_signal(axis, sample[:, :1])
    else:
        draw_image(axis, sample)


def _plot_map(axis: Axes, found: np.ndarray, sample: np.ndarray, signal: bool) -> None:
    if signal:
        low, high = float(sample.min()), float(sample.max())
        behind = (0.0, len(sample) - 1.0, low, high)
        axis.imshow(found[None], cmap="Reds", aspect="auto", extent=behind, alpha=0.8, zorder=0)
        return
    height, width = sample.shape[:2]
    extent = (-0.5, width - 0.5, height - 0.5, -0.5)
    axis.imshow(found, cmap="inferno", alpha=0.6, extent=extent)

"""Attribution maps over samples."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def plot_attributions(shown: np.ndarray, maps: dict[str, np.ndarray], titles: list[str]) -> Figure:
    """One row a sample: the sample itself, then each method's map over it.

    Parameters
    ----------
    shown : (m, H, W), (m, H, W, C) or (m, T, leads) array
        A few samples as they are stored.
    maps : dict of (m, H, W) or (m, T) arrays
        By method. Maps of images may be of another size than the samples, as the view is.
    titles : list of str
        Of each sample: what it is and what it is taken for.
    """
    m = len(shown)
    signals = next(iter(maps.values())).ndim == 2
    size = (2.6 if signals else 1.7) * (1 + len(maps)), 1.7 * m
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(m, 1 + len(maps), squeeze=False)
    for i, row in enumerate(axes):
        for axis in row:
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
        row[0].set_ylabel(titles[i], fontsize=8)
        _plot_sample(row[0], shown[i], signals)
        for axis, (name, found) in zip(row[1:], maps.items(), strict=True):
            _plot_sample(axis, shown[i], signals)
            _plot_map(axis, found[i], shown[i], signals)
            if i == 0:
                axis.set_title(name, fontsize=9)
    return figure


def _plot_sample(axis: Axes, sample: np.ndarray, signal: bool) -> None:
    if signal:
        axis.plot(sample[:, 0], color="#222222", linewidth=0.9)
    elif sample.ndim == 3 and sample.shape[-1] == 3:
        axis.imshow(sample / max(sample.max(), 1))
    else:
        axis.imshow(sample if sample.ndim == 2 else sample[..., 0], cmap="gray")


def _plot_map(axis: Axes, found: np.ndarray, sample: np.ndarray, signal: bool) -> None:
    if signal:
        low, high = float(sample.min()), float(sample.max())
        behind = (0.0, len(sample) - 1.0, low, high)
        axis.imshow(found[None], cmap="Reds", aspect="auto", extent=behind, alpha=0.8, zorder=0)
        return
    height, width = sample.shape[:2]
    extent = (-0.5, width - 0.5, height - 0.5, -0.5)
    axis.imshow(found, cmap="inferno", alpha=0.6, extent=extent)

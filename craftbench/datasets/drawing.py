"""Drawings of one sample, for contact sheets."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes

NOT_MEASURED = "#d9d9d9"


def draw_signal(axis: Axes, sample: np.ndarray) -> None:
    """A signal (T, leads) as one line per lead."""
    axis.plot(sample, color="#222222", linewidth=0.8)


def draw_image(axis: Axes, sample: np.ndarray) -> None:
    """An image (H, W) or (H, W, channels); of other than three channels, the first in grey."""
    if sample.ndim == 3 and sample.shape[-1] == 3:
        axis.imshow(sample / max(sample.max(), 1))
    else:
        axis.imshow(sample if sample.ndim == 2 else sample[..., 0], cmap="gray")


def draw_features(axis: Axes, sample: np.ndarray) -> None:
    """A row of features (d,) as bars, in the order of its table."""
    axis.bar(np.arange(len(sample)), sample, color="#222222", width=0.9)


def draw_heights(axis: Axes, sample: np.ndarray) -> None:
    """A height image (H, W); 0 is drawn as not measured."""
    colours = colormaps["viridis"].with_extremes(bad=NOT_MEASURED)
    axis.imshow(np.ma.masked_equal(sample, 0), cmap=colours, interpolation="nearest")

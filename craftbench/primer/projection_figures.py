"""The t-SNE maps of all representations."""

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from craftbench.primer.projection import Projection
from craftbench.report.plot_style import LABEL, TITLE, WIDTH, shown_name, without_ticks


def plot_projections(
    projections: list[Projection], labels: np.ndarray, classes: list[str]
) -> Figure:
    """One map per representation, one colour per class.

    Parameters
    ----------
    projections : list of Projection
    labels : (n,) array
        Class codes.
    classes : list of str
    """
    figure = Figure(figsize=(WIDTH, WIDTH / max(3, len(projections)) + 0.5), layout="constrained")
    axes = figure.subplots(1, len(projections), squeeze=False)[0]
    colours = colormaps["tab10" if len(classes) <= 10 else "tab20"]
    size = 9 if len(labels) > 200 else 25
    for axis, projection in zip(axes, projections, strict=True):
        for code, name in enumerate(classes):
            own = projection.places[labels == code]
            colour = colours(code % colours.N)
            label = shown_name(name)
            axis.scatter(own[:, 0], own[:, 1], s=size, color=colour, label=label, linewidths=0)
        axis.set_title(projection.title, fontsize=TITLE)
        without_ticks(axis)
        axis.set_box_aspect(1)
    handles, names = axes[0].get_legend_handles_labels()
    columns = min(len(classes), 10)
    figure.legend(
        handles,
        names,
        loc="outside lower center",
        ncols=columns,
        fontsize=LABEL,
        frameon=False,
        markerscale=2,
    )
    return figure

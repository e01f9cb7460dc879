"""The primer's page: one file that opens offline."""

import base64
import io

import matplotlib
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from craftbench.config.cards import Card
from craftbench.primer.activations import SMALL
from craftbench.primer.choice import CONVOLUTIONAL, Choice
from craftbench.primer.convolution_figures import (
    plot_flip,
    plot_padding,
    plot_pooling,
    plot_unrolled,
)
from craftbench.primer.layer_figures import (
    plot_activations,
    plot_filters,
    plot_outputs,
    plot_volumes,
)
from craftbench.primer.lesson import Lesson
from craftbench.primer.projection import FEWEST
from craftbench.primer.projection_figures import plot_projections
from craftbench.primer.separation import FOLDS, NEIGHBOURS, Score


def render_primer(choice: Choice, card: Card, lesson: Lesson) -> str:
    """HTML of the primer; everything from the data is escaped."""
    return _template().render(
        choice=choice,
        card=card,
        lesson=lesson,
        figures=_figures(lesson, card.classes),
        small=SMALL,
        folds=FOLDS,
        neighbours=NEIGHBOURS,
        fewest=FEWEST,
        networks=[name for names in CONVOLUTIONAL.values() for name in names],
    )


def render_without_network() -> str:
    """HTML of the page where no card has a convolutional network to open."""
    return _template().render(
        lesson=None, networks=[name for names in CONVOLUTIONAL.values() for name in names]
    )


def _template():
    environment = Environment(
        loader=PackageLoader("craftbench.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        data_uri=_data_uri, count=_count, share=_share, small=_small, times=_times, score=_score
    )
    return environment.get_template("primer.html.j2")


def _figures(lesson: Lesson, classes: list[str]) -> dict[str, Figure]:
    figures = {
        "sample": _plot_sample(lesson),
        "activations": plot_activations(lesson.sums),
        "volumes": plot_volumes(lesson.volumes),
        "filters": plot_filters(lesson.kernels),
        "outputs": plot_outputs(lesson.volumes, lesson.outputs),
    }
    if lesson.projections:
        figures["projections"] = plot_projections(lesson.projections, lesson.labels, classes)
    if lesson.image is not None:
        figures |= {
            "flip": plot_flip(lesson.image.flip),
            "padding": plot_padding(lesson.image.padded, lesson.image.flip.image.shape),
            "unrolled": plot_unrolled(lesson.image.unrolled),
            "pooling": plot_pooling(lesson.image.pooling),
        }
    return figures


def _plot_sample(lesson: Lesson) -> Figure:
    channels = lesson.x.shape[-1]
    if lesson.image is None:
        figure = Figure(figsize=(6, 2), layout="constrained")
        figure.subplots().plot(lesson.x, linewidth=0.9)
        return figure
    figure = Figure(figsize=(2.2 * channels, 2.2), layout="constrained")
    for channel, axis in enumerate(figure.subplots(1, channels, squeeze=False)[0]):
        axis.imshow(lesson.x[..., channel], cmap="gray", interpolation="none")
        axis.set(xticks=[], yticks=[])
        if channels > 1:
            axis.set_title(f"channel {channel + 1}", fontsize=9)
    return figure


def _data_uri(figure: Figure) -> str:
    """SVG that is the same for the same figure: without a date, with names that do not vary."""
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "craftbench"}):
        figure.savefig(file, format="svg", dpi=120, metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _count(value: int) -> str:
    return f"{value:,}"


def _share(value: float) -> str:
    """Per cent with one decimal where it is needed."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"


def _small(value: float) -> str:
    """``0`` where it is exactly that, else two digits such as ``2.6e-07``."""
    return "exactly 0" if value == 0 else f"{value:.2g}"


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(str(int(size)) for size in shape)


def _score(score: Score) -> str:
    """``0.912 (0.893–0.930)``, or a dash where it could not be measured."""
    if np.isnan(score.value):
        return "–"
    return f"{score.value:.3f} ({score.low:.3f}–{score.high:.3f})"

"""The primer's page: one file that opens offline."""

from matplotlib.figure import Figure

from craftbench.config.contest import Contest
from craftbench.primer.activations import SMALL
from craftbench.primer.choice import CONVOLUTIONAL, PrimerChoice
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
from craftbench.primer.separation import FOLDS, NEIGHBOURS
from craftbench.report.facts import DatasetFacts
from craftbench.report.page_environment import page_environment
from craftbench.report.plot_style import TITLE, without_ticks

NETWORKS = [name for names in CONVOLUTIONAL.values() for name in names]


def render_primer(
    choice: PrimerChoice, facts: DatasetFacts, contest: Contest, lesson: Lesson
) -> str:
    """HTML of the primer; everything from the data is escaped.

    Parameters
    ----------
    choice, facts, contest
        The choice of data set and arms; facts and contest of this data set.
    lesson : Lesson
        From `craftbench.primer.lesson.compute_lesson`.
    """
    return _template().render(
        choice=choice,
        facts=facts,
        contest=contest,
        lesson=lesson,
        figures=_figures(lesson, facts.classes),
        small=SMALL,
        folds=FOLDS,
        neighbours=NEIGHBOURS,
        fewest=FEWEST,
    )


def render_without_network() -> str:
    """HTML of the page if no card has a convolutional network."""
    return _template().render(lesson=None, networks=NETWORKS)


def _template():
    return page_environment("craftbench.primer").get_template("primer.html.j2")


def _figures(lesson: Lesson, classes: list[str]) -> dict[str, Figure]:
    figures = {
        "sample": _plot_sample(lesson),
        "activations": plot_activations(lesson.sums),
        "volumes": plot_volumes(lesson.stages),
        "filters": plot_filters(lesson.kernels),
        "outputs": plot_outputs(lesson.stages, lesson.outputs),
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
        without_ticks(axis)
        if channels > 1:
            axis.set_title(f"channel {channel + 1}", fontsize=TITLE)
    return figure

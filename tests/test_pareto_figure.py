from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from craftbench.report.label_placement import Label, place_labels
from craftbench.report.pareto_figure import plot_pareto
from craftbench.report.picture import svg
from craftbench.report.plot_style import FAMILY_COLOUR

ROWS = [
    ("majority", "baseline", 50, 0.1, 0.001),
    ("svm", "hand-crafted", 50, 0.8, 0.01),
    ("svm", "hand-crafted", 500, 0.9, 0.1),
    ("forest", "hand-crafted", 500, 0.85, 0.2),
    ("cnn", "learned", 50, 0.7, 5.0),
    ("cnn", "learned", 500, 0.95, 9.0),
]
ON_FRONT = [True, True, True, False, True, True]


def table(price: float = np.nan) -> pd.DataFrame:
    names = ["arm", "family", "training_size", "accuracy", "cpu_seconds"]
    found = pd.DataFrame(ROWS, columns=names).assign(price=price)
    found["labelled_samples"] = found["training_size"]
    for name, factor in (("accuracy", 1.02), ("cpu_seconds", 2), ("price", 1)):
        found[f"{name}_low"], found[f"{name}_high"] = found[name] / factor, found[name] * factor
    for cost in ("cpu_seconds", "labelled_samples", "price"):
        found[f"{cost}_front"] = ON_FRONT if found[cost].notna().all() else False
    return found


def shown(axis) -> list[tuple[str, str]]:
    return sorted((text.get_text(), to_hex(text.get_color())) for text in axis.texts)


def test_points_on_a_front_are_labelled_in_the_colour_of_their_family():
    figure = plot_pareto(table())
    hand, learned = FAMILY_COLOUR["hand-crafted"], FAMILY_COLOUR["learned"]
    expected = sorted(
        [("svm 50", hand), ("svm 500", hand), ("cnn 50", learned), ("cnn 500", learned)]
    )
    assert len(figure.axes) == 2, "no price, no panel"
    assert all(shown(axis) == expected for axis in figure.axes)
    assert all(axis.get_xscale() == "log" for axis in figure.axes)


def test_a_front_is_drawn_as_a_rising_line():
    axis = plot_pareto(table()).axes[0]
    lines = [line for line in axis.lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_color() for line in lines] == [
        FAMILY_COLOUR["hand-crafted"],
        FAMILY_COLOUR["learned"],
    ]
    for line in lines:
        assert (np.diff(line.get_xdata()) > 0).all() and (np.diff(line.get_ydata()) > 0).all()


def test_prices_have_a_panel_and_baselines_and_no_rows_have_none():
    assert len(plot_pareto(table(price=3.0)).axes) == 3
    assert not plot_pareto(table().query("family == 'baseline'")).axes
    assert not plot_pareto(table().iloc[:0]).axes


def test_the_same_table_gives_the_same_bytes():
    assert svg(plot_pareto(table())) == svg(plot_pareto(table()))


@pytest.mark.parametrize("seed", range(3))
def test_labels_of_close_points_do_not_overlap_and_stay_inside(seed):
    figure = Figure(figsize=(8, 5))
    axis = figure.subplots()
    axis.set(xlim=(0, 1), ylim=(0, 1))
    points = np.random.default_rng(seed).uniform(0.4, 0.6, (8, 2))
    labels = [Label(x, y, f"an_arm {i}", "#000000") for i, (x, y) in enumerate(points)]
    place_labels(figure, axis, labels, points)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [_text_box(text, renderer) for text in axis.texts]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    frame = axis.get_window_extent(renderer)
    assert all(frame.containsx(x) for box in boxes for x in (box.x0, box.x1))


def _text_box(text, renderer):
    """The box of the text alone, without the line to its point."""
    text.arrow_patch = text.arrowprops = None
    return text.get_window_extent(renderer).padded(-0.5)

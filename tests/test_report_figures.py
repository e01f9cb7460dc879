"""Figures of the report: what is drawn, and that it is drawn the same way twice."""

import numpy as np
import pandas as pd

from craftbench.datasets.digits import DigitsSource
from craftbench.report.picture import data_uri, svg
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.robustness_figure import plot_robustness
from craftbench.report.sample_figures import DrawnSamples, plot_examples

ARMS = {"forest": "hand-crafted", "svm": "hand-crafted", "cnn": "learned"}
RNG = np.random.default_rng(0)


def with_bounds(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    bounds = {}
    for name in names:
        bounds |= {name: 0.5, f"{name}_low": 0.4, f"{name}_high": 0.7}
    return table.assign(**bounds)


def of_arms(column: str, values: list) -> pd.DataFrame:
    rows = [(arm, family, value) for arm, family in ARMS.items() for value in values]
    return pd.DataFrame(rows, columns=["arm", "family", column])


def titles(figure) -> list[str]:
    return [axis.get_title() for axis in figure.axes if axis.get_title()]


def test_robustness_leaves_means_out():
    table = with_bounds(of_arms("severity", ["0", "1", "area"]), "accuracy")
    figure = plot_robustness(table.assign(corruption="motion_blur"))
    assert titles(figure) == ["motion blur"]
    assert [len(line.get_xdata()) for line in figure.axes[0].lines] == [2, 2, 2]


def test_figures_without_rows_are_empty():
    empty = of_arms("severity", []).assign(corruption="", confidence=0.0)
    assert not plot_robustness(empty).axes
    assert not plot_reliability(empty).axes


def test_examples_are_of_the_pool():
    table = pd.DataFrame({"sample": range(40), "label": ["a", "b"] * 20})
    table["role"] = np.where(table["sample"] < 30, "pool", "test")
    drawn = []

    class Recorded(DrawnSamples):
        def draw(self, axis, sample):
            drawn.append(sample)
            super().draw(axis, sample)

    samples = Recorded(RNG.random((40, 8, 8)), table, DigitsSource(kind="digits"))
    plot_examples(samples, ["b", "a"])
    assert len(drawn) == 12 and max(drawn) < 30
    assert [sample % 2 for sample in drawn] == [1] * 6 + [0] * 6


def test_the_same_figure_gives_the_same_bytes():
    table = with_bounds(of_arms("severity", ["0", "1"]), "accuracy").assign(corruption="noise")
    first, second = (svg(plot_robustness(table)) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert data_uri(first) == data_uri(plot_robustness(table))

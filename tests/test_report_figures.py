"""Figures of the report: what is drawn, and that it is drawn the same way twice."""

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.selection import Selection
from craftbench.datasets.digits import DigitsSource
from craftbench.report.attribution_figure import plot_attributions
from craftbench.report.confusions_figure import plot_confusions
from craftbench.report.picture import data_uri, svg
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.robustness_figure import plot_robustness
from craftbench.report.sample_figures import DrawnSamples, plot_examples, plot_most_misclassified

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


def test_selected_arms_have_confusion_matrices_in_the_order_of_classes():
    pairs = [(true, found) for true in ("x", "a") for found in ("x", "a")]
    table = of_arms("pair", pairs)
    table["true"], table["predicted"] = zip(*table["pair"], strict=True)
    table["share"] = np.where(table["true"] == table["predicted"], 0.75, 0.25)
    table["training_size"] = 30
    selection = pd.DataFrame({"training_size": [30, 30, 10], "arm": ["svm", "cnn", "forest"]})
    selection = selection.assign(purpose="family", family=["hand-crafted", "learned", "learned"])
    figure = plot_confusions(table, Selection(selection))
    assert titles(figure) == ["svm  (hand-crafted)", "cnn  (learned)"]
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["x", "a"]
    assert [text.get_text() for text in figure.axes[0].texts] == ["75", "25", "25", "75"]
    assert not plot_confusions(table, Selection(selection.iloc[:0])).axes
    table.loc[table["true"] == "a", "share"] = np.nan  # a class without a test sample
    figure = plot_confusions(table, Selection(selection))
    assert [text.get_text() for text in figure.axes[0].texts] == ["75", "25", "–", "–"]


def test_robustness_leaves_means_out():
    table = with_bounds(of_arms("severity", ["0", "1", "area"]), "accuracy")
    figure = plot_robustness(table.assign(corruption="motion_blur"))
    assert titles(figure) == ["motion blur"]
    assert [len(line.get_xdata()) for line in figure.axes[0].lines] == [2, 2, 2]


def test_figures_without_rows_are_empty():
    empty = of_arms("severity", []).assign(corruption="", confidence=0.0)
    assert not plot_robustness(empty).axes
    assert not plot_reliability(empty).axes
    assert not plot_attributions(np.empty((0, 8, 8)), {}, []).axes


@pytest.mark.parametrize(
    ("shown", "maps"), [((2, 8, 8), (2, 4, 4)), ((2, 8, 8, 3), (2, 8, 8)), ((2, 20, 1), (2, 20))]
)
def test_attributions_have_a_row_a_sample_and_a_column_a_method(shown, maps):
    found = dict.fromkeys(("saliency", "grad_cam"), RNG.random(maps))
    figure = plot_attributions(RNG.random(shown), found, ["a", "b"])
    assert len(figure.axes) == 2 * 3
    assert titles(figure) == ["saliency", "grad cam"]


def test_examples_are_of_the_pool_and_misclassified_samples_say_what_was_predicted():
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
    wrong = pd.DataFrame([(31, "b", "a", 3, 4)])
    wrong.columns = ["sample", "label", "predicted", "runs_wrong", "runs"]
    figure = plot_most_misclassified(samples, wrong)
    assert titles(figure) == ["b\npredicted a\nwrong in 3 of 4 runs"]
    assert drawn[-1] == 31


def test_the_same_figure_gives_the_same_bytes():
    maps = (np.ones((2, 8, 8)), {"saliency": np.ones((2, 8, 8))}, ["a", "b"])
    first, second = (svg(plot_attributions(*maps)) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert data_uri(first) == data_uri(plot_attributions(*maps))

"""Figures of the report: what is drawn, and that it is drawn the same way twice."""

import numpy as np
import pandas as pd

from craftbench.datasets.digits import DigitsSource
from craftbench.report.picture import data_uri, svg
from craftbench.report.sample_figures import DrawnSamples, plot_examples

RNG = np.random.default_rng(0)


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
    table = pd.DataFrame({"sample": range(6), "label": ["a", "b"] * 3, "role": "pool"})
    samples = DrawnSamples(np.ones((6, 8, 8)), table, DigitsSource(kind="digits"))
    first, second = (svg(plot_examples(samples, ["a", "b"])) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert data_uri(first) == data_uri(plot_examples(samples, ["a", "b"]))

"""Names of classes as users write them: this name, this text in every figure."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.selection import Selection
from craftbench.datasets.digits import DigitsSource
from craftbench.primer.projection import Projection
from craftbench.primer.projection_figures import plot_projections
from craftbench.primer.separation import Score
from craftbench.report.attribution_figure import plot_attributions
from craftbench.report.confusions_figure import plot_confusions
from craftbench.report.picture import svg
from craftbench.report.plot_style import shown_name
from craftbench.report.sample_figures import DrawnSamples, plot_examples, plot_most_misclassified

SHOWN = {
    "$5 to $9": "$5 to $9",
    "$\\frac{": "$\\frac{",
    "$": "$",
    "50 %": "50 %",
    "a_b^c": "a_b^c",
    "_hidden_": " _hidden_",
    "C:\\new\\table": "C:\\new\\table",
    "Ölfleck": "Ölfleck",
    "<b>&amp;</b> -->": "<b>&amp;</b> -->",
    "bell\x07": "bell�",
    "two\nlines": "two�lines",
    "x" * 300: "x" * 31 + "…",
}


def drawn(figure) -> str:
    """The SVG, which has to be well-formed."""
    content = svg(figure)
    ElementTree.fromstring(content)
    return content.decode()


@pytest.mark.parametrize("name", SHOWN)
def test_a_name_is_drawn_as_it_is(name):
    assert shown_name(name) == SHOWN[name]
    pairs = [(true, found) for true in (name, "other") for found in (name, "other")]
    table = pd.DataFrame(pairs, columns=["true", "predicted"])
    table = table.assign(arm="svm", family="hand-crafted", share=0.5, training_size=9)
    selection = pd.DataFrame([(9, "family", "hand-crafted", "svm")])
    selection.columns = ["training_size", "purpose", "family", "arm"]
    matrix = plot_confusions(table, Selection(selection))
    drawn(matrix)
    assert matrix.axes[0].get_xticklabels()[0].get_text() == SHOWN[name]

    samples = pd.DataFrame({"sample": range(4), "label": [name, "other"] * 2, "role": "pool"})
    shown = DrawnSamples(np.ones((4, 8, 8)), samples, DigitsSource(kind="digits"))
    drawn(plot_examples(shown, [name, "other"]))
    wrong = pd.DataFrame([(0, name, "other", 3, 4)])
    wrong.columns = ["sample", "label", "predicted", "runs_wrong", "runs"]
    drawn(plot_most_misclassified(shown, wrong))
    drawn(plot_attributions(np.ones((1, 8, 8)), {"saliency": np.ones((1, 8, 8))}, [name]))
    score = Score(0.5, 0.4, 0.6)
    places = np.random.default_rng(0).random((4, 2))
    places = Projection("$ and $", 2, 0, places, 1.0, score, score)
    figure = plot_projections([places], np.array([0, 1, 0, 1]), [name, "other"])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [SHOWN[name], "other"]
    drawn(figure)

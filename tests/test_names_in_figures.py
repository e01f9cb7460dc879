"""Names of classes as users write them: this name, this text in every figure."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.explanation.svg import box, drawing, text
from craftbench.datasets.digits import DigitsSource
from craftbench.primer.projection import Projection
from craftbench.primer.projection_figures import plot_projections
from craftbench.primer.separation import Score
from craftbench.report.picture import svg
from craftbench.report.plot_style import shown_name
from craftbench.report.sample_figures import DrawnSamples, plot_examples

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
    samples = pd.DataFrame({"sample": range(4), "label": [name, "other"] * 2, "role": "pool"})
    shown = DrawnSamples(np.ones((4, 8, 8)), samples, DigitsSource(kind="digits"))
    drawn(plot_examples(shown, [name, "other"]))
    parts = [text(0, 9, name), box(0, 0, 1, 1, "p")]
    ElementTree.fromstring(drawing(9, 9, name, parts))  # the drawings of single samples
    score = Score(0.5, 0.4, 0.6)
    places = np.random.default_rng(0).random((4, 2))
    places = Projection("$ and $", 2, 0, places, 1.0, score, score)
    figure = plot_projections([places], np.array([0, 1, 0, 1]), [name, "other"])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [SHOWN[name], "other"]
    drawn(figure)

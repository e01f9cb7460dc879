import pandas as pd
import pytest
from test_tables import CARD, tables

from benchmark.config import Config
from benchmark.report import render_report

FIGURES = ("learning_curves", "examples", "confusions", "hardest")


def render(card=CARD, reason: str = "all zero") -> str:
    rejected = pd.DataFrame({"source": ["x"], "reason": [reason]})
    return render_report(
        Config(datasets=["t"]),
        {"t": card},
        tables(),
        {("t", name): b"<svg/>" for name in FIGURES},
        {"t": rejected},
    )


def test_everything_from_the_data_is_escaped():
    attack = "<script>alert(1)</script>"
    page = render(CARD.model_copy(update={"title": attack, "description": attack}), attack)
    assert attack not in page
    assert page.count("&lt;script&gt;") >= 3


def test_simulated_data_say_so_beside_every_figure():
    page = render(CARD.model_copy(update={"simulated": True}))
    captions = [part.split("</")[0] for part in page.split("<figcaption>")[1:]]
    assert len(captions) == 4
    assert all("simulated" in caption for caption in captions)
    assert "simulated data" not in render()


def test_undefined_estimate_is_a_dash_with_its_reason():
    page = render()
    assert "never predicted in 3 of 3 repeats" in page
    assert "nan" not in page.lower().replace("nano", "")


def test_rejected_samples_are_counted():
    assert "1 × all zero" in render()


@pytest.mark.parametrize("arm", CARD.arms)
def test_every_arm_is_shown_with_its_family(arm):
    assert f'"family {CARD.family(arm)}">{arm}<' in render()

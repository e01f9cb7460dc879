import re

import pandas as pd
import pytest
from test_tables import CARD, tables

from craftbench.config.configuration import Config
from craftbench.report.formats import estimate, plain
from craftbench.report.page import render_report
from craftbench.report.tables import shown_table

FIGURES = ("learning_curves", "examples", "confusions", "hardest", "reliability", "robustness")
FIGURES += ("attributions",)


def part(**columns) -> pd.DataFrame:
    bounds = {"accuracy": 0.8, "accuracy_low": 0.7, "accuracy_high": 0.9}
    lost = {"lost": 0.1, "lost_low": 0.0, "lost_high": 0.2}
    about = {"dataset": "t", "arm": "good", "family": "hand-crafted", "n": 9, "groups": 9}
    return pd.DataFrame([about | bounds | lost | columns])


EXAMINED = {
    "robustness": part(corruption="blur", severity="area", level=1.0, unit="px"),
    "importance": part(kind="permutation", features="hog:length", setting="shuffled", note=""),
    "attributions": part(method="saliency", measure="m", setting="s", value=0.5).drop(
        columns=["accuracy", "accuracy_low", "accuracy_high", "lost", "lost_low", "lost_high"]
    ),
    "claims": pd.DataFrame(
        [("t", "for", "interpretable", "supported", "4 of 5")],
        columns=["dataset", "side", "claim", "verdict", "evidence"],
    ),
}


def render(card=CARD, reason: str = "all zero", more=None, rule: str = "") -> str:
    rejected = pd.DataFrame({"source": ["x"], "reason": [reason]})
    return render_report(
        Config(datasets=["t"]),
        {"t": card},
        tables() | (more or {}),
        {("t", name): b"<svg/>" for name in FIGURES},
        {"t": rejected},
        {"t": rule},
    )


def test_everything_from_the_data_is_escaped():
    attack = "<script>alert(1)</script>"
    changed = CARD.model_copy(update={"title": attack, "description": attack})
    claims = EXAMINED["claims"].assign(evidence=attack)
    examined = EXAMINED | {"claims": claims}
    page = render(changed, attack, examined, rule=attack)
    assert attack not in page
    assert page.count("&lt;script&gt;") >= 5


def test_simulated_data_say_so_beside_every_figure():
    page = render(CARD.model_copy(update={"simulated": True}), more=EXAMINED)
    captions = [part.split("</")[0] for part in page.split("<figcaption>")[1:]]
    assert len(captions) == len(FIGURES)
    assert all("simulated data" in caption for caption in captions)
    assert "simulated data" not in render(more=EXAMINED)


def test_undefined_estimate_is_a_dash_with_its_reason():
    page = render(more=EXAMINED)
    assert "never predicted in 3 of 3 repeats" in page
    assert not re.search(r"\bnan\b", page, re.I)
    assert "None" not in page


def test_rejected_samples_are_counted():
    assert "1 × all zero" in render()


@pytest.mark.parametrize("arm", CARD.arms)
def test_every_arm_is_shown_with_its_family(arm):
    assert f'"family {CARD.family(arm)}">{arm}<' in render()


def test_verdict_stands_first_and_links_to_what_it_rests_on():
    page = render()
    assert page.index("30 samples to train on") < page.index("Accuracy at the largest")
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_what_was_not_examined_is_not_shown():
    bare, full = render(), render(more=EXAMINED, rule="length > 3: a")
    for heading in ("Robustness", "What the best network", "three questions", "What is said"):
        assert heading not in bare
        assert heading in full
    assert "Memorisation" not in full


def test_tables_of_overfitting_are_shown_where_they_are():
    table = part(shuffled_share=0.5, train_accuracy=1.0).drop(columns=["n", "groups"])
    page = render(more={"memorisation": table})
    assert "Memorisation" in page and "shuffled share" in page


def test_leak_on_purpose_is_badged():
    assert "leaks on purpose" not in render()
    split = {"kind": "ignore_groups", "share": 0.5}
    leaking = CARD.model_validate(CARD.model_dump(mode="json") | {"split": split})
    assert "leaks on purpose" in render(leaking)


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (0.9123, 0.8, 1, "0.912 (0.800–1.000)"),
        (0.1, -0.00001, 0.2, "0.100 (0.000 to 0.200)"),
        (0.1, None, 0.2, "0.100 (?–0.200)"),
        (0.1, None, None, "0.100"),
        (None, None, None, "–"),
        (1234.6, 900.0, None, "1,235 (900–?)"),
    ],
)
def test_estimate_in_words(value, low, high, text):
    assert estimate({"x": value, "x_low": low, "x_high": high}, "x") == text


def test_plain_cells():
    cells = [True, "False", 1234.0, 0.12345, float("nan"), "word"]
    assert [plain(cell) for cell in cells] == ["yes", "no", "1,234", "0.123", "–", "word"]


def test_note_of_all_rows_is_given_once():
    table = pd.DataFrame({"check": ["a", "b"], "value": [1, 2], "note": "one repeat"})
    assert shown_table("checks", table).note == "one repeat"
    differing = shown_table("checks", table.assign(note=["x", "y"]))
    assert differing.note == "" and differing.heads[-1] == "note"


def test_columns_without_any_value_are_left_out():
    table = part(note="", j_kappa=None)
    assert shown_table("accuracy", table).heads == ["arm", "accuracy"]

import re
from dataclasses import replace

import pandas as pd
import pytest
from test_tables import CARD
from test_tables import tables as computed

from craftbench.analyses.analysis import Listed
from craftbench.report.chapters import CHAPTERS, chapters
from craftbench.report.facts_of_card import facts_of_card
from craftbench.report.formats import estimate, plain
from craftbench.report.page import render_report
from craftbench.report.tables import read_table, shown_table
from craftbench.stats.bootstrap import GROUPS_AND_REPEATS, GROUPS_ONLY, NONE

FIGURES = ("learning_curves", "examples", "confusions", "most_misclassified", "reliability")
FIGURES += ("robustness", "attributions")
JOINT = {"ranks": "tables", "leakage_comparison": "tables", "cross_dataset": "pair"}
JOINT |= {"claims": "all tables"}
LISTED = [
    Listed(name, JOINT.get(name, "study"), f"About {name}.", f"craftbench.analyses.{room}.{name}")
    for room, names in CHAPTERS.items()
    for name in names
]


def part(**columns) -> pd.DataFrame:
    bounds = {"accuracy": 0.8, "accuracy_low": 0.7, "accuracy_high": 0.9}
    drop = {"accuracy_drop": 0.1, "accuracy_drop_low": 0.0, "accuracy_drop_high": 0.2}
    about = {"dataset": "t", "arm": "good", "family": "hand-crafted", "n": 9, "groups": 9}
    return pd.DataFrame([about | bounds | drop | columns])


EXAMINED = {
    "robustness": part(corruption="blur", severity="area", level=1.0, unit="px"),
    "importance": part(kind="permutation", features="hog:length", setting="shuffled", note=""),
    "attributions": part(method="saliency", measure="m", setting="s", value=0.5),
    "claims": pd.DataFrame(
        [("t", "for", "interpretable", "supported", "4 of 5")],
        columns=["dataset", "side", "claim", "verdict", "evidence"],
    ),
}
FACTS = facts_of_card(CARD)
RENAMED = {"data_needs": "learning_curves", "learning_curves": "learning_curve_fits"}
RENAMED |= {"needs": "data_needs", "hardest": "most_misclassified"}
SELECTION = pd.DataFrame(
    [("t", 30, "family", "hand-crafted", "good"), ("t", 30, "family", "learned", "bad")],
    columns=["dataset", "training_size", "purpose", "family", "arm"],
)


def tables() -> dict[str, pd.DataFrame]:
    found = {RENAMED.get(name, name): table for name, table in computed().items()}
    return found | {"selection": SELECTION}


def render(facts=FACTS, reason: str = "all zero", more=None, rule: str = "", listed=LISTED) -> str:
    return render_report(
        {"t": facts},
        tables() | (more or {}),
        {("t", name): b"<svg/>" for name in FIGURES},
        {"t": pd.DataFrame({"source": ["x"], "reason": [reason]})},
        {"t": rule},
        seed=0,
        resamples=1000,
        listed=listed,
    )


def test_everything_from_the_data_is_escaped():
    attack = "<script>alert(1)</script>"
    changed = replace(FACTS, title=attack, description=attack)
    claims = EXAMINED["claims"].assign(evidence=attack)
    page = render(changed, attack, EXAMINED | {"claims": claims}, rule=attack)
    assert attack not in page
    assert page.count("&lt;script&gt;") >= 5


def test_simulated_data_say_so_beside_every_figure():
    page = render(replace(FACTS, simulated=True), more=EXAMINED)
    captions = [part.split("</")[0] for part in page.split("<figcaption>")[1:]]
    assert len(captions) == len(FIGURES)
    assert all("Simulated data." in caption for caption in captions)
    assert "imulated data" not in render(more=EXAMINED)


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


def test_verdict_stands_first_and_links_to_its_evidence():
    page = render()
    assert page.index("trained on 30 samples") < page.index("Test accuracy at the largest")
    anchors = re.findall(r'href="#([^"]+)"', page)
    assert {"t", "t-comparisons", "t-learning_curves", "t-overfitting", "all"} <= set(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in page, anchor


def test_what_was_not_examined_is_not_shown():
    bare, full = render(), render(more=EXAMINED, rule="length > 3: a")
    for heading in ("Robustness", "Attribution maps", "depth three", "Claims for and against"):
        assert heading not in bare
        assert heading in full
    assert "random labels" not in full


def test_tables_of_overfitting_are_shown_where_they_are():
    table = part(shuffled_share=0.5, train_accuracy=1.0)
    page = render(more={"random_label_fit": table})
    assert "Fit to random labels" in page and "shuffled share" in page


def test_an_analysis_without_a_template_is_folded_in_the_chapter_of_its_room():
    new = Listed(
        "blur_limit", "study", "Blur at which <b> half is lost.", "craftbench.analyses.cost.x"
    )
    table = part(interval=GROUPS_ONLY)
    page = render(more={"blur_limit": table}, listed=[new, *LISTED])
    own = page[page.index('id="t-blur_limit"') :]
    assert "<summary>Blur limit</summary>" in own
    assert "Blur at which &lt;b&gt; half is lost." in own
    assert (
        page.index("<h3>Cost</h3>")
        < page.index('id="t-blur_limit"')
        < page.index('id="t-datasets"')
    )


def test_chapters_have_an_order_and_new_rooms_come_last():
    listed = [
        Listed("b", "study", "", "craftbench.analyses.convergence.b"),
        Listed("z", "study", "", "craftbench.analyses.accuracy.z"),
        *(one for one in LISTED if one.name in ("accuracy", "comparisons", "datasets")),
        Listed("unseen", "study", "", "craftbench.analyses.accuracy.unseen"),
    ]
    found = chapters(listed, {one.name for one in listed} - {"unseen"})
    assert [(one.title, [analysis.name for analysis in one.analyses]) for one in found] == [
        ("Accuracy", ["accuracy", "comparisons", "z"]),
        ("Data and checks", ["datasets"]),
        ("Convergence", ["b"]),
    ]


def test_leak_on_purpose_is_badged():
    assert "leaks on purpose" not in render()
    split = {"kind": "ignore_groups", "share": 0.5}
    leaking = CARD.model_validate(CARD.model_dump(mode="json") | {"split": split})
    assert "leaks on purpose" in render(facts_of_card(leaking))


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
    assert shown_table(table).notes == ["Note: one repeat."]
    differing = shown_table(table.assign(note=["x", "y"]))
    assert not differing.notes and differing.heads[-1] == "note"


def test_what_intervals_cover_is_said_once_or_in_every_row():
    table = pd.DataFrame({"x": [1, 2], "x_low": 0, "x_high": 3, "interval": GROUPS_AND_REPEATS})
    assert shown_table(table, "x").notes == ["95 % intervals over test groups and repeats."]
    assert not shown_table(table.assign(y=1), "y").notes
    differing = shown_table(table.assign(interval=[GROUPS_ONLY, NONE]), "x")
    assert differing.heads == ["x", "interval"] and not differing.notes


def test_columns_without_any_value_are_left_out():
    table = part(note="", j_kappa=None)
    columns = "arm accuracy j_kappa note missing"
    assert shown_table(table, columns).heads == ["arm", "accuracy"]


def test_classes_stay_text_and_notes_are_never_missing(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("class,true,value,note\n0,NA,1.5,\n1,x,,undefined\n")
    table = read_table(file)
    assert table.to_dict("list")["class"] == ["0", "1"]
    assert table.to_dict("list")["true"] == ["NA", "x"]
    assert table.to_dict("list")["note"] == ["", "undefined"]
    assert table["value"].isna().tolist() == [False, True]

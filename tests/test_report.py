import importlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from craftbench.analyses.analysis import Listed, analyses
from craftbench.analyses.joint import Joint
from craftbench.analyses.selection import COLUMNS as SELECTION_COLUMNS
from craftbench.config.cards import read_card
from craftbench.errors import CraftbenchError
from craftbench.report.chapters import CHAPTERS, chapters
from craftbench.report.charts.registry import missing
from craftbench.report.facts import DatasetFacts
from craftbench.report.formats import estimate, plain
from craftbench.report.page import render_report
from craftbench.report.tables import shown_table
from craftbench.stats.bootstrap import GROUPS_AND_REPEATS, GROUPS_ONLY, NONE
from craftbench.steps.facts_of_card import facts_of_card

FRAGMENTS = Path("craftbench/report/templates/analyses")
FIGURES = ("examples",)
CHARTS = ("accuracy", "learning_curves", "training_curves", "pareto", "reliability", "robustness")
FACTS = DatasetFacts("Title", "About.", "Source.", False, False, False, ["a", "b"])
FAMILIES = {"good": "hand-crafted", "bad": "learned"}
WORDS = {
    **{"dataset": "t", "size_unit": "samples", "class": "a", "true": "a", "predicted": "b"},
    **{"check": "duplicates", "expected": "0: none", "passed": True, "kind": "permutation"},
    **{"severity": "area", "features": "hog:hog_1; hog:hog_2", "interval": GROUPS_AND_REPEATS},
    **{"note": "", "choice": "learned", "role": "pool"},
    **dict.fromkeys(("shape", "status", "basis", "training", "side", "claim", "verdict"), "word"),
    **dict.fromkeys(("evidence", "measure", "method", "setting", "corruption", "unit"), "word"),
    **dict.fromkeys(("source", "label", "model", "layer", "output_shape", "tested_on"), "word"),
    **dict.fromkeys(("parameters_formula", "receptive_field", "jump", "start"), "5×5"),
    **dict.fromkeys(("shared_dataset", "target_arm", "metric_reason", "sees"), "word"),
    "metric": "macro_f1",
}


def made(columns: Iterable[str]) -> pd.DataFrame:
    """A row for each of two arms, with these columns."""
    pairs = (("good", "bad"), ("bad", "good"))
    rows = []
    for arm, other in pairs:
        row = {name: WORDS.get(name, 30 if "size" in name else 0.5) for name in columns}
        for name in row:
            if name.endswith("_low") and name.removesuffix("_low") in row:
                row[name] = row[name.removesuffix("_low")] - 0.1
            is_other = name in ("arm_b", "family_b", "rival_arm", "rival_family")
            if name.startswith(("arm", "rival_arm")) or name == "rival_arm":
                row[name] = other if is_other else arm
            if name.startswith("family") or name == "rival_family":
                row[name] = FAMILIES[other if is_other else arm]
        rows.append(row)
    return pd.DataFrame(rows)


def tables() -> dict[str, pd.DataFrame]:
    """Made-up tables of all analyses, with the columns that these declare."""
    found = {
        name: made(importlib.import_module(listed.module).ANALYSIS.columns)
        for name, listed in analyses().items()
    }
    selection = made(SELECTION_COLUMNS).assign(purpose="family", arms=2, hindsight_arm="good")
    return found | {"selection": selection}


TABLES = tables()


def render(
    facts=FACTS,
    reason="all zero",
    tables=TABLES,
    rule="length > 3: a",
    listed=None,
    failures=(),
    charts=None,
    made=None,
) -> str:
    return render_report(
        {"t": facts},
        tables,
        {("t", name): b"<svg/>" for name in FIGURES},
        {"t": pd.DataFrame({"source": ["x"], "reason": [reason]})},
        {"t": rule},
        seed=0,
        resamples=1000,
        listed=listed,
        failures=failures,
        charts=charts,
        made=made,
    )


def test_every_analysis_is_on_the_page_once():
    page = render()
    for name, listed in analyses().items():
        joint = listed.needs in ("pair", "tables", "all tables")
        assert page.count(f'id="{"all" if joint else "t"}-{name}"') == 1, name


def test_every_template_of_an_analysis_and_every_place_belongs_to_one():
    templates = {file.name.split(".")[0] for file in FRAGMENTS.iterdir()}
    assert templates <= set(analyses())
    assert {name for names in CHAPTERS.values() for name in names} <= set(analyses())


def test_everything_from_the_data_is_escaped():
    attack = "<script>alert(1)</script>"
    claims = TABLES["claims"].assign(evidence=attack)
    facts = replace(FACTS, title=attack, description=attack)
    page = render(facts, attack, TABLES | {"claims": claims}, rule=attack)
    assert attack not in page
    assert page.count("&lt;script&gt;") >= 5


def test_simulated_data_say_so_beside_every_figure():
    charts = {"t": {name: {"description": name, "mark": "point"} for name in CHARTS}}
    page = render(replace(FACTS, simulated=True), charts=charts)
    captions = [part.split("</")[0] for part in page.split("<figcaption>")[1:]]
    assert len(captions) == len(FIGURES) + len(CHARTS)
    assert all("Simulated data." in caption for caption in captions)
    assert "imulated data" not in render()


def test_undefined_estimate_is_a_dash_with_its_reason():
    empty = dict.fromkeys(("precision", "precision_low", "precision_high"))
    table = TABLES["accuracy_per_class"]
    table = pd.concat([table, table.assign(**empty, note="never predicted")])
    page = render(tables=TABLES | {"accuracy_per_class": table})
    assert "never predicted" in page and ">–<" in page
    assert not re.search(r"\bnan\b", page.split("<script")[0], re.I)
    assert "None" not in page


def test_a_chart_that_is_missing_says_why_and_has_no_caption():
    charts = {"all": {"ranks": missing("ranks", "too few data sets")}}
    page = render(charts=charts)
    assert "The chart ranks is missing: too few data sets." in page
    assert "Mean ranks over the data sets" not in page


def test_captions_of_snakemakes_report_name_only_what_a_rule_has():
    joint = {"table", "joint_table", "ranks", "report", "primer"}
    for file in Path("workflow/report").glob("*.rst"):
        named = set(re.findall(r"wildcards\.(\w+)", file.read_text("utf-8")))
        assert named <= (set() if file.stem in joint else {"dataset"}), file


def test_rejected_samples_are_counted():
    assert "1 × all zero" in render()


@pytest.mark.parametrize("arm", FAMILIES)
def test_every_arm_is_shown_with_its_family(arm):
    assert f'"family {FAMILIES[arm]}">{arm}<' in render()


def test_verdict_stands_first_and_links_to_its_evidence():
    page = render()
    assert page.index("trained on 30 samples") < page.index("Test accuracy at the largest")
    anchors = re.findall(r'href="#([^"]+)"', page)
    assert {"t", "t-comparisons", "t-learning_curves", "t-overfitting", "all"} <= set(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in page, anchor


def test_failed_checks_stand_with_the_verdict():
    failing = TABLES | {"checks": TABLES["checks"].assign(passed=[False, True])}
    assert render(tables=failing).count("Failed checks: duplicates (good).") == 2
    assert "No check failed." in render()


def test_a_check_that_is_not_decided_has_not_failed():
    undecided = TABLES | {"checks": TABLES["checks"].assign(passed=["undecided", True])}
    page = render(tables=undecided)
    assert "No check failed." in page and "Failed checks" not in page
    assert (
        "Not decided, as the interval reaches beyond what is expected: duplicates (good)." in page
    )


def test_an_analysis_without_rows_is_not_shown():
    bare = {name: table.iloc[:0] for name, table in TABLES.items()}
    bare |= {name: TABLES[name] for name in ("accuracy", "datasets")}
    page = render(tables=bare)
    assert "<h3>Accuracy</h3>" in page
    for heading in ("Robustness", "Attribution maps", "Overfitting", "Claims", "t-verdict"):
        assert heading not in page
    assert "No analysis over several data sets" in page


@pytest.mark.parametrize("name", [*TABLES, "all of them"])
def test_a_table_that_failed_leaves_a_gap_in_the_page_and_in_the_joint_tables(name):
    """An analysis that failed has a table with its header alone."""
    empty = list(TABLES) if name == "all of them" else [name]
    given = TABLES | {one: TABLES[one].iloc[:0] for one in empty}
    page = render(tables=given)
    assert "</html>" in page and f'id="t-{name}"' not in page
    joint = Joint({one: table for one, table in given.items() if len(table) or one in empty})
    for listed in analyses().values():
        if listed.needs in ("tables", "all tables"):
            listed.compute(joint)


def test_failed_jobs_stand_at_the_top_with_reason_and_log():
    assert "incomplete" not in render()
    row = {"dataset": "t", "step": "train", "arm": "net", "part": "", "log": "logs/net.log"}
    facts = replace(FACTS, failed={"net": "learned; <no> memory"})
    page = render(facts, failures=[row | {"reason": "<no> memory"}])
    top = page.split("<nav")[1].split("<h2")[0]
    assert "incomplete: 1 failed job." in top and "logs/net.log" in top
    assert "<no>" not in page and page.count("&lt;no&gt; memory") == 2
    assert "Missing, since they failed: net" in page


def test_an_analysis_without_a_template_is_folded_in_the_chapter_of_its_room():
    module = "craftbench.analyses.cost.blur_limit"
    new = Listed("blur_limit", "study", "Blur at which <b> half is lost.", module)
    table = made(("dataset", "arm", "family", "limit", "limit_low", "limit_high", "interval"))
    listed = [new, *analyses().values()]
    page = render(tables=TABLES | {"blur_limit": table}, listed=listed)
    own = page[page.index('id="t-blur_limit"') :]
    assert "<summary>Blur limit</summary>" in own
    assert "Blur at which &lt;b&gt; half is lost." in own
    place = page.index('id="t-blur_limit"')
    assert page.index("<h3>Cost</h3>") < place < page.index('id="t-datasets"')


def test_chapters_have_an_order_and_new_rooms_come_last():
    known = [analyses()[name] for name in ("datasets", "comparisons", "accuracy")]
    listed = [
        Listed("b", "study", "", "craftbench.analyses.new_room.b"),
        Listed("z", "study", "", "craftbench.analyses.accuracy.z"),
        *known,
        Listed("unseen", "study", "", "craftbench.analyses.accuracy.unseen"),
    ]
    found = chapters(listed, {one.name for one in listed} - {"unseen"})
    assert [(one.title, [analysis.name for analysis in one.analyses]) for one in found] == [
        ("Accuracy", ["accuracy", "comparisons", "z"]),
        ("Data and checks", ["datasets"]),
        ("New room", ["b"]),
    ]


def test_leak_on_purpose_is_badged():
    assert "leaks on purpose" not in render()
    assert "leaks on purpose" in render(replace(FACTS, leaks=True))


def test_facts_are_those_of_the_card():
    card = read_card(Path("tests/cards/parcels_tiny.yaml"))
    facts = facts_of_card(card)
    assert (facts.title, facts.simulated, facts.leaks) == (card.title, True, False)
    assert facts.shows_heights
    assert not facts_of_card(read_card(Path("tests/cards/digits_tiny.yaml"))).shows_heights


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
    differing = shown_table(table.assign(interval=[GROUPS_ONLY, GROUPS_AND_REPEATS]), "x")
    assert differing.heads == ["x", "interval covers"] and not differing.notes
    some = shown_table(table.assign(interval=[GROUPS_ONLY, NONE]), "x")
    assert some.heads == ["x"] and len(some.notes) == 1


def test_columns_decide_how_a_value_is_written():
    row = {"fit_seconds": 0.0123, "model_bytes": 2048, "peak_memory_mib": 300.4, "n": 1234}
    row |= {"size_to_target": 6.33, "size_to_target_low": None, "size_to_target_high": 13.5}
    row |= {"measure": "rank_correlation", "difference_p": 0.0001, "features": "hog:hog_a; b; c"}
    shown = shown_table(pd.DataFrame([row]))
    texts = {name: cell.text for name, cell in zip(shown.heads, shown.rows[0], strict=True)}
    assert texts["fit"] == "12.3 ms" and texts["model"] == "2 KiB" and texts["memory"] == "300 MiB"
    assert texts["size to target"] == "6.3 (?–13.5)" and texts["samples"] == "1,234"
    assert texts["measure"] == "rank correlation" and texts["difference p"] == "< 0.001"
    assert texts["features"] == "hog a, b and 1 more"


def test_columns_without_any_value_are_left_out():
    table = pd.DataFrame({"arm": ["x"], "kappa": [None], "note": [""]})
    assert shown_table(table, "arm kappa note").heads == ["arm"]


def test_a_column_that_does_not_exist_is_an_error():
    with pytest.raises(CraftbenchError, match="no column 'acuracy'; expected one of accuracy"):
        shown_table(pd.DataFrame({"accuracy": [1]}), "acuracy")

"""The first screen of the report: cards, overview and decision rule."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from test_report import FACTS, TABLES, render

from craftbench.report.glossary import TERMS
from craftbench.report.opening import followed, opening
from craftbench.report.opening.change import changes
from craftbench.report.opening.effect import effect
from craftbench.report.opening.overview import overview
from craftbench.report.opening.three_numbers import numbers

PARCELS = replace(FACTS, group_name={"singular": "batch", "plural": "batches"})
ROW = {
    **{"arm": "svm", "family": "hand-crafted", "rival_arm": "net", "rival_family": "learned"},
    **{"difference": 0.05, "difference_low": 0.02, "difference_high": 0.08, "margin": 0.01},
    **{"choice": "hand-crafted", "undecided_because": "", "metric": "accuracy", "note": ""},
    **{"score": 0.9, "score_low": 0.85, "score_high": 0.93, "training_size": 90},
    **{"rival_score": 0.85, "rival_score_low": 0.8, "rival_score_high": 0.88},
    **{"size_unit": "groups", "n_test": 600, "test_groups": 30, "repeats": 3},
    **{"test_groups_needed": None, "repeats_needed": None},
}
CROSSING = {
    **{"dataset": "t", "family": "learned", "rival_family": "hand-crafted", "size_unit": "groups"},
    **{"smallest_size": 4.0, "largest_size": 90.0, "status": "not decided", "repeats": 3},
    **{"decided_ahead_at": "", "decided_behind_at": "", "crossing": None},
    **{"mean_data_ratio": 2.29, "mean_data_ratio_low": 1.04, "mean_data_ratio_high": 3.46},
}
OTHER_ROBUSTNESS = (
    {"severity": "5"},
    {"corruption": "shot_noise"},
    {"rival_arm": "deep"},
    {"rival_family": "hybrid", "rival_arm": "both"},
)
"""Rows that the overview does not show."""

VERDICT = pd.DataFrame(
    {
        "dataset": "a",
        "training_size": [50, 10],
        "arm": ["net", "svm"],
        "family": ["learned", "hand-crafted"],
        "rival_arm": ["svm", "net"],
        "rival_family": ["hand-crafted", "learned"],
        "best_hand_crafted": ["svm", "forest"],
        "best_fixed_filter": ["scattering", None],
        "best_pretrained": None,
        "best_learned": "net",
        "best_hybrid": None,
    }
)
SELECTION = pd.DataFrame(
    {
        "dataset": "a",
        "training_size": [10, 50, 50, 50],
        "purpose": ["family", "family", "family", "network"],
        "family": ["learned", "learned", "hand-crafted", "learned"],
        "arm": ["old", "net", "svm", "deep"],
    }
)


def test_the_arms_of_the_verdict_at_the_largest_size_are_followed():
    found = followed({"verdict": VERDICT}, "a")
    assert list(found.items()) == [
        ("learned", "net"),
        ("hand-crafted", "svm"),
        ("fixed-filter", "scattering"),
    ]


def test_without_a_verdict_the_selected_arms_are_followed():
    tables = {"verdict": VERDICT.iloc[:0], "selection": SELECTION}
    assert followed(tables, "a") == {"learned": "net", "hand-crafted": "svm"}


def test_nothing_is_followed_where_nothing_ran():
    assert followed({}, "a") == {} and followed({"verdict": VERDICT}, "b") == {}


def test_the_bar_has_hand_crafted_on_the_left_and_learned_on_the_right():
    bar = effect(ROW, PARCELS)
    assert (bar.left, bar.right) == ("hand-crafted", "learned")
    assert (bar.value, bar.low, bar.high) == (-0.05, -0.08, -0.02)
    other = effect(
        ROW
        | {"family": "learned", "rival_family": "hand-crafted", "choice": "learned"}
        | {"arm": "net", "rival_arm": "svm"},
        PARCELS,
    )
    assert other.value == 0.05 and other.leader == "learned"
    assert other.at(other.value) + bar.at(bar.value) == pytest.approx(100)


@pytest.mark.parametrize("width", [0.0004, 0.003, 0.02, 0.3, 0.9])
def test_interval_margin_and_ticks_lie_within_the_bar(width):
    bar = effect(ROW | {"difference_low": 0.05 - width, "difference_high": 0.05 + width}, PARCELS)
    places = [bar.at(one) for one in (bar.low, bar.value, bar.high, bar.margin, -bar.margin)]
    ticks = [place for place, _ in bar.ticks]
    assert min(places) >= 0 and max(places) <= 100 and bar.at(0) == 50
    assert ticks[0] == 0 and ticks[-1] == 100 and 3 <= len(ticks) <= 9
    assert len({text for _, text in bar.ticks}) == len(ticks) // 2 + 1


def test_the_bar_in_words():
    bar = effect(ROW, PARCELS)
    assert bar.sentence == (
        "Hand-crafted features (svm) are ahead of a learned network (net) by 0.050 in test "
        "accuracy (95 % interval 0.020 to 0.080)."
    )
    assert bar.certainty.startswith("Decided: the interval excludes 0")
    level = effect(ROW | {"difference": 0.0, "difference_low": -0.0004}, PARCELS)
    assert "level with" in level.sentence and "−0.000" not in level.sentence


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"undecided_because": "equivalent"}, "Equal for practical purposes: the whole interval"),
        (
            {"note": "the interval covers 0", "test_groups_needed": 844.0, "repeats_needed": 7.0},
            "Undecided: the interval covers 0. About 840 test batches or about 7 repeats would",
        ),
        ({"note": "no result of net, which might be better"}, "Undecided: no result of net"),
        ({"note": None, "undecided_because": "arm failed"}, "Undecided: arm failed."),
    ],
)
def test_how_sure_an_open_verdict_is(changed, words):
    assert effect(ROW | {"choice": "undecided"} | changed, PARCELS).certainty.startswith(words)


def test_a_caution_stands_only_where_something_is_decided():
    shared = "repeats share 100% of their training groups on average, so that their spread is too"
    note = f"the interval of the difference covers 0; {shared} small"
    decided = effect(ROW | {"note": f"{shared} small"}, PARCELS).certainty
    assert decided.endswith("Repeats share training data, so the interval may be too narrow.")
    undecided = effect(ROW | {"choice": "undecided", "note": note}, PARCELS).certainty
    assert undecided == "Undecided: the interval of the difference covers 0."


def test_a_difference_without_interval_has_no_range():
    bar = effect(ROW | {"difference_low": None, "difference_high": None}, PARCELS)
    assert not bar.has_interval and "interval" not in bar.sentence
    assert effect(ROW | {"difference": None}, PARCELS) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "neither ahead nor behind and needs 2.29 times the data (1.04–3.46) for equal scores"),
        (
            {"status": "crosses", "crossing": 31.2, "crossing_low": 12.0, "crossing_high": None},
            "A learned network overtakes hand-crafted features at about 31 (12–?) batches",
        ),
        ({"decided_ahead_at": "20, 90"}, "A learned network is ahead at 20 and 90"),
        (
            {"decided_behind_at": "90", "crossing_extrapolated": 200.0},
            "is behind at 90 (extrapolated, not measured: a crossing at 200",
        ),
        ({"decided_ahead_at": "4", "decided_behind_at": "90"}, "is ahead at 4, behind at 90"),
    ],
)
def test_when_it_changes(changed, words):
    found = changes({"crossing": pd.DataFrame([CROSSING | changed])}, "t", PARCELS)
    assert words in found.families[0]
    crosses = "crossing" in changed
    assert (found.summary == "") == crosses
    if not crosses:
        assert found.summary.endswith("is decided between 4 and 90 batches.")


def test_one_size_says_nothing_about_others():
    one = {"smallest_size": 22.0, "largest_size": 22.0, "decided_behind_at": "22"}
    tables = {"crossing": pd.DataFrame([CROSSING | one | {"mean_data_ratio": None}])}
    found = changes(tables, "t", PARCELS)
    assert found.summary.startswith("Not measured: 22 batches is the only training size")
    assert not found.families
    assert overview(tables, {"t": PARCELS})["t"][1].decision == "not measured"


def test_the_numbers_are_those_of_the_tables_with_unit_and_n():
    pareto = pd.DataFrame(
        {
            **{"dataset": "t", "arm": ["svm", "net"], "training_size": 90, "predictions": 1000},
            **{"cpu_seconds": [1.27, 300.0], "cpu_seconds_low": [1.26, 200.0]},
            **{"cpu_seconds_high": [1.34, 400.0], "prediction_seconds": [0.5, 2.0]},
        }
    )
    score, price, gap = numbers({"pareto": pareto}, "t", ROW, PARCELS)
    assert score.lines[0].values == [("0.900", "(0.850–0.930)")]
    assert score.about == "Trained on 90 batches; 600 test samples in 30 batches, 3 repeats."
    assert [text for text, _ in price.heads] == ["training", "1,000 predictions"]
    assert {key for one in (score, price, gap) for _, key in one.heads} <= set(TERMS)
    assert price.lines[0].values == [("1.27 s", "(1.26–1.34 s)"), ("500 ms", "")]
    assert price.lines[1].values[0] == ("5 min", "(3.33–6.67 min)")
    assert "medians of 3 repeats" in price.about and price.more == "pareto"
    once = numbers({"pareto": pareto}, "t", {**ROW, "repeats": 1}, PARCELS)[1]
    assert "features included; of one repeat." in once.about
    assert gap.lines[0].values == [("–", "")] and gap.more == ""
    assert gap.about == "Not measured: its analysis failed or has no rows of this data set."


def one_row(name: str, **changed) -> dict[str, pd.DataFrame]:
    return {
        "verdict": VERDICT.assign(dataset="t"),
        name: pd.DataFrame([{"dataset": "t"} | changed]),
    }


@pytest.mark.parametrize(
    ("low", "high", "repeats", "decision"),
    [
        (1.1, 2, 3, "hand-crafted"),
        (0.4, 0.9, 3, "learned"),
        (0.9, 2, 3, "undecided"),
        (1.1, None, 3, "hand-crafted"),
        (1.1, 2, 1, "undecided"),
    ],
)
def test_a_need_of_data_is_decided_by_its_interval(low, high, repeats, decision):
    ratio = {"mean_data_ratio": 1.5, "mean_data_ratio_low": low, "mean_data_ratio_high": high}
    tables = one_row("crossing", **(CROSSING | ratio | {"repeats": repeats}))
    assert overview(tables, {"t": FACTS})["t"][1].decision == decision


@pytest.mark.parametrize(
    ("low", "high", "repeats", "decision"),
    [
        (0.1, 0.3, 3, "hand-crafted"),
        (-0.3, -0.1, 3, "learned"),
        (-0.1, 0.3, 3, "undecided"),
        (0.1, 0.3, 1, "undecided"),
    ],
)
def test_robustness_is_a_paired_difference_at_the_middle_severity(low, high, repeats, decision):
    row = {
        **{"dataset": "t", "arm": "svm", "family": "hand-crafted", "corruption": "all"},
        **{"rival_arm": "net", "rival_family": "learned", "severity": "3", "repeats": repeats},
        **{"difference": (low + high) / 2, "difference_low": low, "difference_high": high},
    }
    others = [row | change | {"difference_low": 1.0} for change in OTHER_ROBUSTNESS]
    tables = {"verdict": VERDICT.assign(dataset="t")}
    tables["robustness_differences"] = pd.DataFrame([*others, row])
    answer = overview(tables, {"t": FACTS})["t"][3]
    assert answer.decision == decision
    words = "severity 3 of 5, mean of all corruptions, hand-crafted − learned: "
    assert answer.evidence.startswith(words)
    tables["robustness_differences"] = pd.DataFrame(others)
    assert overview(tables, {"t": FACTS})["t"][3].decision == "not measured"


def test_the_opening_answers_first_and_states_the_rule_once():
    page = render()
    main = page[page.index("<main") :]
    assert main.index('id="answer-t"') < main.index('id="overview"') < main.index('id="t"')
    assert page.count('id="decision-rule"') == 1
    assert page.count("excludes 0,\nand its lead") == 1
    for question in ("Which family at my n?", "How sure", "What does it cost?", "Does it overfit?"):
        assert question in main


@pytest.mark.parametrize("name", [*TABLES, "all of them"])
def test_a_missing_table_costs_its_place_only(name):
    gone = list(TABLES) if name == "all of them" else [name]
    kept = {one: table for one, table in TABLES.items() if one not in gone}
    header_alone = TABLES | {one: TABLES[one].iloc[:0] for one in gone}
    for tables in (kept, header_alone):
        page = opening({"t": FACTS}, tables, {})
        assert 'id="answer-t"' in page and 'id="decision-rule"' in page
        assert not re.search(r"\bnan\b|None", page)


def test_no_link_of_the_opening_leads_nowhere():
    gone = {"pareto": TABLES["pareto"].iloc[:0], "robustness": TABLES["robustness"].iloc[:0]}
    gone |= {"checks": TABLES["checks"].iloc[:0]}
    gone |= {"robustness_differences": TABLES["robustness_differences"].iloc[:0]}
    page = render(tables=TABLES | gone)
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_everything_from_the_data_is_escaped():
    attack = "<script>alert(1)</script>"
    facts = replace(FACTS, title=attack, arm_names={"good": attack}, failed={"bad": attack})
    facts = replace(facts, sample_name={"singular": attack, "plural": attack})
    verdict = TABLES["verdict"].assign(note=attack, choice="undecided")
    assert attack not in opening({"t": facts}, TABLES | {"verdict": verdict}, {})


def test_an_arm_that_failed_stands_with_the_answer():
    page = opening({"t": replace(FACTS, failed={"net": "learned; no memory"})}, TABLES, {})
    assert "Missing, since they failed: net; the verdict may be another" in page

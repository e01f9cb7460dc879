"""Confusion matrices whose cells show their samples: which are chosen, stored and shown."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from examined_arms import examined
from made_predictor import made_predictor

from craftbench.analyses.explanation.chosen_samples import Cell, choose_samples, counts
from craftbench.analyses.explanation.examined_samples import MOST_BYTES, shown_samples
from craftbench.analyses.explanation.explained_sample import (
    ArmProbabilities,
    Drawn,
    ExplainedSample,
)
from craftbench.analyses.explanation.shown_samples import ShownArm, ShownSamples
from craftbench.datasets.samples import Samples
from craftbench.report.facts import DatasetFacts
from craftbench.report.samples import section
from craftbench.report.samples.importance import (
    block_in_words,
    importance_on_image,
    rule_is_better,
    rule_sentence,
)
from craftbench.report.samples.section import FILE
from craftbench.stats.intervals import with_bounds

FACTS = DatasetFacts("Title", "About.", "", False, False, False, ["a", "b"])
TRUE = np.array([0, 0, 0, 0, 1, 1, 1, 1])
HAND = np.array([0.9, 0.8, 0.7, 0.2, 0.4, 0.3, 0.1, 0.6])
HAND = np.stack([HAND, 1 - HAND], axis=1)
SURE = np.stack([np.where(TRUE == 0, 0.99, 0.01), np.where(TRUE == 0, 0.01, 0.99)], axis=1)


def test_counts_are_a_confusion_matrix():
    assert counts(TRUE, HAND).tolist() == [[3, 1], [1, 3]]


def test_the_most_certain_samples_of_each_cell_come_first():
    chosen = choose_samples(TRUE, [HAND], most=100, a_cell=2)
    by_cell = {
        cell[1:]: [chosen.samples[i] for i in places] for cell, places in chosen.cells.items()
    }
    assert by_cell == {(0, 0): [0, 1], (0, 1): [3], (1, 0): [7], (1, 1): [6, 5]}


def test_errors_come_before_hits_and_every_cell_before_a_second_sample():
    chosen = choose_samples(TRUE, [HAND], most=4, a_cell=3)
    assert set(chosen.samples[:2]) == {3, 7} and len(chosen.samples) == 4
    assert len(chosen.cells) == 4 and all(len(places) == 1 for places in chosen.cells.values())


def test_a_sample_serves_the_cells_of_both_arms_and_is_there_once():
    chosen = choose_samples(TRUE, [HAND, SURE], most=100, a_cell=8)
    assert sorted(chosen.samples) == list(range(8))
    assert Cell(0, 0, 1) in chosen.cells and Cell(1, 0, 1) not in chosen.cells


def test_fewer_samples_leave_cells_without_one_out():
    chosen = choose_samples(TRUE, [HAND], most=100, a_cell=1).first(2)
    assert len(chosen.samples) == 2 and len(chosen.cells) == 2


def arms(families=("hand-crafted",)):
    return [
        made_predictor(
            lambda x: np.tile([0.6, 0.4], (len(x), 1)),
            ["a", "b"],
            arm=family,
            family=family,
            feature_sets=["hog"],
            names=["hog:x", "hog:y"],
        )
        for family in families
    ]


def stored(folder: Path, name: str) -> Path:
    """Predictions of two repeats; the first one is that of the stored model."""
    rows = pd.DataFrame(
        {"training_size": 10, "repeat": 0, "split": "test", "sample": range(2, 10)}
    ).assign(p_a=HAND[:, 0], p_b=HAND[:, 1])
    other = rows.assign(repeat=1, p_a=rows["p_b"], p_b=rows["p_a"])
    pd.concat([other, rows]).to_parquet(folder / f"{name}.parquet")
    return folder / f"{name}.parquet"


def given(families=("hand-crafted",), side=12):
    values = np.random.default_rng(0).integers(0, 255, (10, side, side)).astype(np.uint8)
    table = pd.DataFrame({"sample": range(10), "label": ["a", "b", *(np.array(["a", "b"])[TRUE])]})
    table["role"] = ["pool"] * 2 + ["test"] * 8
    table["source"], table["group"] = [f"<{i}>.png" for i in range(10)], "batch 7"
    features = pd.DataFrame({"hog:x": np.arange(10.0), "hog:y": 1.0})
    return examined(Samples(values, table), *arms(families), features=features)


def test_samples_of_a_data_set_are_drawn_and_stored(tmp_path):
    shown = shown_samples(given(), [stored(tmp_path, "hand-crafted")])
    assert [(one.arm, one.counts) for one in shown.arms] == [("hand-crafted", [[3, 1], [1, 3]])]
    assert len(shown.samples) == 8 and shown.cells_left_out == 0
    first = shown.samples[shown.cells[Cell(0, 0, 1)][0]]
    assert first.name == "<5>.png" and first.label == "a" and first.group == "batch 7"
    assert first.arms[0].probabilities == pytest.approx({"a": 0.2, "b": 0.8})
    assert "cells of 2 × 2 pixels" in first.measured.svg and first.attention is None
    assert shown.average is not None and shown.average.shape == [12, 12]
    shown.save(tmp_path / FILE)
    again = ShownSamples.load(tmp_path / FILE)
    assert again.cells == shown.cells and again.arms == shown.arms
    assert again.samples[0].measured == shown.samples[0].measured


def test_without_a_hand_crafted_or_learned_arm_nothing_is_chosen():
    nobody = shown_samples(given(families=()), [])
    assert not nobody.arms and not nobody.samples


def test_the_section_has_buttons_with_counts_names_and_a_panel_for_each_sample(tmp_path):
    shown_samples(given(), [stored(tmp_path, "hand-crafted")]).save(tmp_path / FILE)
    html = section("d", tmp_path, FACTS)
    assert html.count("<button") == 4 and html.count("<template") == 8
    assert 'aria-label="3 samples of class a that hand-crafted predicts as a"' in html
    assert "1 sample of class a that hand-crafted predicts as b" in html
    assert "No learned arm has results" in html
    assert "&lt;5&gt;.png" in html and "<5>.png" not in html
    assert html.count("data-first") == 1
    assert "group batch 7" in html


def test_a_data_set_without_arms_has_no_section(tmp_path):
    ShownSamples().save(tmp_path / FILE)
    assert section("d", tmp_path, FACTS) == ""


def test_names_that_are_html_do_not_reach_the_page(tmp_path):
    name = "<script>alert(1)</script>"
    sample = ExplainedSample(
        name,
        Drawn("", name),
        None,
        [ArmProbabilities(name, "learned", {name: 1.0})],
        [],
        name,
        name,
    )
    ShownSamples([ShownArm(name, "learned", [[1]])], [name], [sample], {Cell(0, 0, 0): [0]}).save(
        tmp_path / FILE
    )
    assert "<script>" not in section("d", tmp_path, FACTS)


def test_a_page_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "craftbench.analyses.explanation.examined_samples.MOST_BYTES", MOST_BYTES // 40
    )
    shown = shown_samples(given(), [stored(tmp_path, "hand-crafted")])
    assert 0 < len(shown.samples) < 8
    shown.save(tmp_path / FILE)
    assert all(max(places) < len(shown.samples) for places in shown.cells.values())


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ("parcel:area", "parcel: area [mm²]"),
        (
            "parcel:area; parcel:perimeter; parcel:parts",
            "parcel: area [mm²], perimeter [mm] and 1 more",
        ),
        ("hog:hog_2_0_11_0; hog:hog_2_1_10_0", "hog: edges at 100° in cell row 3, column 1"),
        ("landmarks:qt; rhythm:rr_ratio", "landmarks: QT [ms]; rhythm: RR ratio"),
        ("parcel:perimeter [mm]", "parcel: perimeter [mm]"),
        ("edges:mine [µm]", "edges: mine [µm]"),
        ("", ""),
    ],
)
def test_blocks_of_features_are_read_by_a_person(features, words):
    assert block_in_words(features) == words


def tree(gain: float, half: float = 0.05) -> pd.DataFrame:
    rows = {"rule": (0.6, 0.3), "baseline": (0.6 - gain, gain)}
    return pd.DataFrame(
        [
            (kind, accuracy, drop, drop - half, drop + half, 400)
            for kind, (accuracy, drop) in rows.items()
        ],
        columns=["kind", "accuracy", *with_bounds("accuracy_drop"), "n"],
    )


def test_a_tree_is_shown_only_where_it_beats_its_baseline():
    assert rule_is_better(tree(0.4)) and not rule_is_better(tree(0.04))
    assert not rule_is_better(tree(0.4).query("kind == 'rule'"))
    words = rule_sentence(tree(0.4), {"singular": "image", "plural": "images"})
    for figure in ("60 % of 400 test images", "20 %", "40.0 points (35.0 to 45.0)", "90 %"):
        assert figure in words


def test_importance_of_gradients_is_drawn_on_the_average_image(tmp_path):
    shown_samples(given(), [stored(tmp_path, "hand-crafted")]).save(tmp_path / FILE)
    cells = pd.DataFrame(
        {
            "kind": "gradient_cell",
            "features": [
                f"hog:hog_{r}_{c}_00_0; hog:hog_{r}_{c}_00_1" for r, c in np.ndindex(8, 8)
            ],
            "accuracy_drop": np.where(np.arange(64) == 19, 0.25, -0.01),
        }
    )
    svg = importance_on_image(cells, tmp_path)
    assert "most, 25.0 points, in row 2, column 3" in svg and "points lost" in svg
    assert importance_on_image(cells.iloc[:0], tmp_path) == ""
    flat = importance_on_image(cells.assign(accuracy_drop=0.0), tmp_path)
    assert "no cell costs accuracy" in flat

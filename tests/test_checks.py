from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study
from sklearn.neighbors import KNeighborsClassifier

from craftbench.analyses.accuracy.checks import UNDECIDED, checks
from craftbench.analyses.study import Study
from craftbench.config.analyses import AnalysisSettings, CheckSettings
from craftbench.protocol.duplicates import exact_duplicates, flattened, nearest

ARMS = {"majority": BASELINE, "good": HAND_CRAFTED, "bad": LEARNED}
ACCURACIES = {"majority": {50: 0.4}, "good": {50: 0.9}, "bad": {50: 0.3}}


def study_with_values(groups: int | None = 30) -> Study:
    """Images of noise around a mean that follows the class."""
    study = simulated_study(ACCURACIES, ARMS, groups=groups)
    rng = np.random.default_rng(0)
    means = 3 * rng.standard_normal((3, 8, 8))
    code = np.searchsorted(["a", "b", "c"], study.samples["label"])
    values = means[code] + 4 * rng.standard_normal((len(code), 8, 8))
    return replace(study, values=values.astype(np.float32))


def by_name(study: Study):
    return checks(study).set_index(["check", "arm"])


def test_a_sound_study_passes():
    found = by_name(study_with_values())
    for name in ("same_group", "duplicates", "near_duplicates"):
        assert found.loc[(name, ""), "value"] == 0 and found.loc[(name, ""), "passed"] is True, name
    assert found.loc[("accuracy_within_recalls", "good"), "passed"]
    assert found.loc[("above_majority_floor", "good"), "passed"]
    assert found.loc[("above_majority_floor", "bad"), "passed"] in (False, UNDECIDED)
    assert "passed" in found and found.loc["majority_floor", "value"].iloc[0] < 0.5


@pytest.mark.parametrize(
    ("accuracy", "groups", "expected"),
    [(0.9, 30, True), (0.1, 30, False), (0.42, 6, UNDECIDED), (0.34, 6, UNDECIDED)],
)
def test_the_floor_decides_only_where_the_interval_does(accuracy, groups, expected):
    study = simulated_study(ACCURACIES | {"good": {50: accuracy}}, ARMS, groups=groups)
    row = by_name(study).loc[("above_majority_floor", "good")]
    assert row["passed"] == expected
    assert (row["value_low"] <= 0 < row["value_high"]) == (expected == UNDECIDED)
    assert by_name(study).loc[("above_majority_floor", "majority"), "passed"] is pd.NA


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_a_leaked_sample_is_found(noise):
    study = study_with_values()
    values = study.values.copy()
    values[703] = values[12] + noise * np.random.default_rng(0).standard_normal((8, 8))
    found = by_name(replace(study, values=values))
    name = "near_duplicates" if noise else "duplicates"
    row = found.loc[(name, "")]
    assert row["passed"] is False
    assert row["value"] == pytest.approx(1 / row["n"]) and "703" in row["note"]


def test_a_wider_search_for_near_duplicates_flags_no_fewer_samples():
    study = study_with_values()
    found = []
    for near in (0.01, 0.6, 0.99):
        checked = AnalysisSettings(checks=CheckSettings(near=near))
        row = by_name(replace(study, settings=checked)).loc[("near_duplicates", "")]
        assert f"under {100 * near:g} %" in row["expected"]
        found.append(row["value"])
    assert found == sorted(found) and found[0] < found[-1]


def test_a_shared_group_is_found():
    study = study_with_values()
    samples = study.samples.copy()
    samples.loc[samples["group"] == "t3", "group"] = "p0"
    row = by_name(replace(study, samples=samples)).loc[("same_group", "")]
    assert row["value"] == pytest.approx(1 / 30, rel=0.1) and row["passed"] is False


def test_nearest_neighbour_is_that_of_scikit_learn():
    study = study_with_values(groups=None)
    flat = study.values.reshape(len(study.values), -1)
    pool = (study.samples["role"] == "pool").to_numpy()
    labels = study.samples["label"].to_numpy()
    expected = (
        KNeighborsClassifier(1).fit(flat[pool], labels[pool]).score(flat[~pool], labels[~pool])
    )
    row = by_name(study).loc[("nearest_neighbour", "")]
    assert row["value"] == pytest.approx(expected)
    assert row["value_low"] < expected < row["value_high"]


def test_projection_keeps_distances():
    values = np.random.default_rng(0).standard_normal((50, 40, 40)).astype(np.float32)
    rows = np.arange(50)
    flat, projected = (flattened(values, rows, width, 0) for width in (1600, 400))
    assert projected.shape == (50, 400)
    ratio = np.linalg.norm(projected[1:] - projected[0], axis=1)
    ratio /= np.linalg.norm(flat[1:] - flat[0], axis=1)
    assert np.abs(ratio - 1).max() < 0.15
    found = nearest(flat[:5] + 0.01, flat)
    assert found.place.tolist() == [0, 1, 2, 3, 4]
    assert found.distance == pytest.approx(0.01 * 40, rel=0.01)


def test_duplicates_are_told_by_content():
    values = np.zeros((4, 3), np.uint16)
    values[1], values[3] = 1, [0, 0, 1]
    rows = exact_duplicates(values, np.array([0, 1]), np.array([2, 3]))
    assert rows.tolist() == [2]


def test_what_cannot_be_checked_says_why():
    found = by_name(simulated_study(ACCURACIES, ARMS))
    assert found.loc[("duplicates", ""), "note"] == "the samples were not given"
    assert found.loc[("same_group", ""), "note"] == "the samples have no groups"
    assert np.isnan(found.loc[("same_group", ""), "value"])

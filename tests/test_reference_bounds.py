"""Published scores and counts that `verify` expects are those of cards that run."""

from pathlib import Path

import pytest

from craftbench.analyses.read import read_table
from craftbench.analyses.reference.bounds import compare_scores
from craftbench.config.configuration import read_config
from craftbench.config.of_run import joined

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
SCORES, COUNTS = (read_table(REFERENCE / f"{name}.csv") for name in ("accuracy", "datasets"))
CONFIGURATIONS = ([], [Path("config/full.yaml")], [Path("config/published.yaml")])
CARDS = {
    name: card
    for files in CONFIGURATIONS
    for name, card in read_config(joined(files, []))[1].items()
}
"""By name: cards of the shipped configurations, with the sizes that these run."""


@pytest.mark.parametrize("row", SCORES.to_dict("records"), ids=lambda row: row["arm"])
def test_arm_and_training_size_of_a_published_score_run(row):
    card = CARDS[row["dataset"]]
    assert row["arm"] in card.arms
    assert row["training_size"] == card.training_sizes[-1], "accuracy.csv has the largest size"


@pytest.mark.parametrize("dataset", COUNTS["dataset"].unique())
def test_published_counts_are_of_every_class_of_both_parts(dataset):
    rows = COUNTS[COUNTS["dataset"] == dataset]
    found = sorted(zip(rows["role"], rows["class"], strict=True))
    assert found == sorted((r, c) for r in ("pool", "test") for c in CARDS[dataset].classes)


def test_a_mean_of_equal_scores_that_is_rounded_is_within_equal_bounds():
    rows = SCORES[SCORES["lowest"] == SCORES["highest"]]
    assert len(rows)
    mean = (rows["lowest"] + rows["lowest"] + rows["lowest"]) / 3
    assert (mean != rows["lowest"]).any()
    found = rows[["dataset", "arm", "training_size"]].assign(accuracy=mean)
    assert compare_scores(found, rows, set(rows["dataset"])).agrees
    assert not compare_scores(found.assign(accuracy=mean + 1e-6), rows, set(rows["dataset"])).agrees

"""The family of arms whose filters are fixed, in the contest and in the tables."""

import pytest
from pydantic import ValidationError
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.accuracy import accuracy
from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.verdict.verdict import verdict
from craftbench.config.arms import FAMILIES, Arm
from craftbench.config.budget import candidates_of_arms
from craftbench.report.plot_style import FAMILY_COLOUR
from models import MODELS, Model

FIXED_FILTER = {"representation": ["pixels"], "model": "filters"}
ARMS = {"hand": HAND_CRAFTED, "fixed": FIXED_FILTER, "net": LEARNED}
PUBLISHED = {**HAND_CRAFTED, "family": "published"}


@pytest.fixture
def study(monkeypatch):
    filters = Model("m", "filters", "classifier", ("image",), fixed_filter=True)
    monkeypatch.setitem(MODELS, "filters", filters)
    curves = {
        "hand": {50: 0.7, 450: 0.7},
        "fixed": {50: 0.6, 450: 0.95},
        "net": {50: 0.5, 450: 0.8},
    }
    return simulated_study(curves, ARMS, n_test=2000)


def test_an_arm_with_fixed_filters_has_its_own_family(study):
    families = [study.contest.family(arm) for arm in ARMS]
    assert families == ["hand-crafted", "fixed-filter", "learned"]


def test_verdict_chooses_among_all_families(study):
    found = verdict(study).set_index("training_size")
    assert (found["best_fixed_filter"] == "fixed").all()
    assert found.loc[50, "choice"] == "hand-crafted" and found.loc[50, "rival_arm"] == "fixed"
    assert found.loc[450, "choice"] == "fixed-filter" and found.loc[450, "rival_arm"] == "net"


def test_a_fixed_filter_arm_can_overtake_the_hand_crafted_one(study):
    found = crossing(study).set_index("family")
    assert found.index.tolist() == ["fixed-filter", "learned"]
    assert 50 < found.loc["fixed-filter", "crossing"] < found.loc["learned", "crossing"] < 450


def test_a_published_recipe_is_shown_but_never_selected():
    curves = {"hand": {50: 0.7}, "net": {50: 0.8}, "recipe": {50: 0.95}}
    study = simulated_study(curves, {"hand": HAND_CRAFTED, "net": LEARNED, "recipe": PUBLISHED})
    assert "recipe" not in study.selection.arms(50).values()
    row = verdict(study).iloc[0]
    assert {row["arm"], row["rival_arm"]} == {"hand", "net"}
    families = accuracy(study).set_index("arm")["family"]
    assert families["recipe"] == "published"


def test_a_published_recipe_is_not_tuned():
    study = simulated_study({"recipe": {50: 0.9}}, {"hand": HAND_CRAFTED, "recipe": PUBLISHED})
    counts = candidates_of_arms(study.contest, 8)
    assert counts["recipe"] == 1 and counts["hand"] == 8


def test_only_a_published_recipe_has_class_weights_of_its_own():
    study = simulated_study(
        {"recipe": {50: 0.9}},
        {"hand": HAND_CRAFTED, "recipe": {**PUBLISHED, "class_weights": "balanced"}},
    )
    assert study.contest.weighting("recipe") == "balanced"
    assert study.contest.weighting("hand") == study.contest.class_weights
    with pytest.raises(ValidationError, match="only arms with `family: published`"):
        Arm.model_validate({**HAND_CRAFTED, "class_weights": "balanced"})


def test_an_arm_without_a_family_of_its_own_is_written_as_before():
    """Finished runs depend on the settings of an arm."""
    assert not {"family", "class_weights"} & set(Arm.model_validate(HAND_CRAFTED).model_dump())


def test_every_family_has_a_colour():
    assert {*FAMILIES, "published"} < set(FAMILY_COLOUR)
    assert len(set(FAMILY_COLOUR.values())) == len(FAMILY_COLOUR)


def test_a_model_of_samples_cannot_follow_a_network(study):
    with pytest.raises(ValidationError, match="filters takes image"):
        Arm.model_validate({"representation": ["pixels"], "latent": "lenet5", "model": "filters"})

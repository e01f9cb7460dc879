"""The family of arms whose filters are fixed, in the contest and in the tables."""

import pytest
from pydantic import ValidationError
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.verdict.verdict import verdict
from craftbench.config.arms import FAMILIES, Arm
from craftbench.report.plot_style import FAMILY_COLOUR
from models import MODELS, Model

FIXED_FILTER = {"representation": ["pixels"], "model": "filters"}
ARMS = {"hand": HAND_CRAFTED, "fixed": FIXED_FILTER, "net": LEARNED}


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


def test_every_family_has_a_colour():
    assert set(FAMILIES) < set(FAMILY_COLOUR)
    assert len(set(FAMILY_COLOUR.values())) == len(FAMILY_COLOUR)


def test_a_model_of_samples_cannot_follow_a_network(study):
    with pytest.raises(ValidationError, match="filters takes image"):
        Arm.model_validate({"representation": ["pixels"], "latent": "lenet5", "model": "filters"})

import numpy as np
import pytest

from craftbench.runs.fitting import Fitting
from craftbench.runs.tuning import Part, search
from craftbench.stats.primary_metric import ACCURACY
from models import MODELS
from models.classical import fit_classifier
from models.search_space import SearchRange, candidate_settings


@pytest.mark.parametrize("name", [name for name in MODELS if MODELS[name].space])
def test_defaults_come_first_and_larger_budgets_contain_smaller_ones(name):
    space = MODELS[name].space
    settings = candidate_settings(space, 8)
    assert settings[0] == {}
    assert len(settings) == 8 == len({str(setting) for setting in settings})
    assert candidate_settings(space, 3) == settings[:3]
    assert candidate_settings(space, 1) == [{}]
    for setting in settings[1:]:
        assert all(r.low <= setting[r.name] <= r.high for r in space)


def test_only_these_models_have_nothing_to_search():
    assert {name for name in MODELS if not MODELS[name].space} == {
        "majority",
        "linear_discriminants",
        "linear_discriminants_of_leads",
        "svm_product_mondejar",
    }


def test_values_are_spread_on_a_logarithmic_scale():
    assert SearchRange("c", 0.01, 100).value(0.5) == 1
    assert SearchRange("leaf", 1, 16, whole=True).value(0.5) == 4
    assert isinstance(SearchRange("leaf", 1, 16, whole=True).value(0.4), int)


@pytest.mark.parametrize("name", ["logistic_regression", "rbf_svm", "random_forest"])
def test_every_candidate_of_a_classifier_can_be_fitted(name):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 3)), rng.integers(0, 2, 40)
    for setting in candidate_settings(MODELS[name].space, 4):
        estimator = MODELS[name].build(0, x.shape, **setting)
        assert fit_classifier(estimator, x, y, 2).probabilities(x).shape == (40, 2)


class Threshold:
    """Says 1 above a threshold: what is right is known."""

    parameters = 1

    def __init__(self, threshold):
        self.threshold = threshold

    def probabilities(self, x):
        above = x[:, 0] > self.threshold
        return np.column_stack([~above, above]).astype(float)

    @property
    def training_facts(self):
        return {"ended": "solved"}


def threshold_fitter(asked):
    def fit(given):
        asked.append((given.setting.get("threshold", 0.5), given.name, given.seed))
        return Threshold(given.setting.get("threshold", 0.5)), None

    return fit


def part_with(threshold, tested=0.4, rows=slice(None)):
    x = np.linspace(0, 1, 101)[:, None]
    y = (x[:, 0] > threshold).astype(int)
    return Part((x, y), (x[rows], y[rows]), lambda: (x, (x[:, 0] > tested).astype(int)))


GIVEN = Fitting(part_with(0.5).train, None, 7, "9-0")


def test_choice_is_by_validation_only_and_the_first_of_equals_is_taken():
    asked = []
    settings = [{"threshold": value} for value in (0.2, 0.4, 0.7, 0.7001)]
    found = search(threshold_fitter(asked), settings, [part_with(0.7)], GIVEN, ACCURACY)
    assert found.chosen.setting == {"threshold": 0.7}
    assert found.tried["validation_score"].idxmax() == 2
    assert found.tried["validation_score"].max() == 1 == found.tried["test_score"][1]
    assert found.tried["setting"][1] == "threshold=0.4"
    assert len({name for _, name, _ in asked}) == 4, "each training has logs of its own"


def test_one_candidate_is_fitted_once():
    asked = []
    found = search(threshold_fitter(asked), [{}], [part_with(0.7)], GIVEN, ACCURACY)
    assert asked == [(0.5, "9-0", 7)]
    assert found.tried.empty


def test_predictions_of_all_folds_are_scored_together():
    asked = []
    # The first fold alone would prefer 0.2, the second, larger one 0.7.
    folds = [part_with(0.205, rows=slice(0, 90, 10)), part_with(0.705)]
    settings = [{"threshold": 0.205}, {"threshold": 0.705}]
    found = search(threshold_fitter(asked), settings, folds, GIVEN, ACCURACY)
    assert found.chosen.setting == {"threshold": 0.705}
    assert [len(one) for one in found.chosen.probabilities] == [9, 101]
    assert len(asked) == len({name for _, name, _ in asked}) == 4
    assert found.tried["validation_score"][1] == pytest.approx((101 + 4) / 110)

import numpy as np
import pytest

from craftbench.runs.fitting import Fitting
from craftbench.runs.tuning import fit_tuned
from models import MODELS
from models.classical import fit_classifier
from models.search_space import SearchRange, candidate_settings


@pytest.mark.parametrize("name", [name for name in MODELS if name != "majority"])
def test_defaults_come_first_and_larger_budgets_contain_smaller_ones(name):
    space = MODELS[name].space
    settings = candidate_settings(space, 8)
    assert settings[0] == {}
    assert len(settings) == 8 == len({str(setting) for setting in settings})
    assert candidate_settings(space, 3) == settings[:3]
    assert candidate_settings(space, 1) == [{}]
    for setting in settings[1:]:
        assert all(r.low <= setting[r.name] <= r.high for r in space)


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


def test_choice_is_by_validation_only_and_the_first_of_equals_is_taken():
    asked = []

    def fit(given):
        asked.append((given.setting["threshold"], given.name))
        return Threshold(given.setting["threshold"]), None

    x = np.linspace(0, 1, 101)[:, None]
    train, validation = (x, (x[:, 0] > 0.2).astype(int)), (x, (x[:, 0] > 0.7).astype(int))
    settings = [{"threshold": value} for value in (0.2, 0.4, 0.7, 0.7001)]
    tested = (x, (x[:, 0] > 0.4).astype(int))
    given = Fitting(train, validation, 0, "9-0")
    tuned = fit_tuned(fit, settings, given, tested, "none", 2)
    assert tuned.setting == {"threshold": 0.7}
    assert tuned.fitted.threshold == 0.7
    assert tuned.tried["validation_score"].idxmax() == 2
    assert tuned.tried["validation_score"].max() == 1 == tuned.tried["test_score"][1]
    assert tuned.tried["setting"][1] == "threshold=0.4"
    assert len({name for _, name in asked}) == 5, "each training has logs of its own"
    assert asked[-1] == (0.7, "9-0")


def test_one_candidate_is_fitted_once_as_ever():
    asked = []

    def fit(given):
        asked.append((given.seed, given.name, given.setting))
        return Threshold(0.5), None

    part = (np.zeros((2, 1)), np.zeros(2, int))
    given = Fitting(part, part, 7, "9-0")
    tuned = fit_tuned(fit, [{}], given, part, "none", 2)
    assert asked == [(7, "9-0", {})]
    assert tuned.seconds == 0
    assert tuned.tried.empty

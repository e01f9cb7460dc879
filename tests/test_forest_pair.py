"""The mean of a forest on the last feature set and one on the others."""

import numpy as np
import pytest

from models import MODELS
from models.classical import fit_classifier, random_forest
from models.forest_pair import ForestPair, forest_pair


@pytest.fixture(scope="module")
def two_sets():
    """Three classes; the first two columns tell 0 from the others, the third 2 from the others."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [120, 60, 60])
    x = rng.normal(size=(240, 3))
    return x + np.stack([2.0 * (y == 0), 0 * y, 3.0 * (y == 2)], axis=1), y


def test_probabilities_are_the_mean_of_a_forest_on_the_last_set_and_one_on_the_others(two_sets):
    x, y = two_sets
    fitted = fit_classifier(forest_pair(5, x.shape, parts=[1, 1, 1]), x, y, 3, "sqrt")
    each = [
        fit_classifier(random_forest(5, part.shape), part, y, 3, "sqrt").probabilities(part)
        for part in (x[:, :2], x[:, 2:])
    ]
    np.testing.assert_allclose(fitted.probabilities(x), np.mean(each, axis=0), atol=1e-6)
    assert np.mean(fitted.estimator.predict(x) == y) > 0.95
    assert fitted.parameters == sum(
        fit_classifier(random_forest(5, part.shape), part, y, 3, "sqrt").parameters
        for part in (x[:, :2], x[:, 2:])
    )


def test_the_model_is_given_its_feature_sets_and_can_be_tuned():
    model = MODELS["forest_pair"]
    assert model.by_feature_set
    assert {one.name for one in model.space} == {"leaf", "tried"}
    assert model.build(0, (9, 5), parts=[2, 2, 1], leaf=3).last == 1


@pytest.mark.parametrize("last", [0, 3])
def test_one_feature_set_is_no_pair(two_sets, last):
    with pytest.raises(ValueError, match=f"two feature sets or more: the last has {last} of 3"):
        ForestPair(last).fit(*two_sets)

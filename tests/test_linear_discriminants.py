import numpy as np
import pytest

from models import MODELS
from models.classical import fit_classifier
from models.linear_discriminants import LinearDiscriminants


@pytest.fixture
def unbalanced():
    """Two overlapping classes in two parts, 20 times as many samples of the first."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [2000, 100])
    return rng.normal(size=(2100, 4)) + y[:, None], y


def test_priors_are_equal_whatever_the_shares_of_the_classes(unbalanced):
    x, y = unbalanced
    predicted = LinearDiscriminants().fit(x, y).predict(x)
    recalls = [np.mean(predicted[y == k] == k) for k in (0, 1)]
    assert min(recalls) > 0.75


def test_parts_are_multiplied(unbalanced):
    x, y = unbalanced
    both = LinearDiscriminants(parts=2).fit(x, y).predict_proba(x)
    first, second = (
        LinearDiscriminants().fit(x[:, c], y).predict_proba(x[:, c]) for c in ([0, 1], [2, 3])
    )
    product = first * second
    np.testing.assert_allclose(both, product / product.sum(axis=1, keepdims=True), atol=1e-9)


def test_a_repeated_column_does_no_harm(unbalanced):
    x, y = unbalanced
    repeated = np.hstack([x, x[:, :1], np.zeros((len(x), 1))])
    found = LinearDiscriminants().fit(repeated, y).predict(repeated)
    assert np.mean(found == LinearDiscriminants().fit(x, y).predict(x)) > 0.99


def test_columns_that_cannot_be_divided_are_refused(unbalanced):
    x, y = unbalanced
    with pytest.raises(ValueError, match="3 features cannot be divided into 2"):
        LinearDiscriminants(parts=2).fit(x[:, :3], y)


def test_weights_of_classes_change_nothing(unbalanced):
    x, y = unbalanced
    build = MODELS["linear_discriminants"].build
    plain, weighted = (fit_classifier(build(0, x.shape), x, y, 2, w) for w in ("none", "balanced"))
    np.testing.assert_array_equal(plain.probabilities(x), weighted.probabilities(x))
    assert plain.parameters == 4 + 1

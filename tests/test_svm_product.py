"""Late fusion of support vector machines by the product rule."""

import numpy as np
import pandas as pd
import pytest

from craftbench.runs.arm import ArmData
from models import MODELS
from models.classical import fit_classifier
from models.svm_product import SupportVectorProduct


@pytest.fixture(scope="module")
def two_sets():
    """Three classes; the first two columns tell 0 from the others, the third 2 from the others."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [300, 100, 100])
    x = rng.normal(size=(500, 3))
    return x + np.stack([2.0 * (y == 0), 0 * y, 3.0 * (y == 2)], axis=1), y


def test_probabilities_are_the_normalised_product_of_the_machines(two_sets):
    x, y = two_sets
    both = SupportVectorProduct([2, 1]).fit(x, y)
    first, second = (
        m.predict_proba(p) for m, p in zip(both.machines, (x[:, :2], x[:, 2:]), strict=True)
    )
    product = first * second
    found = both.predict_proba(x)
    np.testing.assert_allclose(found, product / product.sum(axis=1, keepdims=True), atol=1e-9)
    assert np.mean(both.predict(x) == y) > max(
        np.mean(p.argmax(axis=1) == y) for p in (first, second)
    )


def test_one_part_is_one_machine(two_sets):
    x, y = two_sets
    build = MODELS["svm_product"].build
    product = fit_classifier(build(0, x.shape), x, y, 3).estimator
    machine = fit_classifier(MODELS["rbf_svm"].build(0, x.shape), x, y, 3).estimator
    np.testing.assert_array_equal(product.predict(x), machine.predict(x))


def test_drawn_samples_keep_the_weight_of_their_class(two_sets):
    _, y = two_sets
    rows, weight = SupportVectorProduct([3], most=50)._drawn(y, np.where(y == 0, 1.0, 3.0))
    assert np.bincount(y[rows]).tolist() == [50, 50, 50]
    np.testing.assert_allclose(np.bincount(y[rows], weight), [300, 300, 300])


def test_parts_must_add_up(two_sets):
    with pytest.raises(ValueError, match="parts of 2, 2 columns, but 3 features"):
        SupportVectorProduct([2, 2]).fit(*two_sets)


def test_parts_are_the_feature_sets_of_the_arm():
    data = ArmData((np.zeros((1, 3)),), pd.DataFrame(), ["a:x", "a:y", "b:x"], (1,))
    assert data.columns_of_sets == [2, 1]

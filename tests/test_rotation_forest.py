"""Rotation forest: its rotations, what they are good for, and how it is stored."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from craftbench.runs.load_model import load_classifier
from models import MODELS
from models.classical import fit_classifier
from models.rotation_forest import draw_rotation, rotation_forest


def oblique(n: int, d: int = 12, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two classes on both sides of a plane that is oblique to all axes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)).astype(np.float32)
    return x, (x @ np.random.default_rng(9).normal(size=d) > 0).astype(int)


@pytest.mark.parametrize(("d", "size"), [(1, 1), (2, 2), (7, 3), (12, 3), (13, 5)])
def test_every_feature_is_rotated_and_no_length_changes(d, size):
    x, y = oblique(40, d)
    rotation = draw_rotation(x, y, size, np.random.default_rng(0))
    assert set(rotation.order.ravel()) == set(range(d))
    assert all(len(set(one)) == size for one in rotation.order)
    unit = rotation.axes.transpose(0, 2, 1) @ rotation.axes
    np.testing.assert_allclose(unit, np.broadcast_to(np.eye(size), unit.shape), atol=1e-5)
    lengths = (rotation(x).reshape(len(x), -1, size) ** 2).sum(axis=2)
    np.testing.assert_allclose(lengths, (x[:, rotation.order] ** 2).sum(axis=2), rtol=1e-4)


def test_axes_are_principal_components_of_some_samples():
    line = np.random.default_rng(0).normal(size=(400, 1)) * [1.0, 2.0, -2.0]
    x = (line + 0.01 * np.random.default_rng(1).normal(size=line.shape)).astype(np.float32)
    rotation = draw_rotation(x, np.arange(400) % 2, 3, np.random.default_rng(0))
    first = rotation.axes[0][:, -1] * np.sign(rotation.axes[0][0, -1])
    expected = np.array([1.0, 2.0, -2.0])[rotation.order[0]] / 3
    np.testing.assert_allclose(np.abs(first), np.abs(expected), atol=0.02)


def test_oblique_borders_suit_it_better_than_a_random_forest():
    (x, y), (x_test, y_test) = oblique(300), oblique(1000, seed=1)
    plain = RandomForestClassifier(200, random_state=0).fit(x, y)
    rotated = rotation_forest(0, x.shape).fit(x, y)
    assert (rotated.predict(x_test) == y_test).mean() > (plain.predict(x_test) == y_test).mean()


def test_it_loads_without_pickle(tmp_path):
    x, y = oblique(60)
    y = np.where(y == 1, 2, 0)
    fitted = fit_classifier(MODELS["rotation_forest"].build(0, x.shape), x, y, 3, "balanced")
    probabilities = fitted.probabilities(x)
    assert (probabilities.argmax(axis=1) == y).all() and not probabilities[:, 1].any()
    assert fitted.parameters > 200 * 12
    fitted.save(tmp_path / "model.skops")
    _, stored = load_classifier(tmp_path / "model.skops", 3)
    np.testing.assert_array_equal(stored(x), probabilities)


def test_the_seed_decides_and_constant_features_do_no_harm():
    x, y = oblique(50)
    x[:, :4] = 0
    first, same, other = (
        rotation_forest(seed, x.shape).fit(x, y).predict_proba(x + 0.3) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_a_single_class_and_larger_leaves():
    x, y = oblique(50)
    assert (rotation_forest(0, x.shape).fit(x, np.zeros(50, int)).predict_proba(x) == 1).all()
    fine, coarse = (rotation_forest(0, x.shape, leaf=n).fit(x, y).parameters for n in (1, 10))
    assert coarse < fine

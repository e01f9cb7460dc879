"""MultiRocket: what its poolings measure, and what its features depend on."""

import numpy as np
import pytest
from test_minirocket import signals, two_classes

from craftbench.runs.load_model import load_classifier
from models import MODELS
from models.classical import fit_classifier
from models.multirocket import BIASES, MultiRocket, longest_run, multirocket, pooled

FEATURES = 49_728


def runs(above: np.ndarray) -> list[int]:
    """Longest run of each column, written out."""
    words = ("".join("x" if one else " " for one in column).split() for column in above.T)
    return [max(map(len, found), default=0) for found in words]


@pytest.mark.parametrize("length", [1, 7, 400, 40_000])
def test_longest_runs_are_those_counted_by_hand(length):
    above = np.random.default_rng(length).random((length, 6)) < [0, 0.3, 0.5, 0.8, 0.99, 1]
    np.testing.assert_array_equal(longest_run(above), runs(above))


def test_poolings_of_a_signal_counted_by_hand():
    values = np.array([[0, 3, 0, 0, 2, 4, 0, 0], [0] * 8], np.float32).T
    share, excess, place, longest = pooled(values, 1.0)
    np.testing.assert_allclose(share, [3 / 8, 0])
    np.testing.assert_allclose(excess, [(2 + 1 + 3) / 3, 0])
    np.testing.assert_allclose(place, [(1 + 4 + 5) / 3, -1], rtol=1e-6)
    np.testing.assert_allclose(longest, [2, 0])


def test_reversed_time_mirrors_the_place_and_nothing_else():
    values = np.random.default_rng(0).normal(size=(50, 20)).astype(np.float32)
    share, excess, place, longest = pooled(values, 0.3)
    mirrored = pooled(values[::-1], 0.3)
    np.testing.assert_allclose(mirrored, [share, excess, 49 - place, longest], rtol=1e-4)


def test_features_of_two_forms_by_four_poolings():
    x = signals(n=6)
    found = MultiRocket(0).fit(x)(x)
    assert found.shape == (6, FEATURES) and FEATURES == 2 * 4 * BIASES
    assert found.dtype == np.float32 and np.isfinite(found).all()


def test_an_offset_does_not_reach_the_features_of_the_difference():
    x = signals(n=5)
    transform = MultiRocket(0).fit(x)
    change = np.abs(transform(x + 4) - transform(x)).reshape(5, 2, -1).max(axis=2)
    assert (change[:, 1] < 1e-2).all() and (change[:, 0] > 1).all()


def test_a_sample_has_the_same_features_in_any_company():
    x = signals(n=70, length=2000)
    transform = MultiRocket(0).fit(x[:5])
    np.testing.assert_allclose(transform(x)[60:62], transform(x[60:62]), rtol=1e-4, atol=1e-4)


def test_the_seed_and_the_training_part_decide():
    x, _ = two_classes()
    first, same, other = (np.concatenate(MultiRocket(s).fit(x).biases) for s in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("leads", [1, 3])
def test_it_learns_and_loads_without_pickle(leads, tmp_path):
    x, y = two_classes(80, leads)
    fitted = fit_classifier(MODELS["multirocket"].build(0, x[:40].shape), x[:40], y[:40], 2)
    probabilities = fitted.probabilities(x[40:])
    assert (probabilities.argmax(axis=1) == y[40:]).mean() > 0.9
    assert fitted.parameters == 2 * FEATURES + 2 + 1 + 2 * BIASES
    fitted.save(tmp_path / "model.skops")
    _, stored = load_classifier(tmp_path / "model.skops", 2)
    np.testing.assert_array_equal(stored(x[40:]), probabilities)


def test_too_short_a_signal_is_told():
    with pytest.raises(ValueError, match="at least 10 values, found 9"):
        multirocket(0, (10, 9, 1))

"""MiniRocket: its convolutions, its pooling, and what its features depend on."""

import numpy as np
import pytest

from craftbench.runs.load_model import load_classifier
from models import MODELS
from models.classical import fit_classifier
from models.dilated_kernels import (
    KERNELS,
    TAPS,
    Combination,
    Dilated,
    combinations_of,
    dilations,
    share_of,
)
from models.minirocket import FEATURES, MiniRocket, minirocket


def signals(n: int = 12, length: int = 60, leads: int = 1, seed: int = 0) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(size=(n, length, leads))
    return steps.cumsum(axis=1).astype(np.float32)


def two_classes(n: int = 40, leads: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Sines of two frequencies with random phases, in noise."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 2
    phase = rng.uniform(0, 2 * np.pi, (n, 1, leads))
    t = np.arange(64)[None, :, None]
    x = np.sin(t * np.where(y == 1, 0.5, 0.35)[:, None, None] + phase)
    return (x + 0.3 * rng.normal(size=x.shape)).astype(np.float32), y


def test_there_are_84_kernels_whose_weights_sum_to_zero():
    assert len(set(KERNELS)) == 84
    assert all(3 * 2 - (TAPS - 3) == 0 and len(kernel) == 3 for kernel in KERNELS)


@pytest.mark.parametrize("kernel", [0, 17, 83])
@pytest.mark.parametrize("dilation", [1, 5])
def test_convolution_is_that_of_the_written_out_kernel(kernel, dilation):
    x = signals(n=3)
    weights = np.full(TAPS, -1.0)
    weights[list(KERNELS[kernel])] = 2
    dilated = np.zeros((TAPS - 1) * dilation + 1)
    dilated[::dilation] = weights
    for padded, mode in ((True, "same"), (False, "valid")):
        part = Combination(kernel, dilation, padded, slice(0, 1))
        found = Dilated(x, dilation).convolved(part, np.array([True]))
        expected = [np.correlate(one[:, 0], dilated, mode) for one in x]
        np.testing.assert_allclose(found.T, expected, atol=1e-4)


def test_a_kernel_sees_the_sum_of_its_leads():
    x, part = signals(leads=3), Combination(40, 2, True, slice(0, 1))
    together = Dilated(x, 2).convolved(part, np.array([True, False, True]))
    summed = Dilated(x[..., [0]] + x[..., [2]], 2).convolved(part, np.array([True]))
    np.testing.assert_allclose(together, summed, atol=1e-4)


@pytest.mark.parametrize("length", [3, 255, 700])
def test_shares_of_long_signals_are_counted_too(length):
    values = np.random.default_rng(0).normal(size=(length, 5)).astype(np.float32)
    np.testing.assert_allclose(share_of(values > 0.2), (values > 0.2).mean(axis=0), rtol=1e-6)
    assert (share_of(values > -99) == 1).all() and (share_of(values > 99) == 0).all()


@pytest.mark.parametrize("length", [9, 24, 150, 1460])
def test_every_feature_belongs_to_one_dilation_that_fits_into_the_signal(length):
    found = dilations(length, FEATURES // len(KERNELS))
    assert sum(count for _, count in found) * len(KERNELS) == FEATURES
    assert all((TAPS - 1) * dilation + 1 <= length for dilation, _ in found)
    assert found[0][0] == 1


def test_features_are_shares_and_their_quantiles_spread():
    x = signals(leads=2)
    found = MiniRocket(0).fit(x)(x)
    assert found.shape == (len(x), 9_996) and found.dtype == np.float32
    assert found.min() >= 0 and found.max() <= 1
    assert 0.4 < found.mean() < 0.6


def test_features_without_padding_ignore_a_shift_of_the_signal():
    x = signals()
    transform = MiniRocket(0).fit(x)
    whole = [part.features for part in combinations_of(x.shape[1], FEATURES) if not part.padded]
    columns = np.concatenate([np.arange(FEATURES)[each] for each in whole])
    found, shifted = transform(x)[:, columns], transform(x + 4)[:, columns]
    assert np.abs(found - shifted).mean() < 1e-3


def test_a_sample_has_the_same_features_in_any_company():
    x = signals(n=200, length=2000)
    transform = MiniRocket(0).fit(x[:5])
    np.testing.assert_array_equal(transform(x)[150:153], transform(x[150:153]))


def test_the_seed_and_the_training_part_decide():
    x, y = two_classes()
    first, same, other = (MiniRocket(seed).fit(x).biases for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, MiniRocket(0).fit(2 * x).biases)


@pytest.mark.parametrize("leads", [1, 3])
def test_it_learns_and_loads_without_pickle(leads, tmp_path):
    x, y = two_classes(80, leads)
    fitted = fit_classifier(MODELS["minirocket"].build(0, x[:40].shape), x[:40], y[:40], 2)
    probabilities = fitted.probabilities(x[40:])
    assert (probabilities.argmax(axis=1) == y[40:]).mean() > 0.9
    assert fitted.parameters == 2 * FEATURES + 2 + 1 + FEATURES
    fitted.save(tmp_path / "model.skops")
    _, stored = load_classifier(tmp_path / "model.skops", 2)
    np.testing.assert_array_equal(stored(x[40:]), probabilities)


def test_too_short_a_signal_is_told():
    with pytest.raises(ValueError, match="at least 9 values, found 8"):
        minirocket(0, (10, 8, 1))

"""Stuck samples are those in runs of one value of at least 0.2 s."""

import numpy as np
import pytest

from features.usable_signal import stuck_samples


@pytest.mark.parametrize("fs", [100.0, 128.0, 333.33, 360.0])
def test_runs_of_any_length_anywhere(fs):
    rng = np.random.default_rng(0)
    lengths = np.concatenate([[90], rng.integers(1, 90, 200), [90]])
    signal = np.repeat(np.arange(len(lengths)) % 7, lengths).astype(float)
    expected = np.repeat(lengths >= 0.2 * fs, lengths)
    np.testing.assert_array_equal(stuck_samples(signal, fs), expected)


@pytest.mark.parametrize("samples", [0, 1, 5])
def test_shorter_signals_are_not_stuck(samples):
    assert not stuck_samples(np.zeros(samples), 250.0).any()

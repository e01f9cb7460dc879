"""Running means and maxima equal those of the definition."""

import numpy as np
import pytest

from features.running import running_maximum, running_mean


@pytest.mark.parametrize("length", [1, 3, 19, 31, 113])
@pytest.mark.parametrize("samples", [1, 5, 400])
def test_as_the_mean_and_the_maximum_of_each_window(length, samples):
    values = np.random.default_rng(0).standard_normal(samples)
    extended = np.pad(values, length // 2, mode="edge")
    each = np.lib.stride_tricks.sliding_window_view(extended, length)
    np.testing.assert_allclose(running_mean(values, length), each.mean(axis=1), atol=1e-12)
    np.testing.assert_array_equal(running_maximum(values, length), each.max(axis=1))


def test_a_sample_has_the_same_mean_wherever_the_signal_starts():
    values = 1e6 * np.random.default_rng(1).standard_normal(1000)
    np.testing.assert_array_equal(
        running_mean(values[100:], 31)[15:], running_mean(values, 31)[115:]
    )

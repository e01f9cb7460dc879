"""Windows, medians and sums over neighbouring beats equal those of the definition."""

import numpy as np
import pytest

from features.beat_windows import neighbour_median, neighbour_sum, windows
from features.qrs_bounds import without_qrs
from features.quadratic_spline_wavelet import quadratic_spline_transform


@pytest.mark.parametrize("samples", [1, 20, 500])
@pytest.mark.parametrize(("before", "after"), [(0, 0), (40, 0), (0, 80), (10, 10)])
def test_a_window_beyond_the_signal_repeats_its_end(samples, before, after):
    signal = np.random.default_rng(0).standard_normal((samples, 2))[
        :, 0
    ]  # a column: not contiguous
    centres = np.array([0, samples // 2, samples - 1])
    extended = np.pad(signal, (before, after), mode="edge")
    expected = np.stack([extended[c : c + before + after + 1] for c in centres])
    np.testing.assert_array_equal(windows(signal, centres, before, after), expected)


def test_windows_are_copies():
    signal = np.zeros(100)
    windows(signal, np.array([50, 51]), 5, 5)[:] = 1
    assert not signal.any()


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 60])
@pytest.mark.parametrize("missing", [0.0, 0.5, 1.0])
def test_a_neighbourhood_is_seven_beats_or_all(count, missing):
    rng = np.random.default_rng(1)
    values = np.where(rng.random(count) < missing, np.nan, rng.standard_normal(count))
    first = np.clip(np.arange(count) - 3, 0, max(count - 7, 0))
    around = [values[begin : begin + 7] for begin in first]
    known = [one[np.isfinite(one)] for one in around]
    median = [np.median(one) if len(one) else np.nan for one in known]
    np.testing.assert_array_equal(neighbour_median(values, 3), median)
    rows = rng.standard_normal((count, 2))
    total = [rows[begin : begin + 7].sum(axis=0) for begin in first]
    np.testing.assert_allclose(neighbour_sum(rows, 3), np.reshape(total, (-1, 2)), atol=1e-12)


def test_scales_are_those_of_the_whole_transform():
    signal = np.random.default_rng(2).standard_normal(50_000)
    every = quadratic_spline_transform(signal)
    np.testing.assert_array_equal(quadratic_spline_transform(signal, scales=(2, 5)), every[[1, 4]])
    part = quadratic_spline_transform(signal[15_000:], scales=(4,))[0]
    np.testing.assert_array_equal(part[100:], every[3, 15_100:])


def test_touching_complexes_are_one_straight_line():
    signal = np.arange(12.0) ** 2
    bare = without_qrs(signal, np.array([1.5, 4.0]), np.array([5.0, 7.5]))
    np.testing.assert_allclose(bare[1:9], np.linspace(signal[1], signal[8], 8))
    np.testing.assert_array_equal(bare[[0, 9, 10, 11]], signal[[0, 9, 10, 11]])

"""The onset of T after an ascending or recovering ST segment."""

import numpy as np
import pytest

from features.landmarks_of_piece import T_WAVE
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.wave_bounds import FirstSlope, ShareOfSlope
from features.wave_slopes import slopes_of

TIME_S = np.arange(500) / 250
PEAK_S, EARLIEST = 1.0, np.array([185])  # the ST segment begins at 0.74 s


def onset_ms(st_segment, rule=T_WAVE.onset):
    """Onset of a T wave of 0.3 mV with an SD of 40 ms, relative to its peak."""
    signal = 0.3 * np.exp(-0.5 * ((TIME_S - PEAK_S) / 0.04) ** 2) + st_segment
    transform = quadratic_spline_transform(signal, scales=(4,))[0]
    slopes = slopes_of(transform)
    last = np.abs(slopes.crossing - PEAK_S * 250).argmin(keepdims=True)
    first = FirstSlope(slopes.top[last], slopes.crossing[last], slopes.height[last])
    return (rule.onset(transform, first, EARLIEST)[0] / 250 - PEAK_S) * 1000


def ascending(mv_per_s):
    return mv_per_s * np.clip(TIME_S - 0.7, 0, None)


@pytest.mark.parametrize("mv_per_s", [0.5, 1.0, 2.0])
def test_an_ascending_st_segment_does_not_move_the_onset(mv_per_s):
    flat = onset_ms(0.0)
    assert -110 < flat < -70
    assert onset_ms(ascending(mv_per_s)) == pytest.approx(flat, abs=12)


def test_a_share_of_the_slope_alone_begins_with_the_st_segment():
    rule = ShareOfSlope(fraction=0.33, longest=80)
    assert onset_ms(ascending(3.0), rule) < onset_ms(0.0, rule) - 100
    assert onset_ms(ascending(3.0)) == pytest.approx(onset_ms(0.0), abs=20)


def test_the_recovery_of_st_before_t_is_not_its_ascent():
    recovery = 0.4 / (1 + np.exp((0.8 - TIME_S) / 0.015))  # as high as T, steeper
    assert onset_ms(recovery) == pytest.approx(onset_ms(0.0), abs=20)

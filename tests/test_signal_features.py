"""Feature sets of signals: names, units, missing values, and what changes them."""

import numpy as np
import pytest

from features import FEATURE_SETS
from features.autocorrelation import autocorrelation, first_below, first_minimum, first_zero
from features.catch22 import CATCH22_COLUMNS, catch22
from features.quant import interval_quantiles, intervals, quant
from features.signal_statistics import signal_statistics

SETS = {"quant": quant, "catch22": catch22, "signal_statistics": signal_statistics}


def walks(n: int = 8, length: int = 100, leads: int = 1, seed: int = 0) -> np.ndarray:
    """Random walks."""
    return np.random.default_rng(seed).normal(size=(n, length, leads)).cumsum(axis=1)


def sine(period: float, length: int = 200) -> np.ndarray:
    return np.sin(2 * np.pi * (np.arange(length) + 0.3) / period)[None, :, None]


@pytest.mark.parametrize("name", SETS)
def test_every_feature_has_a_unit_and_the_leads_do_not_mix(name):
    x = walks(leads=2)
    found = FEATURE_SETS[name].compute(x)
    assert len(found) == len(x) and found.notna().all(axis=None)
    assert all(each.unit for each in FEATURE_SETS[name].describe(list(found)).values())
    alone = SETS[name](x[:, :, [1]])
    second = found[[column for column in found if column.endswith("_1")]]
    np.testing.assert_allclose(second, alone)


@pytest.mark.parametrize("name", SETS)
def test_a_missing_value_makes_its_lead_missing_and_no_other(name):
    x = walks(leads=2)
    whole = SETS[name](x)
    x[3, 50, 1] = np.nan
    found = SETS[name](x)
    missing = found.isna()
    assert missing.loc[3, [column for column in found if column.endswith("_1")]].all()
    assert missing.to_numpy().sum() == len(whole.columns) / 2
    np.testing.assert_allclose(found.drop(index=3), whole.drop(index=3))
    assert list(SETS[name](np.full((2, 100, 1), np.nan))) == list(SETS[name](walks()))


@pytest.mark.parametrize("name", SETS)
def test_a_sample_has_the_same_features_in_any_company(name):
    x = walks(n=700, length=1000)
    np.testing.assert_allclose(
        SETS[name](x).iloc[600:603], SETS[name](x[600:603]), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("name", SETS)
def test_arrays_of_another_shape_and_short_signals_are_told(name):
    with pytest.raises(ValueError, match=r"\(n, T, leads\)"):
        SETS[name](np.zeros((3, 50)))
    with pytest.raises(ValueError, match="at least .* values, found 5"):
        SETS[name](np.zeros((3, 5, 1)))


def test_catch22_has_its_22_names_and_ignores_level_and_size():
    x = walks()
    found = catch22(x)
    assert len(CATCH22_COLUMNS) == 22 == found.shape[1]
    np.testing.assert_allclose(catch22(5 * x - 3), found, atol=1e-6)
    assert catch22(np.full((1, 100, 1), 2.5)).isna().all(axis=None)


def test_catch22_in_reverse_time():
    x = walks()
    found, reverse = catch22(x), catch22(x[:, ::-1])
    np.testing.assert_allclose(reverse["CO_trev_1_num_0"], -found["CO_trev_1_num_0"])
    for name in ("CO_FirstMin_ac", "DN_HistogramMode_5", "SP_Summaries_welch_rect_centroid"):
        np.testing.assert_allclose(reverse[f"{name}_0"], found[f"{name}_0"])
    for sign in "pn":
        name = f"DN_OutlierInclude_{sign}_001_mdrmd_0"
        np.testing.assert_allclose(reverse[name], -found[name], atol=1e-9)


def test_catch22_of_a_sine():
    found = catch22(sine(20)).iloc[0]
    assert found["PD_PeriodicityWang_th0_01_0"] == 20
    assert found["CO_FirstMin_ac_0"] == 10
    assert found["SP_Summaries_welch_rect_centroid_0"] == pytest.approx(2 * np.pi / 20, rel=0.1)
    assert found["SP_Summaries_welch_rect_area_5_1_0"] > 0.95
    assert found["SB_BinaryStats_mean_longstretch1_0"] == 10
    assert found["SB_BinaryStats_diff_longstretch0_0"] == 10


def test_catch22_knows_noise_from_a_walk():
    noise = np.random.default_rng(1).normal(size=(20, 400, 1))
    of_noise, of_walk = (catch22(x).mean() for x in (noise, noise.cumsum(axis=1)))
    assert of_noise["CO_f1ecac_0"] < 1 < 10 < of_walk["CO_f1ecac_0"]
    assert of_noise["SB_MotifThree_quantile_hh_0"] == pytest.approx(np.log(9), abs=0.02)
    assert of_walk["SB_MotifThree_quantile_hh_0"] < 1.5
    area = "SP_Summaries_welch_rect_area_5_1_0"
    assert of_noise[area] == pytest.approx(0.2, abs=0.03) and of_walk[area] > 0.9
    assert of_noise["FC_LocalSimple_mean3_stderr_0"] == pytest.approx((4 / 3) ** 0.5, rel=0.03)


def test_intervals_cover_the_signal_at_every_depth():
    found = list(intervals(96, 6))
    # 1 + 2 + … + 32 intervals, and 1 + 3 + … + 31 between them.
    assert len(found) == 63 + 57
    assert found[:4] == [(0, 96), (0, 48), (48, 96), (24, 72)]
    assert all(0 <= start < end <= 96 for start, end in intervals(96, 6))
    assert all(start < end for length in (2, 8, 23) for start, end in intervals(length, 6))


def test_quantiles_of_an_interval():
    values = np.random.default_rng(0).normal(size=(3, 17))
    found = interval_quantiles(values)
    expected = np.quantile(values, [0, 0.25, 0.5, 0.75, 1], axis=1).T
    np.testing.assert_allclose(found[:, ::2], expected[:, ::2])
    np.testing.assert_allclose(found[:, 1::2], expected[:, 1::2] - values.mean(axis=1)[:, None])
    np.testing.assert_allclose(interval_quantiles(values[:, :3])[:, 0], np.median(values[:, :3], 1))


def test_quant_sees_level_slope_and_frequency_apart():
    x, shifted = walks(), walks() + 7
    found, moved = quant(x), quant(shifted)
    still = [column for column in found if column.startswith(("slope_", "bend_"))]
    np.testing.assert_allclose(moved[still], found[still], atol=1e-9)
    np.testing.assert_allclose(moved["signal_a0to100_0_0"], found["signal_a0to100_0_0"] + 7)
    np.testing.assert_allclose(moved["signal_a0to100_1_0"], found["signal_a0to100_1_0"])


def test_statistics_of_a_sine_and_of_its_multiples():
    x = sine(16, length=256)
    found = signal_statistics(x).iloc[0]
    assert found["peak_frequency_0"] == found["roll_off_0"] == 1 / 16
    assert found["deviation_0"] == pytest.approx(0.5**0.5)
    assert found["kurtosis_0"] == pytest.approx(-1.5)
    assert found["crossings_0"] == pytest.approx(1 / 8, abs=0.01)
    assert found["spectral_entropy_0"] == pytest.approx(0, abs=1e-6)
    assert found[[f"power{band}_0" for band in range(1, 9)]].sum() == pytest.approx(1)
    assert found["power5_0"] == pytest.approx(1)
    larger = signal_statistics(3 * x + 2).iloc[0]
    assert larger["deviation_0"] == pytest.approx(3 * found["deviation_0"])
    for name in ("skewness_0", "turns_0", "autocorrelation4_0", "centroid_0", "bandwidth_0"):
        assert larger[name] == pytest.approx(found[name], abs=1e-9)


def test_statistics_of_a_constant_are_its_level_alone():
    found = signal_statistics(np.full((1, 30, 1), 4.0)).iloc[0]
    assert found["mean_0"] == found["maximum_0"] == found["quantile50_0"] == 4
    assert found["deviation_0"] == 0
    assert found[["skewness_0", "crossings_0", "spectral_entropy_0"]].isna().all()


def test_autocorrelation_and_its_lags():
    x = walks()[:, :, 0]
    x -= x.mean(axis=1, keepdims=True)
    found = autocorrelation(x)
    np.testing.assert_allclose(found[:, 7], (x[:, :-7] * x[:, 7:]).sum(axis=1) / (x**2).sum(axis=1))
    falling = np.array([[1, 0.8, 0.3, -0.1, -0.2, 0.4], [1, 0.9, 0.8, 0.7, 0.6, 0.5]])
    assert first_zero(falling).tolist() == [3, 6]
    assert first_below(falling, 0.4)[0] == pytest.approx(1.8)
    assert first_below(falling, 0.4)[1] == 6
    assert first_minimum(falling, 9).tolist() == [4, 9]

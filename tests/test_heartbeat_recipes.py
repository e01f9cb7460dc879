"""Recipes of heartbeats from the literature: properties that their papers state."""

import numpy as np
import pytest

from features import FEATURE_SETS
from features.de_chazal_2004 import de_chazal_2004
from features.llamedo_2011 import llamedo_2011
from features.mondejar_2019 import (
    PLACES,
    mondejar_hos,
    mondejar_lbp,
    mondejar_normalised_rr,
    mondejar_rr,
    mondejar_shape,
    mondejar_wavelet,
)
from features.niu_2020 import niu_2020
from features.saenz_cogollo_2020 import saenz_cogollo_2020
from features.sellami_2019 import sellami_2019
from features.width_at_height import width_at_height

FS = 360.0


def record(widths_ms, rr_s):
    """Two leads with a Gaussian of each width at each beat, and the RR intervals."""
    rr = np.asarray(rr_s)
    at = 1.0 + np.cumsum(rr)
    time = np.arange(0, at[-1] + 1.5, 1 / FS)
    wave = sum(
        np.exp(-(((time - t) / (w / 2000)) ** 2)) for t, w in zip(at, widths_ms, strict=True)
    )
    before, after = np.append(np.nan, rr[1:]), np.append(rr[1:], np.nan)
    return np.stack([wave, 0.4 * wave], axis=1), np.rint(at * FS).astype(int), before, after


@pytest.fixture(scope="module")
def premature():
    """40 beats, of which beat 30 is early and wide, followed by a pause."""
    rr, widths = np.full(40, 0.8), np.full(40, 40.0)
    rr[30], rr[31], widths[30] = 0.5, 1.1, 90.0
    return record(widths, rr)


def test_saenz_cogollo_sees_an_early_wide_beat_relative_to_the_beats_before(premature):
    leads, peaks, before, after = premature
    found = saenz_cogollo_2020(leads[:, 0], FS, peaks, before, after).iloc[30]
    assert found["rr_before_to_last"] == pytest.approx(0.5 / ((29 * 0.8 + 0.5) / 30), rel=1e-3)
    assert found["rr_after_to_before"] == pytest.approx(1.1 / 0.5)
    assert found["rr_previous_to_before"] == pytest.approx(0.8 / 0.5)
    assert found["qrs_width_half_to_last"] > 1.8 and found["qrs_width_quarter_to_last"] > 1.8


def test_saenz_cogollo_ratios_do_not_depend_on_later_beats_but_the_next(premature):
    leads, peaks, before, after = premature
    rhythm = ["rr_before_to_last", "rr_after_to_before", "rr_previous_to_before"]
    whole = saenz_cogollo_2020(leads[:, 0], FS, peaks, before, after)[rhythm]
    cut = saenz_cogollo_2020(leads[:, 0], FS, peaks[:20], before[:20], after[:20])[rhythm]
    np.testing.assert_allclose(cut, whole[:20])


def test_width_of_a_gaussian():
    """exp(−(t/s)²) has the width 2 s √ln 2 at half its height, and 2 s √ln 4 at a quarter."""
    t = np.arange(-200, 201)
    rows = np.stack([np.exp(-((t / 30) ** 2)), -3 * np.exp(-((t / 30) ** 2))])
    for share in (0.5, 0.25):
        expected = 2 * 30 * np.sqrt(np.log(1 / share))
        np.testing.assert_allclose(width_at_height(rows, 1000, -200, share), expected, atol=0.1)


def test_width_of_a_beat_that_was_not_seen_is_missing():
    assert np.isnan(width_at_height(np.full((1, 401), np.nan), 1000, -200, 0.5)).all()


def test_de_chazal_has_the_same_columns_for_each_lead(premature):
    found = de_chazal_2004(premature[0], FS, *premature[1:])
    assert found.shape == (40, 50)
    first, second = found.iloc[:, :25], found.iloc[:, 25:]
    assert [name[7:] for name in first] == [name[7:] for name in second]
    shared = [name for name in first if "_rr_" in name]
    np.testing.assert_array_equal(first[shared], second[[n.replace("_1_", "_2_") for n in shared]])
    np.testing.assert_allclose(first["lead_1_qrs_3"], second["lead_2_qrs_3"], atol=1e-6)


def test_llamedo_prematurity_and_change(premature):
    found = llamedo_2011(premature[0], FS, *premature[1:]).iloc[30]
    assert found["prematurity"] == pytest.approx(0.5 / (0.8 + 0.5 + 1.1))
    assert found["log_rr_change"] == pytest.approx(np.log(0.3 + 0.6))


def test_llamedo_places_grow_with_the_width_of_the_complex(premature):
    found = llamedo_2011(premature[0], FS, *premature[1:])
    for name in ("zero_crossing_1", "modulus_maximum_1"):
        assert found[name][30] > 1.2 * found[name].drop(30).median()


def test_llamedo_does_not_depend_on_the_gain_of_the_record(premature):
    leads, *beats = premature
    columns = ["zero_crossing_1", "modulus_maximum_1"]
    np.testing.assert_allclose(
        llamedo_2011(leads, FS, *beats)[columns],
        llamedo_2011(5 * leads, FS, *beats)[columns],
        rtol=1e-6,
    )


def test_mondejar_families_have_the_published_numbers_of_features(premature):
    leads, *beats = premature
    of_beat = (mondejar_wavelet, mondejar_hos, mondejar_lbp, mondejar_shape)
    counts = [family(leads[:, 0], FS, beats[0]).shape[1] for family in of_beat]
    assert counts == [23, 10, 59, 4]
    assert mondejar_rr(leads[:, 0], FS, *beats).shape == (40, 4)


def test_mondejar_normalised_rr_has_the_mean_one_in_a_record(premature):
    leads, *beats = premature
    np.testing.assert_allclose(mondejar_normalised_rr(leads[:, 0], FS, *beats).mean(), 1)


def test_mondejar_rr_means_do_not_depend_on_later_beats(premature):
    leads, peaks, before, after = premature
    whole = mondejar_rr(leads[:, 0], FS, peaks, before, after)
    cut = mondejar_rr(leads[:, 0], FS, peaks[:20], before[:20], after[:20])
    np.testing.assert_allclose(cut, whole[:20])


def test_mondejar_patterns_and_moments_do_not_depend_on_gain(premature):
    leads, peaks, *_ = premature
    noisy = leads[:, 0] + 0.01 * np.random.default_rng(0).normal(size=len(leads))
    for family in (mondejar_lbp, mondejar_hos):
        one, four = family(noisy, FS, peaks), family(4 * noisy, FS, peaks)
        np.testing.assert_allclose(one, four, atol=1e-6)
    assert set(mondejar_lbp(noisy, FS, peaks).sum(axis=1)) == {172}


def test_mondejar_wavelet_keeps_the_sum_of_a_slow_beat():
    """Of a constant, each of the 23 approximations is √8 times the value."""
    found = mondejar_wavelet(np.zeros(2000), FS, np.array([1000]))
    assert found.shape == (1, 23) and not found.to_numpy().any()


def test_mondejar_shape_measures_the_height_of_the_complex(premature):
    leads, peaks, *_ = premature
    small, large = (mondejar_shape(gain * leads[:, 0], FS, peaks).iloc[5] for gain in (1, 3))
    assert (large > 2 * small).all()
    assert len(small) == len(PLACES)


def test_sellami_shows_each_beat_beside_its_neighbours(premature):
    leads, peaks, *_ = premature
    found = sellami_2019(leads[:, 0], FS, peaks).to_numpy().reshape(40, 3, 72)
    assert found.shape[1:] == (3, 72)
    shift = found[10, 0] - found[9, 1]
    np.testing.assert_allclose(shift, shift[0], atol=1e-9)
    np.testing.assert_array_equal(found[0, 0], found[0, 1])
    np.testing.assert_array_equal(found[-1, 1], found[-1, 2])


def test_niu_has_one_symbol_at_each_place_and_none_for_an_unknown_interval(premature):
    leads, *beats = premature
    symbols = niu_2020(leads[:, 0], FS, *beats).to_numpy().reshape(40, 38, 8)
    ones = symbols.sum(axis=2)
    assert (ones[:, 3:] == 1).all() and (ones[2:-1, :3] == 1).all()
    assert ones[0, :2].tolist() == [0, 0] and ones[-1, 2] == 0


def test_niu_symbols_depend_neither_on_gain_nor_on_the_rate_of_the_heart(premature):
    leads, peaks, before, after = premature
    one = niu_2020(leads[:, 0], FS, peaks, before, after)
    other = niu_2020(7 * leads[:, 0], FS, peaks, 1.5 * before, 1.5 * after)
    assert (one != other).to_numpy().mean() < 0.01


def test_niu_gives_an_early_beat_a_lower_symbol_before_than_after(premature):
    leads, *beats = premature
    early = niu_2020(leads[:, 0], FS, *beats).iloc[30].to_numpy().reshape(38, 8)
    previous, before, after = early[:3].argmax(axis=1)
    assert before < previous < after


@pytest.mark.parametrize("recipe", [de_chazal_2004, llamedo_2011])
def test_one_lead_is_refused(recipe, premature):
    leads, *beats = premature
    with pytest.raises(ValueError, match="expected two leads"):
        recipe(leads[:, :1], FS, *beats)


RECIPES = [name for name in FEATURE_SETS if name[-5:-2] == "_20" or name[:9] == "mondejar_"]


@pytest.mark.parametrize("name", RECIPES)
def test_every_column_has_a_unit(name, premature):
    leads, *beats = premature
    one_of_two = "recording_leads" not in FEATURE_SETS[name].inputs
    beats = beats[: len(FEATURE_SETS[name].inputs) - 2]
    columns = FEATURE_SETS[name].compute(leads[:, 0] if one_of_two else leads, FS, *beats).columns
    assert all(feature.unit for feature in FEATURE_SETS[name].describe(list(columns)).values())

"""Recipes of heartbeats from the literature: properties that their papers state."""

import numpy as np
import pytest

from features import FEATURE_SETS
from features.de_chazal_2004 import de_chazal_2004
from features.llamedo_2011 import llamedo_2011
from features.saenz_cogollo_2020 import saenz_cogollo_2020
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


@pytest.mark.parametrize("recipe", [de_chazal_2004, llamedo_2011])
def test_one_lead_is_refused(recipe, premature):
    leads, *beats = premature
    with pytest.raises(ValueError, match="expected two leads"):
        recipe(leads[:, :1], FS, *beats)


@pytest.mark.parametrize("name", ["de_chazal_2004", "llamedo_2011", "saenz_cogollo_2020"])
def test_every_column_has_a_unit(name, premature):
    leads, *beats = premature
    given = leads[:, 0] if name == "saenz_cogollo_2020" else leads
    columns = FEATURE_SETS[name].compute(given, FS, *beats).columns
    assert all(feature.unit for feature in FEATURE_SETS[name].describe(list(columns)).values())

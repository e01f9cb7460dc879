"""Features that separate supraventricular beats: irregular rhythm, P waves of regular beats."""

import numpy as np
import pandas as pd
import pytest
from gaussian_ecg import WAVES

from features import FEATURE_SETS
from features.irregularity import IRREGULARITY_COLUMNS, distinct_cells, irregularity
from features.sinus_likeness import SINUS_COLUMNS, sinus_likeness

FS = 360.0
BIGEMINY = np.tile([0.6, 1.0], 60)


def fibrillation(beats=120):
    return 0.5 + 0.6 * np.random.default_rng(0).random(beats)


def test_a_steady_rhythm_fills_one_cell_bigeminy_few_and_fibrillation_nearly_all():
    steady, twos, any_rr = (
        distinct_cells(pd.Series(rr), 64) for rr in (np.full(120, 0.8), BIGEMINY, fibrillation())
    )
    assert np.allclose(steady, 1 / 64)
    assert (twos <= 4 / 64).all()
    assert (any_rr > 0.8).all()


def test_quartiles_of_the_change_of_rr_do_not_see_rare_early_beats():
    rr = np.full(120, 0.8)
    rr[20:120:25], rr[21:120:25] = 0.5, 1.1
    found = irregularity(rr, np.repeat("a", 120))
    assert np.allclose(found["rr_jump_75"], 0, atol=1e-9)
    assert (irregularity(fibrillation(), np.repeat("a", 120))["rr_jump_25"] > 0.02).all()
    assert found["rr_before_to_longest"][20] == pytest.approx(0.5 / 1.1)
    assert found["rr_second_before"][22] == pytest.approx(0.5 / 0.8)
    assert found["rr_second_after"][18] == pytest.approx(0.5 / 0.8)


def test_no_beat_depends_on_another_record_or_on_the_unit_of_the_heart_rate():
    first, second = fibrillation(80), BIGEMINY[:70]
    both = irregularity(np.concatenate([first, second]), np.repeat(["a", "b"], [80, 70]))
    alone = irregularity(second, np.repeat("b", 70))
    assert np.allclose(both.iloc[80:], alone, equal_nan=True)
    assert list(both.columns) == list(IRREGULARITY_COLUMNS)
    ratios = [name for name in both if "cells" not in name]
    assert np.allclose(
        irregularity(2 * second, np.repeat("b", 70))[ratios], alone[ratios], equal_nan=True
    )


def test_the_first_interval_may_be_unknown_and_none_may_be_negative():
    found = irregularity(np.append(np.nan, BIGEMINY[1:]), np.repeat("a", len(BIGEMINY)))
    assert np.isnan(found["rr_before_to_longest"][0])
    assert np.isfinite(found["rr_cells_64"]).all()
    assert irregularity(np.array([np.nan]), np.array(["a"])).isna().all(axis=None)
    assert irregularity(np.array([]), np.array([])).empty
    with pytest.raises(ValueError, match=r"sample 3 \(record a\) is -1"):
        irregularity(np.array([1.0, 1, 1, -1]), np.repeat("a", 4))


def leads_of(rr, waves):
    """Two leads with the waves of each beat, R peaks, and both RR intervals."""
    at = 1.0 + np.cumsum(rr)
    time = np.arange(0, at[-1] + 1.5, 1 / FS)
    signal = np.zeros(len(time))
    for beat, own in zip(at, waves, strict=True):
        for centre, width, height in own.values():
            signal += height * np.exp(-0.5 * ((time - beat - centre) / width) ** 2)
    before, after = np.append(np.nan, rr[1:]), np.append(rr[1:], np.nan)
    leads = np.stack([signal, 0.5 * signal], axis=1)
    leads += 1e-3 * np.random.default_rng(0).standard_normal(leads.shape)
    return leads, FS, np.rint(at * FS).astype(int), before, after


@pytest.fixture(scope="module")
def atrial():
    """60 beats; beat 30 is early with an inverted P wave, beat 45 early and wide without one."""
    rr, waves = np.full(60, 0.8), [dict(WAVES) for _ in range(60)]
    rr[[30, 45]], rr[[31, 46]] = 0.6, 1.0
    waves[30]["p"] = (-0.15, 0.020, -0.15)
    waves[45] = {"r": (0.0, 0.05, -1.0), "t": (0.28, 0.04, -0.3)}
    return leads_of(rr, waves)


def test_an_atrial_beat_has_another_p_wave_and_the_usual_qrs_complex(atrial):
    found = sinus_likeness(*atrial)
    regular = found.drop(index=[30, 31, 44, 45, 46])[3:-3]
    assert (regular[["sinus_p_likeness", "sinus_qrs_likeness"]] > 0.95).all(axis=None)
    assert found["sinus_p_likeness"][30] < 0.5
    assert found["sinus_p_likeness_change"][30] < -0.5
    assert found["sinus_qrs_likeness"][30] > 0.95
    assert found["sinus_qrs_likeness"][45] < 0.5
    assert list(found.columns) == list(SINUS_COLUMNS)


def test_without_the_t_wave_before_it_the_p_wave_of_an_early_beat_is_the_usual_one():
    rr, waves = np.full(60, 0.8), [dict(WAVES) for _ in range(60)]
    rr[30], rr[31] = 0.52, 1.0  # P, 170 ms before R, lies on the end of the T wave before it
    found = sinus_likeness(*leads_of(rr, waves)).loc[30]
    assert found["sinus_p_likeness_no_t"] > 0.9 > found["sinus_p_likeness"]


def test_gain_changes_nothing_and_a_flat_lead_is_left_out(atrial):
    leads, *rest = atrial
    once, twice = sinus_likeness(leads, *rest), sinus_likeness(2 * leads, *rest)
    assert np.allclose(once, twice, atol=1e-6, equal_nan=True)
    flat = np.stack([leads[:, 0], np.zeros(len(leads))], axis=1)
    alone = sinus_likeness(leads[:, :1], *rest)
    assert np.allclose(sinus_likeness(flat, *rest), alone, equal_nan=True)
    assert sinus_likeness(flat[:, 1:], *rest).isna().all(axis=None)


def test_a_beat_with_a_missing_value_is_nan_and_the_others_are_not(atrial):
    leads, fs, peaks, before, after = atrial
    gap = leads.copy()
    gap[peaks[20] - 20 : peaks[20] - 10, 1] = np.nan
    found = sinus_likeness(gap, fs, peaks, before, after)["sinus_p_likeness"]
    assert list(np.flatnonzero(found.isna())) == [20]


@pytest.mark.parametrize("name", ["irregularity", "sinus_likeness"])
def test_every_column_has_a_unit_and_a_description(name):
    columns = {"irregularity": IRREGULARITY_COLUMNS, "sinus_likeness": SINUS_COLUMNS}[name]
    assert all(
        one.unit and one.description for one in FEATURE_SETS[name].describe(list(columns)).values()
    )

"""P and T of rhythms and recordings that mislead delineators."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import wfdb

from features.beat_quality import T_WINDOW, wave_quality
from features.ecg import REASONS, delineate
from features.quadratic_spline_wavelet import quadratic_spline_transform
from performance import difficult_ecg as difficult

MITDB = Path(os.environ.get("CRAFTBENCH_DATA", "")) / "mitdb"
needs_mitdb = pytest.mark.skipif(
    "CRAFTBENCH_DATA" not in os.environ or not (MITDB / "100.dat").exists(),
    reason="CRAFTBENCH_DATA names no folder with mitdb",
)


def marks_of(ecg):
    return delineate(ecg.signal, ecg.fs, np.rint(ecg.beats["r_s"] * ecg.fs).astype(int))


def record(name):
    """Lead MLII, its sampling rate, R peaks and beat symbols of a record of mitdb."""
    signals, fields = wfdb.rdsamp(str(MITDB / name))
    note = wfdb.rdann(str(MITDB / name), "atr")
    beats = np.isin(note.symbol, list("NLRAV"))
    return signals[:, 0], fields["fs"], note.sample[beats], np.array(note.symbol)[beats]


@pytest.mark.parametrize("coupling_s", [0.45, 0.5, 0.55, 0.6])
def test_sinus_beats_of_a_bigeminy_have_their_p_wave_and_ectopic_beats_none(coupling_s):
    ecg = difficult.bigeminy(coupling_s)
    error_s = (marks_of(ecg)["p_peak"] / ecg.fs - ecg.beats["p_s"]).abs()
    ectopic = ecg.beats["ectopic"]
    assert (error_s[~ectopic][1:-1] < 0.03).mean() >= 0.98
    assert marks_of(ecg).loc[ectopic, "p_peak"].notna().mean() <= 0.05


@pytest.mark.parametrize("rate", [60, 90, 100, 110, 120, 125, 130, 135])
def test_p_waves_up_to_the_rate_at_which_they_fall_into_the_t_wave(rate):
    ecg = difficult.fast_heart(rate)
    error_s = (marks_of(ecg)["p_peak"] / ecg.fs - ecg.beats["p_s"]).abs()
    assert (error_s[1:-1] < 0.03).mean() >= 0.98


@pytest.mark.parametrize("rate", [145, 150, 160, 180, 200, 220])
def test_p_waves_within_the_t_wave_are_not_given(rate):
    marks = marks_of(difficult.fast_heart(rate))
    assert marks["p_peak"].notna().mean() <= 0.02
    assert (marks.loc[marks["p_peak"].isna(), "p_missing"] == REASONS.index("hidden in T")).all()


@pytest.mark.parametrize("height_mv", [-0.15, 0.15])
def test_p_waves_of_either_sign_after_the_end_of_t(height_mv):
    waves = {**difficult.NORMAL_WAVES, "p": (-0.13, 0.02, height_mv)}
    waves = difficult.stretched_t(waves, 105)
    ecg = difficult.drawn_ecg(difficult.regular_beats(105, 60, jitter=0.01), 60, waves=waves)
    error_s = (marks_of(ecg)["p_peak"] / ecg.fs - ecg.beats["p_s"]).abs()
    assert (error_s[1:-1] < 0.03).mean() >= 0.95


@pytest.mark.parametrize("height_mv", [0.03, 0.05, 0.1])
def test_low_p_waves_before_deep_s_waves(height_mv):
    ecg = difficult.low_p(height_mv)
    error_s = (marks_of(ecg)["p_peak"] / ecg.fs - ecg.beats["p_s"]).abs()
    assert (error_s[1:-1] < 0.03).mean() >= 0.9


def test_ten_seconds_of_atrial_fibrillation_have_hardly_any_p_wave():
    given = [
        marks_of(difficult.fibrillation(10.0, 70 + 4 * seed, 0.02 + 0.003 * seed, seed))["p_peak"]
        for seed in range(20)
    ]
    assert pd.concat(given).notna().mean() <= 0.06


@needs_mitdb
def test_p_waves_of_a_real_bigeminy():
    signal, fs, r, symbol = record("119")
    has_p = delineate(signal, fs, r)["p_peak"].notna().to_numpy()
    after_ectopic = np.append(False, symbol[:-1] == "V") & (symbol == "N")
    assert has_p[after_ectopic].mean() >= 0.9
    assert has_p[symbol == "V"].mean() <= 0.05


def test_the_quality_of_a_beat_falls_with_noise_and_is_unknown_of_few_beats():
    ecg = difficult.drawn_ecg(difficult.regular_beats(70, 60), 60)
    r = np.rint(ecg.beats["r_s"] * 250).astype(int).to_numpy()
    clean = quadratic_spline_transform(ecg.signal)[3]
    jolted = quadratic_spline_transform(difficult.with_motion(ecg.signal, 250, r, -6.0))[3]
    quality = wave_quality(clean, r, T_WINDOW)
    assert quality.min() > 1.5
    assert np.median(wave_quality(jolted, r, T_WINDOW)) < np.median(quality) / 2
    assert np.isnan(wave_quality(clean, r[:8], T_WINDOW)).all()
    np.testing.assert_array_equal(wave_quality(clean, r, T_WINDOW, np.array([5])), quality[[5]])


def test_marks_that_are_not_trusted_say_so():
    ecg = difficult.drawn_ecg(difficult.regular_beats(70, 120), 120)
    r = np.rint(ecg.beats["r_s"] * 250).astype(int).to_numpy()
    marks = delineate(difficult.with_motion(ecg.signal, 250, r, -6.0), 250, r)
    assert (marks["t_missing"] == REASONS.index("untrusted")).mean() > 0.02


@pytest.mark.parametrize("kind", ["normal", "bigeminy"])
def test_t_waves_of_clean_beats_are_all_given(kind):
    if kind == "normal":
        ecg = difficult.drawn_ecg(difficult.regular_beats(70, 60), 60)
    else:
        ecg = difficult.bigeminy(0.5)
    assert marks_of(ecg)["t_off"][1:-1].notna().mean() >= 0.98


@needs_mitdb
def test_t_ends_that_are_given_under_electrode_motion_are_near_those_without():
    off, lost = [], []
    for seed, name in enumerate(("103", "112", "122")):
        signal, fs, r, _ = record(name)
        samples = 300 * fs
        signal, r = signal[:samples], r[r < samples - fs]
        clean = delineate(signal, fs, r)["t_off"]
        jolted = difficult.with_motion(signal, fs, r, 0.0, seed)
        off.append((delineate(jolted, fs, r)["t_off"] - clean) / fs)
        lost.append(clean.isna())
    assert (pd.concat(off).dropna().abs() <= 0.1).mean() >= 0.9
    assert pd.concat(lost).mean() <= 0.03

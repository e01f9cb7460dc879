"""Properties of landmarks on electrocardiograms with known waves."""

import numpy as np
import pandas as pd
import pytest
import wfdb
from gaussian_ecg import WAVES as WAVES_OF_A_BEAT
from gaussian_ecg import gaussian_ecg

from features.delineation import LANDMARKS, _delineate_in_chunks
from features.ecg import REASONS, delineate, detect_r_peaks
from features.missing_marks import MISSING, WAVES

P, T = ["p_on", "p_peak", "p_off"], ["t_on", "t_peak", "t_off"]
QRS = ["qrs_on", "qrs_off"]


def landmarks(fs=250, **ecg):
    signal, r_s = gaussian_ecg(fs, **ecg)
    return marks_of(signal, fs, np.rint(r_s * fs).astype(int)), r_s


def marks_of(signal, fs, r):
    """The numbers of the table, without the reasons."""
    return delineate(signal, fs, r)[list(LANDMARKS)]


def ms_after_r(table, r_s, fs):
    return (table / fs).sub(r_s, axis=0) * 1000


@pytest.mark.parametrize("fs", [100, 128, 250, 360, 500, 1000])
def test_known_marks_at_every_sampling_rate(fs):
    table, r_s = landmarks(fs, noise_mv=0.005)
    ms = ms_after_r(table, r_s, fs)
    assert table.notna().all(axis=None)
    np.testing.assert_allclose(ms["p_peak"], -170, atol=4)
    np.testing.assert_allclose(ms["t_peak"], 280, atol=6)
    # a Gaussian wave is usually said to last from 2 to 3 standard deviations on either side
    assert ms["p_on"].between(-170 - 70, -170 - 40).all()
    assert ms["p_off"].between(-170 + 30, -170 + 60).all()
    assert ms["t_on"].between(280 - 130, 280 - 80).all()
    assert ms["t_off"].between(280 + 80, 280 + 130).all()
    # Q lies 30 ms before R, S 30 ms after it, with standard deviations of 8 and 9 ms
    for mark, low, high in [("qrs_on", -30 - 5 * 8, -30 - 8), ("qrs_off", 30 + 9, 30 + 5 * 9)]:
        assert ms[mark].between(low, high).mean() >= 0.9
        assert abs(ms[mark].median()) == pytest.approx(57, abs=7)


def test_the_sampling_rate_does_not_matter():
    at_250 = ms_after_r(*landmarks(250), 250)
    for fs in (128, 360, 1000):
        other = ms_after_r(*landmarks(fs), fs)
        assert (at_250.drop(columns="r_peak") - other).abs().max(axis=None) < 8
        assert (at_250 - other).median().abs().max() < 2.5


@pytest.mark.parametrize("scale", [1e-3, 200.0, -1.0])
def test_unit_and_polarity_do_not_matter(scale):
    signal, r_s = gaussian_ecg(250, noise_mv=0.005)
    r = np.rint(r_s * 250).astype(int)
    pd.testing.assert_frame_equal(delineate(scale * signal, 250, r), delineate(signal, 250, r))


@pytest.mark.parametrize(
    ("fs", "lag", "tolerance"), [(250, 1, 1e-6), (250, 331, 1e-6), (360, 5, 4)]
)
def test_later_samples_give_later_marks(fs, lag, tolerance):
    signal, r_s = gaussian_ecg(fs, noise_mv=0.002)
    r = np.rint(r_s * fs).astype(int)
    here = marks_of(signal, fs, r)
    later = marks_of(np.concatenate([np.full(lag, signal[0]), signal]), fs, r + lag)
    inner = slice(1, None)  # the window of the first beat begins with the signal
    assert (later - lag - here)[inner].abs().max(axis=None) <= tolerance


@pytest.mark.parametrize(
    ("wave", "peak_ms", "column"),
    [
        ({"t": (0.28, 0.04, -0.3)}, 280, "t_peak"),
        ({"p": (-0.17, 0.02, -0.15)}, -170, "p_peak"),
        ({"t": (0.20, 0.03, 0.3)}, 200, "t_peak"),
        ({"t": (0.38, 0.05, 0.3)}, 380, "t_peak"),
        ({"p": (-0.25, 0.02, 0.1)}, -250, "p_peak"),
    ],
)
def test_inverted_early_and_late_waves(wave, peak_ms, column):
    table, r_s = landmarks(rr_s=1.0, waves={**WAVES_OF_A_BEAT, **wave}, noise_mv=0.005)
    np.testing.assert_allclose(ms_after_r(table, r_s, 250)[column], peak_ms, atol=6)


def test_a_biphasic_t_wave_lasts_as_long_as_both_its_phases():
    both = {**WAVES_OF_A_BEAT, "t": (0.25, 0.03, 0.3), "t2": (0.34, 0.03, -0.3)}
    first = {**WAVES_OF_A_BEAT, "t": (0.25, 0.03, 0.3)}
    of_both = ms_after_r(*landmarks(waves=both, noise_mv=0.005), 250)
    of_first = ms_after_r(*landmarks(waves=first, noise_mv=0.005), 250)
    assert (of_both["t_off"] > 340 + 2 * 30).all()
    assert (of_first["t_off"] < 340).all()


def test_a_qrs_complex_twice_as_wide_is_measured_twice_as_wide():
    twice = {
        k: (2 * WAVES_OF_A_BEAT[k][0], 2 * WAVES_OF_A_BEAT[k][1], WAVES_OF_A_BEAT[k][2])
        for k in "qrs"
    }
    late_t = {"p": (-0.25, 0.02, 0.15), "t": (0.35, 0.04, 0.3)}
    duration = []
    for waves in (WAVES_OF_A_BEAT, {**WAVES_OF_A_BEAT, **twice, **late_t}):
        table, _ = landmarks(rr_s=1.0, waves=waves, noise_mv=0.002)
        duration.append((table["qrs_off"] - table["qrs_on"]).median() * 4)
    assert duration[1] == pytest.approx(2 * duration[0], rel=0.1)


@pytest.mark.parametrize("noise_mv", [0.0, 0.01])
@pytest.mark.parametrize(("missing", "columns"), [("p", P), ("t", T)])
def test_a_wave_that_is_not_there_is_nan(missing, columns, noise_mv):
    waves = {name: wave for name, wave in WAVES_OF_A_BEAT.items() if name != missing}
    table, _ = landmarks(waves=waves, noise_mv=noise_mv, seconds=120)
    assert table[columns].isna().all(axis=1).mean() >= 0.97
    others = [c for c in LANDMARKS if c not in columns]
    assert table[others].notna().all(axis=None)


def test_p_waves_in_random_places_are_not_taken_for_p_waves():
    """The continuous waves of atrial fibrillation have no fixed distance from the QRS complex."""
    signal, r_s = gaussian_ecg(
        250,
        seconds=240,
        jitter_s=0.15,
        waves={k: w for k, w in WAVES_OF_A_BEAT.items() if k != "p"},
    )
    time = np.arange(len(signal)) / 250
    signal += 0.08 * np.sin(2 * np.pi * (6.1 * time + 0.4 * np.sin(2 * np.pi * 0.11 * time)))
    table = marks_of(signal, 250, np.rint(r_s * 250).astype(int))
    assert table["p_peak"].notna().mean() <= 0.1


def test_a_premature_wide_beat_without_p_wave_has_none_amid_sinus_rhythm():
    signal, r_s = gaussian_ecg(250, jitter_s=0.0, rr_s=1.0)
    for beat in (20, 40):
        begin, end = (int((r_s[beat] + s) * 250) for s in (-0.24, -0.06))
        signal[begin:end] = np.linspace(signal[begin], signal[end], end - begin)
    table = marks_of(signal, 250, np.rint(r_s * 250).astype(int))
    assert table.loc[[20, 40], "p_peak"].isna().all()
    assert table.drop([20, 40])["p_peak"].notna().all()


def test_marks_are_ordered_within_and_between_beats():
    signal, r_s = gaussian_ecg(250, seconds=300, rr_s=0.6, jitter_s=0.15, noise_mv=0.05)
    r = np.unique(np.rint(r_s * 250).astype(int))
    r = r[np.append(True, np.diff(r) > 40)]
    marks = marks_of(signal, 250, r).to_numpy().ravel()
    assert np.isnan(marks).any()
    assert (np.diff(marks[np.isfinite(marks)]) >= -1e-6).all()
    strictly = marks_of(signal, 250, r)
    for before, after in [("p_on", "p_peak"), ("p_peak", "p_off"), ("qrs_on", "r_peak")]:
        both = strictly[[before, after]].dropna()
        assert (both[before] < both[after]).all()


@pytest.mark.parametrize("fs", [250, 360])
def test_chunks_do_not_show(fs):
    signal, r_s = gaussian_ecg(fs, seconds=400, jitter_s=0.1, noise_mv=0.03)
    r = np.rint(r_s * fs).astype(int)
    whole = _delineate_in_chunks(signal, float(fs), r, chunk_beats=10_000)
    for beats in (37, 100):
        part = _delineate_in_chunks(signal, float(fs), r, beats)
        pd.testing.assert_frame_equal(part, whole, check_exact=False, atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", ["108", "203"])
def test_chunks_do_not_show_in_a_record_with_beats_without_t_waves(real_data, name):
    """A beat without a T wave has no slopes, and says nothing about those of its neighbours."""
    file = str(real_data / "mitdb" / name)
    signal, marks = wfdb.rdrecord(file, channels=[0]).p_signal[:, 0], wfdb.rdann(file, "atr")
    r = marks.sample[np.isin(marks.symbol, list("NLRejAaJSVEFfQ/"))]
    whole = _delineate_in_chunks(signal, 360.0, r, chunk_beats=10_000)
    part = _delineate_in_chunks(signal, 360.0, r, 200)
    pd.testing.assert_frame_equal(part, whole, check_exact=False, atol=1e-6, rtol=0)


def test_every_missing_mark_has_a_reason_and_no_other():
    signal, r_s = gaussian_ecg(250, seconds=300, rr_s=0.6, jitter_s=0.15, noise_mv=0.05)
    signal[9000:11_000] = np.nan
    table = delineate(signal, 250, np.unique(np.rint(r_s * 250).astype(int)))
    for reason, marks in WAVES.items():
        assert table[reason].isin(range(len(REASONS))).all()
        assert ((table[reason] == 0) == table[list(marks)].notna().all(axis=1)).all()


def test_the_reasons_of_missing_marks():
    signal, r_s = gaussian_ecg(250, waves={k: w for k, w in WAVES_OF_A_BEAT.items() if k != "p"})
    r = np.rint(r_s * 250).astype(int)
    signal[r[10] - 20 : r[10] + 20] = np.nan
    signal, r = signal[: r[-1] + 40], r
    table = delineate(signal, 250, r)
    why = table[list(MISSING)].map(lambda code: REASONS[int(code)])
    assert (why["p_missing"][1:] != "").all()
    assert why.loc[5, "p_missing"] == "absent"
    assert (why.loc[10] == "no signal").all()
    assert why["t_missing"].iloc[-1] == "outside the record"
    assert (why["t_missing"].drop(index=[10, len(r) - 1]) == "").all()


@pytest.mark.parametrize("beats", [0, 1, 2, 3])
def test_one_row_a_beat(beats):
    signal, r_s = gaussian_ecg(250)
    r = np.rint(r_s * 250).astype(int)[5 : 5 + beats]
    table = delineate(signal, 250, r)
    assert tuple(table.columns) == LANDMARKS + MISSING
    table = table[list(LANDMARKS)]
    assert table.to_numpy().dtype == np.float64
    np.testing.assert_array_equal(table["r_peak"], r)
    assert table[QRS].notna().all(axis=None)


def test_a_record_of_two_beats_shows_all_its_waves():
    signal, r_s = gaussian_ecg(250, seconds=2.0)
    assert len(r_s) == 2
    table = marks_of(signal, 250, detect_r_peaks(signal, 250))
    assert table[QRS + T + P].notna().all(axis=None)


@pytest.mark.parametrize("samples", [1, 2, 5, 60, 150])
def test_a_signal_shorter_than_a_beat_does_not_crash(samples):
    signal, _ = gaussian_ecg(250)
    table = marks_of(signal[:samples], 250, [samples // 2])
    assert len(table) == 1
    marks = table.loc[0].dropna()
    assert marks.between(0, samples - 1).all()


@pytest.mark.parametrize("fill", [np.nan, np.inf, 0.0, 5.0])
def test_beats_in_an_unusable_stretch_are_nan_and_the_others_are_not(fill):
    signal, r_s = gaussian_ecg(250, noise_mv=0.002)
    r = np.rint(r_s * 250).astype(int)
    clean = marks_of(signal, 250, r)
    signal[4000:7000] = fill
    table = marks_of(signal, 250, r)
    inside = (r >= 4000) & (r < 7000)
    far = (r < 3700) | (r > 7300)
    assert inside.sum() > 5
    assert table.loc[inside].drop(columns="r_peak").isna().all(axis=None)
    assert table.loc[far].notna().all(axis=None)
    assert (table - clean).loc[far].abs().max(axis=None) < 5


def test_a_gap_within_a_t_wave_hides_only_that():
    signal, r_s = gaussian_ecg(250, noise_mv=0.002)
    r = np.rint(r_s * 250).astype(int)
    signal[r[10] + 65 : r[10] + 75] = np.nan
    table = marks_of(signal, 250, r)
    assert table.loc[10, T].isna().all()
    assert table.loc[10, P + QRS].notna().all()
    assert table.drop(10).notna().all(axis=None)


@pytest.mark.parametrize(
    ("r_peaks", "message"),
    [
        ([500, 300], "strictly increasing indices, found 500 before 300"),
        ([300, 300], "strictly increasing indices, found 300 before 300"),
        ([-1, 300], "indices 0 to 14999, found -1"),
        ([300, 15_000], "indices 0 to 14999, found 15000"),
        ([300.5], "whole sample indices, found float64 such as 300.5"),
        ([np.nan], "whole sample indices, found float64 such as nan"),
        (["300"], "whole sample indices, found <U3"),
        ([[300, 500]], r"shape \(beats,\), found \(1, 2\)"),
    ],
)
def test_r_peaks_that_are_no_indices_of_the_signal_are_refused(r_peaks, message):
    with pytest.raises(ValueError, match=f"r_peaks: expected {message}"):
        delineate(np.zeros(15_000), 250, r_peaks)


@pytest.mark.parametrize("fs", [0, 50, 2000, np.nan])
def test_an_impossible_sampling_rate_is_refused(fs):
    with pytest.raises(ValueError, match="fs: expected 100 to 1000 samples per second, found"):
        delineate(np.zeros(1000), fs, [500])

"""Simulated electrocardiograms: the published equations, rhythm, classes and known landmarks."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from craftbench.config.cards import read_card
from craftbench.datasets.simulated_ecg.dynamics import (
    PUBLISHED_ANGLE,
    PUBLISHED_STRENGTH,
    PUBLISHED_WIDTH,
    electrocardiogram,
    waves_of_angles,
)
from craftbench.datasets.simulated_ecg.landmarks import LANDMARKS
from craftbench.datasets.simulated_ecg.noise import band_noise
from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.simulate import simulate
from craftbench.datasets.simulated_ecg.source import SimulatedEcgSource
from craftbench.datasets.simulated_ecg.tachogram import RATE_HZ, tachogram
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.subsets import draw
from craftbench.runs.extraction import extract
from craftbench.settings import validate
from features.ecg import delineate, detect_r_peaks
from performance.landmark_accuracy import (
    mark_errors,
    p_waves_where_none_is_marked,
    summarise_errors,
)
from performance.r_peak_accuracy import AnnotatedLead, match_r_peaks, total

CLASSES = ["N", "S", "V", "F"]
CARD = Path("config/datasets/ecg_simulated.yaml")
SILENT = {f"{name}_mv": (0.0, 0.0) for name in ("respiration", "wander", "mains", "muscle")}


def source(**changes) -> SimulatedEcgSource:
    return validate({"kind": "simulated_ecg", **changes}, SimulatedEcgSource, "card")


@pytest.fixture(scope="module")
def default():
    card = read_card(CARD)
    return card, prepare(card.source, card.classes, card.split, seed=0)


@pytest.fixture(scope="module")
def recordings():
    return simulate(EcgSettings(), seed=0, patients=30, seconds=(60, 60))


def published_equations(rr_s: np.ndarray, baseline, times: np.ndarray) -> np.ndarray:
    """z(t) of McSharry et al. 2003, eq. 1, with one ω from R peak to R peak."""
    r_s = np.concatenate([[0], np.cumsum(rr_s)])

    def derivative(t, state):
        x, y, z = state
        beat = min(np.searchsorted(r_s, t, side="right") - 1, len(rr_s) - 1)
        omega, alpha = 2 * np.pi / rr_s[beat], 1 - np.hypot(x, y)
        distance = np.arctan2(y, x) - PUBLISHED_ANGLE
        distance = (distance + np.pi) % (2 * np.pi) - np.pi
        pull = PUBLISHED_STRENGTH * distance * np.exp(-0.5 * (distance / PUBLISHED_WIDTH) ** 2)
        return [alpha * x - omega * y, alpha * y + omega * x, -pull.sum() - (z - baseline(t))]

    solved = solve_ivp(
        derivative, (0, times[-1]), [1, 0, 0.04], t_eval=times, rtol=1e-8, atol=1e-10, max_step=0.01
    )
    return solved.y[2]


@pytest.mark.parametrize("rr_s", [0.7, 1.0])
def test_waves_are_those_of_the_published_equations(rr_s):
    def baseline(t):
        return 0.005 * np.sin(2 * np.pi * 0.25 * t)

    times = np.arange(int(12 * 360)) / 360
    published = published_equations(np.full(int(14 / rr_s), rr_s), baseline, times)
    r_s = np.arange(-1, int(14 / rr_s)) * rr_s
    waves = waves_of_angles(
        PUBLISHED_ANGLE, PUBLISHED_STRENGTH, PUBLISHED_WIDTH, np.full(len(r_s), rr_s)
    )
    ours = electrocardiogram(r_s, waves, baseline(times), 360)
    later = times > 8  # where the start has decayed to exp(-8)
    assert np.abs(ours - published)[later].max() < 1e-3 * np.ptp(published[later])


def test_unequal_intervals_change_the_published_waves_little():
    rng = np.random.default_rng(0)
    times = np.arange(int(16 * 360)) / 360
    rr_s = 0.9 + 0.04 * rng.standard_normal(22)
    published = published_equations(rr_s, lambda t: 0.0, times)
    r_s = np.concatenate([[0], np.cumsum(rr_s)])[:-1]
    around = (rr_s + np.roll(rr_s, 1)) / 2
    waves = waves_of_angles(PUBLISHED_ANGLE, PUBLISHED_STRENGTH, PUBLISHED_WIDTH, around)
    ours = electrocardiogram(r_s, waves, np.zeros(len(times)), 360)
    later = (times > 8) & (times < 15)
    difference = (ours - published)[later]
    assert np.sqrt((difference**2).mean()) < 0.03 * np.ptp(published[later])
    assert np.corrcoef(ours[later], published[later])[0, 1] > 0.98


def test_the_tachogram_has_the_two_bands_and_their_ratio():
    rng = np.random.default_rng(1)
    series = tachogram(600, 0.8, 0.05, 0.5, 0.1, 0.25, 0.01, rng)
    assert series.mean() == pytest.approx(0.8, abs=0.002)
    assert series.std() == pytest.approx(0.05, rel=0.02)
    power = np.abs(np.fft.rfft(series - series.mean())) ** 2
    hz = np.fft.rfftfreq(len(series), 1 / RATE_HZ)
    low, high = power[abs(hz - 0.1) < 0.04].sum(), power[abs(hz - 0.25) < 0.04].sum()
    assert low / high == pytest.approx(0.5, rel=0.05)
    assert (low + high) / power.sum() > 0.98


def test_band_noise_has_unit_power_within_its_band():
    noise = band_noise(3600, 360, (20, 40), np.random.default_rng(0))
    power = np.abs(np.fft.rfft(noise)) ** 2
    hz = np.fft.rfftfreq(3600, 1 / 360)
    assert (noise**2).mean() == pytest.approx(1)
    assert power[(hz < 19.9) | (hz > 40.1)].sum() < 1e-9 * power.sum()


def test_the_default_card_is_about_as_large_and_mixed_as_it_says(default):
    _, samples = default
    table = samples.table
    assert 9_000 < len(table) < 14_000
    assert samples.values.shape == (len(table), 281, 2)
    assert samples.values.dtype == np.float32
    shares = table["label"].value_counts(normalize=True)
    assert shares["N"] == pytest.approx(0.89, abs=0.02)
    assert 0.02 < shares["S"] < 0.04
    assert 0.055 < shares["V"] < 0.075
    assert 0.006 < shares["F"] < 0.015


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_do_not_hang_on_the_seed(seed):
    shares = source(seed=seed).load(CLASSES).table["label"].value_counts(normalize=True)
    assert shares["N"] == pytest.approx(0.89, abs=0.02)
    assert 0.006 < shares["F"] < 0.015


def test_a_quarter_of_the_patients_has_more_than_half_of_the_ectopic_beats(default):
    table = default[1].table
    for label in ("S", "V", "F"):
        counts = (table["label"] == label).groupby(table["group"]).sum().sort_values()
        assert counts.iloc[-15:].sum() > 0.5 * counts.sum(), label


def test_every_class_is_in_the_test_part_and_in_small_subsets(default):
    card, samples = default
    table = samples.table
    assert set(table.loc[table["role"] == "test", "label"]) == set(CLASSES)
    pool = table[table["role"] == "pool"].reset_index(drop=True)
    for size, least in zip(card.training_sizes[:2], (0.9, 1.0), strict=True):
        drawn = [draw(pool, size, card.validation_share, seed).train for seed in range(20)]
        complete = [{"N", "S", "V"} <= set(pool["label"].iloc[train]) for train in drawn]
        assert np.mean(complete) >= least
    assert card.training_sizes[-1] <= pool["group"].nunique()


def test_tiny_card_has_every_class_in_both_parts():
    card = read_card(Path("tests/cards/ecg_tiny.yaml"))
    table = prepare(card.source, card.classes, card.split, seed=0).table
    assert (pd.crosstab(table["role"], table["label"]) > 0).all(axis=None)


def test_seed_and_assumptions_fix_the_data_whatever_the_threads():
    small = {"patients": 8, "seconds": (20, 30)}
    one, two = source(**small).load(CLASSES, 1), source(**small).load(CLASSES, 4)
    other = source(**small, seed=1).load(CLASSES)
    assert np.array_equal(one.values, two.values)
    assert np.array_equal(one.recordings.signal, two.recordings.signal)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert not np.array_equal(one.recordings.signal[:1000], other.recordings.signal[:1000])


def test_windows_are_cut_around_the_r_peaks_of_the_recordings(default):
    _, samples = default
    for group, own in samples.table.groupby("group"):
        signal, rate = samples.recordings.of(group)
        assert rate == 360
        place = int(own["r_peak"].iloc[5])
        window = samples.values[own.index[5], :, 0]
        np.testing.assert_array_equal(window, signal[place - 101 : place + 180])
        np.testing.assert_allclose(own["rr_before_s"].iloc[1:], np.diff(own["r_peak"]) / 360)
        assert own["rr_before_s"].isna().tolist() == [True] + [False] * (len(own) - 1)


@pytest.mark.parametrize("rate", [100, 250, 500])
def test_the_sampling_rate_does_not_change_the_beats(rate):
    at_360, other = (
        source(patients=8, seconds=(30, 30), sampling_rate_hz=hz).load(CLASSES)
        for hz in (360, rate)
    )
    assert at_360.table["label"].equals(other.table["label"])
    marks = [s.truth["landmarks"][list(LANDMARKS)] for s in (at_360, other)]
    np.testing.assert_allclose(marks[0] / 360, marks[1] / rate, atol=1e-9)
    assert other.values.shape[1] == round(0.28 * rate) + round(0.5 * rate)


def test_truth_is_in_step_with_the_samples_and_stays_beside():
    small = source(patients=8, seconds=(30, 30))
    every, some = small.load(CLASSES), small.load(["N", "V"])
    marks = some.truth["landmarks"]
    assert len(marks) == len(some.table) == len(some.truth["beats"])
    assert (marks["group"] == some.table["group"]).all()
    assert (marks["r_peak"] - some.table["r_peak"]).abs().max() <= 0.5
    assert len(every.table) == len(some.table) + len(some.rejected)
    assert set(some.rejected["reason"]) <= {
        f"class {label} is not among the card's classes" for label in "SF"
    }
    known = set(LANDMARKS) - {"r_peak"} | {"aberrant", "circumstance", "ventricular"}
    assert not known & set(some.table.columns)


def test_landmarks_are_in_order_and_absent_only_where_a_wave_is(recordings):
    for recording in recordings:
        beats = recording.beats
        for wave in ("p", "t"):
            marks = beats[[f"{wave}_on", f"{wave}_peak", f"{wave}_off"]].dropna()
            assert (marks.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
        assert (beats["qrs_on"] < beats["r_peak"]).all()
        assert (beats["r_peak"] < beats["qrs_off"]).all()
        assert beats[["qrs_on", "r_peak", "qrs_off", "t_peak"]].notna().all(axis=None)
        p_seen = beats["p_peak"].notna()
        assert not p_seen[beats["label"] == "V"].any()
        sinus = beats["label"] == "N"
        assert (p_seen[sinus] == (recording.patient.kind != "fibrillation")).all()


def test_the_r_peak_is_the_farthest_deflection_of_the_clean_signal(recordings):
    for recording in recordings:
        if recording.patient.kind == "fibrillation":
            continue
        normal = recording.beats[recording.beats["label"] == "N"]
        places = normal["r_peak"].round().astype(int).to_numpy()[:, None] + np.arange(-8, 9)
        highest = recording.clean_mv[places].argmax(axis=1) - 8
        assert np.abs(highest).max() <= 1


def test_s_resets_the_sinus_node_and_v_does_not():
    steady = {"rhythm": {"rr_sd_ms": [0, 1], "fibrillation_share": 0}}
    still = {"interpolated_share": 0, "couplet_share": 0, "f_share": 0, "s_pause": [1, 1]}
    settings = EcgSettings.model_validate({**steady, "ectopy": still})
    checked = {"S": 0, "V": 0}
    for recording in simulate(settings, 0, 20, (60, 60)):
        beats, rr = recording.beats, recording.patient.rr_s
        interval = np.diff(beats["r_peak"]) / 360
        label = beats["label"].to_numpy()
        alone = np.flatnonzero((label[1:-1] != "N") & (label[:-2] == "N") & (label[2:] == "N"))
        for place in alone:
            before, after = interval[place], interval[place + 1]
            checked[label[place + 1]] += 1
            assert before < rr - 0.005
            if label[place + 1] == "V":
                assert before + after == pytest.approx(2 * rr, abs=0.1)
            else:
                assert after == pytest.approx(rr, abs=0.1)
    assert min(checked.values()) > 20


def test_v_beats_are_wide_and_blocks_too(recordings):
    width = pd.concat(
        recording.beats.assign(
            kind=recording.patient.kind,
            ms=(recording.beats["qrs_off"] - recording.beats["qrs_on"]) / 0.36,
        )
        for recording in recordings
    )
    normal = width.query("label == 'N'").groupby("kind")["ms"]
    assert normal.median()["sinus"] < 110
    assert normal.median()["block"] > 120
    assert width.query("label == 'V'")["ms"].median() > 120
    assert width.query("label == 'S' and aberrant")["ms"].min() > 110


def test_noise_is_added_to_the_same_beats_and_has_its_level():
    quiet = EcgSettings.model_validate({"noise": SILENT})
    for silent, noisy in zip(
        simulate(quiet, 0, 8, (20, 20)), simulate(EcgSettings(), 0, 8, (20, 20)), strict=True
    ):
        pd.testing.assert_frame_equal(silent.beats, noisy.beats)
        np.testing.assert_allclose(silent.signal_mv, silent.clean_mv, atol=1e-6)
        np.testing.assert_array_equal(silent.clean_mv, noisy.clean_mv)
        spectrum = np.abs(np.fft.rfft(noisy.signal_mv - noisy.clean_mv)) / len(noisy.signal_mv)
        hz = np.fft.rfftfreq(len(noisy.signal_mv), 1 / 360)
        hum = 2 * np.sqrt((spectrum[abs(hz - 60) < 0.3] ** 2).sum())
        assert hum == pytest.approx(noisy.patient.noise.mains, rel=0.15, abs=0.003)


@pytest.mark.parametrize("noisy", [False, True])
def test_the_detector_finds_the_beats(recordings, noisy):
    matches = []
    for recording in recordings:
        signal = recording.signal_mv if noisy else recording.clean_mv
        places = recording.beats["r_peak"].round().astype(int).to_numpy()
        lead = AnnotatedLead(signal, 360, places, np.zeros(len(signal), bool))
        matches.append(match_r_peaks(lead, detect_r_peaks(signal, 360)))
    assert total(matches).sensitivity() > 0.99
    assert total(matches).precision() > 0.99


def delineated(recordings, noisy):
    for recording in recordings:
        signal = recording.signal_mv if noisy else recording.clean_mv
        places = recording.beats["r_peak"].round().astype(int)
        yield recording, delineate(signal, recording.sampling_rate_hz, places)


@pytest.mark.parametrize(
    ("noisy", "largest_sd_ms"),
    [
        (False, {"p_peak": 2, "p_on": 5, "qrs_on": 12, "qrs_off": 14, "t_peak": 6, "t_off": 10}),
        (True, {"p_peak": 4, "p_on": 8, "qrs_on": 24, "qrs_off": 16, "t_peak": 7, "t_off": 12}),
    ],
)
def test_landmarks_are_found_where_they_are(recordings, noisy, largest_sd_ms):
    errors, true = {}, {}
    for recording, found in delineated(recordings, noisy):
        name = len(errors)
        true[name] = recording.beats[list(LANDMARKS)]
        errors[name] = mark_errors(true[name], [found], 360)[0]
    summary = summarise_errors(errors, true)
    for mark, largest in largest_sd_ms.items():
        assert summary.loc[mark, "sd_ms"] < largest, mark
    assert (summary["sensitivity_pct"] > 88).all()
    assert summary["mean_ms"].abs().max() < 12
    assert summary.loc[["p_peak", "t_peak"], "mean_ms"].abs().max() < 3


@pytest.mark.parametrize("noisy", [False, True])
def test_few_p_waves_are_invented(recordings, noisy):
    in_v, in_fibrillation = [], []
    for recording, found in delineated(recordings, noisy):
        beats = recording.beats
        flags = p_waves_where_none_is_marked(beats, found)
        fibrillating = recording.patient.kind == "fibrillation"
        (in_fibrillation if fibrillating else in_v).append(flags)
    assert np.concatenate(in_v).mean() < 0.05
    assert np.concatenate(in_fibrillation).mean() < 0.05


@pytest.mark.parametrize("name", ["landmarks", "morphology", "template"])
def test_feature_sets_of_recordings_take_its_samples(name):
    samples = source(patients=8, seconds=(30, 30)).load(CLASSES)
    table = samples.table.assign(sample=range(len(samples.table)))
    features, _ = extract(name, samples.values, table, samples.recordings)
    assert len(features) == len(table)
    assert features.notna().any().all()


def test_the_rhythm_features_take_its_samples(default):
    _, samples = default
    features, _ = extract("rhythm", samples.values, samples.table, samples.recordings)
    early = features["rr_before_to_local"].groupby(samples.table["label"]).median()
    assert early["S"] < 0.9 and early["V"] < 0.9
    assert early["N"] == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"patients": 3}, "patients"),
        ({"sampling_rate_hz": 50}, "sampling_rate_hz"),
        ({"seconds": [2, 3]}, "seconds: a recording lasts 5 to 100,000 s"),
        ({"assumptions": {"noise": {"mains_hz": 55}}}, "assumptions.noise.mains_hz"),
        ({"assumptions": {"noise": {"muscle_mv": [0, 1]}}}, "muscle_mv is drawn log-uniformly"),
        ({"assumptions": {"noise": {"muscle_hz": [80, 150]}}}, "muscle_hz must begin below 50 Hz"),
        ({"assumptions": {"rhythm": {"lf_hf": [3, 1]}}}, "rhythm.lf_hf: a range is"),
        ({"assumptions": {"rhythm": {"block_share": 0.95}}}, "fibrillation_share and block_share"),
        ({"assumptions": {"ectopy": {"v_share": 0.19}}}, "v_share is 0.19"),
        ({"assumptions": {"ectopy": {"s_coupling": [0.5, 1.2]}}}, "s_coupling must lie within"),
        ({"assumptions": {"ectopy": {"v_shar": 0.1}}}, "did you mean 'v_share'"),
        (
            {"assumptions": {"morphology": {"p": {"height_mv": [0, 1], "width_ms": [0, 5]}}}},
            "morphology.p.width_ms: expected a range above 0",
        ),
    ],
)
def test_bad_settings_are_told_by_their_key(changes, message):
    with pytest.raises(CraftbenchError, match=message.replace(".", r"\.")):
        source(**changes)


def test_simulate_refuses_what_it_cannot_simulate():
    with pytest.raises(ValueError, match="patients=0"):
        simulate(EcgSettings(), 0, 0, (10, 10))

"""R peaks of hearts and recordings that mislead detectors: tall T waves, pauses, hum, jolts."""

import os
from pathlib import Path

import numpy as np
import pytest
from wfdb.processing import compare_annotations

from features.ecg import detect_r_peaks
from features.mains_hum import without_mains_hum
from performance import difficult_ecg as difficult
from performance.r_peak_accuracy import AnnotatedLead, annotated_lead, match_r_peaks

MITDB = Path(os.environ.get("CRAFTBENCH_DATA", "")) / "mitdb"
needs_mitdb = pytest.mark.skipif(
    "CRAFTBENCH_DATA" not in os.environ or not (MITDB / "100.dat").exists(),
    reason="CRAFTBENCH_DATA names no folder with mitdb",
)


def missed_and_false(ecg):
    beats = np.rint(ecg.beats["r_s"].to_numpy() * ecg.fs).astype(int)
    peaks = detect_r_peaks(ecg.signal, ecg.fs)
    matched = compare_annotations(beats, peaks, int(0.15 * ecg.fs))
    return matched.fn, matched.fp


@pytest.mark.parametrize("rate", [30, 45, 60, 90, 120, 140])
@pytest.mark.parametrize("kind", ["tall_t", "small_rs", "peaked_t"])
def test_a_t_wave_higher_than_the_qrs_complex_is_no_beat(kind, rate):
    assert missed_and_false(getattr(difficult, kind)(rate)) == (0, 0)


@pytest.mark.parametrize("height", [0.5, 0.8, 1.5])
def test_tented_t_waves_of_any_height_are_no_beats(height):
    assert missed_and_false(difficult.peaked_t(75, height=height)) == (0, 0)


@pytest.mark.parametrize("rate", [20, 22, 24, 26, 30])
@pytest.mark.parametrize("t_height", [0.2, 0.4, 1.0])
def test_slow_hearts_have_only_their_beats(rate, t_height):
    assert missed_and_false(difficult.slow_heart(rate, t_height=t_height)) == (0, 0)


@pytest.mark.parametrize("pause_s", [5, 8, 9, 10])
def test_a_pause_holds_no_beats_and_those_after_it_are_found(pause_s):
    assert missed_and_false(difficult.pauses(pause_s)) == (0, 0)


@pytest.mark.parametrize("coupling_s", [0.45, 0.5, 0.55, 0.6])
def test_ectopic_beats_soon_after_each_sinus_beat_are_no_t_waves(coupling_s):
    assert missed_and_false(difficult.bigeminy(coupling_s)) == (0, 0)


@pytest.mark.parametrize("hz", [50, 60, 60.05])
@pytest.mark.parametrize("offset_mv", [0.0, 300.0])
def test_hum_is_taken_off_and_the_offset_stays(hz, offset_mv):
    hum = difficult.with_hum(np.full(5000, offset_mv), 250.0, 1.0, hz)
    rest = without_mains_hum(hum, 250.0) - offset_mv
    assert np.abs(rest[150:-150]).max() < 0.03
    assert np.abs(rest).max() < 0.2


def test_an_ecg_without_hum_is_hardly_changed():
    signal = difficult.drawn_ecg(difficult.regular_beats(70, 60), 60, noise_mv=0.0).signal
    assert np.abs(without_mains_hum(signal, 250.0) - signal).max() < 0.005


@pytest.mark.parametrize("height_mv", [-3.0, 3.0])
def test_steps_of_the_baseline_are_no_beats_and_hide_at_most_one(height_mv):
    ecg = difficult.drawn_ecg(difficult.regular_beats(70, 60), 60)
    steps = height_mv * (np.arange(len(ecg.signal)) // 400 % 2)
    stepped = ecg._replace(signal=ecg.signal + np.convolve(steps, np.ones(8) / 8, mode="same"))
    missed, false = missed_and_false(stepped)
    assert (missed <= 1, false) == (True, 0)


@needs_mitdb
@pytest.mark.parametrize("amplitude_mv", [0.5, 1.0])
def test_hum_on_a_real_record_makes_no_false_beats(amplitude_mv):
    lead = annotated_lead(MITDB / "100")
    noisy = difficult.with_hum(lead.signal, lead.fs, amplitude_mv)
    matches = match_r_peaks(lead, detect_r_peaks(noisy, lead.fs))
    assert matches.missed + matches.false <= 4


@needs_mitdb
@pytest.mark.parametrize(
    ("snr_db", "sensitivity", "precision"), [(6, 0.995, 0.99), (0, 0.99, 0.98), (-6, 0.98, 0.95)]
)
def test_jolts_of_an_electrode(snr_db, sensitivity, precision):
    lead = annotated_lead(MITDB / "103")
    samples = int(600 * lead.fs)
    beats = lead.beats[lead.beats < samples]
    signal = difficult.with_motion(lead.signal[:samples], lead.fs, beats, snr_db)
    jolted = AnnotatedLead(signal, lead.fs, beats, lead.flutter[:samples])
    matches = match_r_peaks(jolted, detect_r_peaks(signal, lead.fs))
    assert matches.sensitivity() >= sensitivity
    assert matches.precision() >= precision

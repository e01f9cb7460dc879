"""Beats of paced hearts, and the spikes of a pacemaker."""

import sys

import numpy as np
import pytest
from conftest import PROJECT

from features.ecg import delineate, detect_r_peaks
from features.pacing_spikes import pacing_spikes, without_spikes

sys.path.append(str(PROJECT / "performance"))
from difficult_ecg import drawn_ecg, regular_beats
from paced_ecg import ATRIAL_S, PACED_WAVES, VENTRICULAR_S, paced_heart

SPIKES_MV = [
    (0.0, 0.0),
    (1, 0.0),
    (-2, 0.0),
    (5, 0.0),
    (-5, 0.0),
    (2, 2),
    (-2, -2),
    (5, 5),
    (2, -2),
]


@pytest.mark.parametrize("fs", [250.0, 1000.0])
@pytest.mark.parametrize("kind", PACED_WAVES)
@pytest.mark.parametrize(("spike_mv", "atrial_mv"), SPIKES_MV)
def test_r_peaks_lie_in_the_qrs_complex_and_t_waves_are_found(kind, spike_mv, atrial_mv, fs):
    ecg = paced_heart(kind, spike_mv, atrial_mv, fs, seconds=15.0)
    peaks = detect_r_peaks(ecg.signal, fs)
    assert len(peaks) == len(ecg.beats)
    assert (np.abs(peaks / fs - ecg.beats["r_s"]) < 0.05).all()  # the spike is 75 ms before
    t_s = delineate(ecg.signal, fs, peaks)["t_peak"] / fs
    assert ((t_s - ecg.beats["t_s"]).abs() < 0.04).mean() >= 0.95


@pytest.mark.parametrize("kind", PACED_WAVES)
@pytest.mark.parametrize("spike_mv", [-5, -1, 1, 5])
def test_the_end_of_the_qrs_complex_does_not_depend_on_the_spike(kind, spike_mv):
    usual_s = []
    for height in (0.0, spike_mv):
        ecg = paced_heart(kind, height)
        beats = np.rint(ecg.beats["r_s"] * ecg.fs).astype(int)
        marks = delineate(ecg.signal, ecg.fs, beats)
        usual_s.append((marks["qrs_off"] / ecg.fs - ecg.beats["r_s"]).median())
    assert abs(usual_s[1] - usual_s[0]) < 0.01


@pytest.mark.parametrize("height_mv", [-5, 5])
def test_an_atrial_spike_is_no_p_wave(height_mv):
    ecg = paced_heart("upright", height_mv, height_mv)
    beats = np.rint(ecg.beats["r_s"] * ecg.fs).astype(int)
    p_s = delineate(ecg.signal, ecg.fs, beats)["p_peak"] / ecg.fs
    assert ((p_s - ecg.beats["p_s"]).abs() < 0.03).mean() >= 0.95


def test_spikes_are_found_and_nothing_else():
    ecg = paced_heart("upright", 2, -2)
    r_s = ecg.beats["r_s"].to_numpy()
    expected = np.sort(np.concatenate([r_s + VENTRICULAR_S, r_s + ATRIAL_S]))
    spikes = pacing_spikes(ecg.signal)
    distance = np.abs(spikes / ecg.fs - expected[:, None])
    assert (distance.min(axis=1) < 0.012).mean() >= 0.97
    assert (distance.min(axis=0) < 0.012).all()


@pytest.mark.parametrize("width_s", [0.008, 0.01, 0.03])
def test_the_qrs_complexes_of_a_heart_without_a_pacemaker_are_no_spikes(width_s):
    waves = {"r": (0.0, width_s, 1.0), "t": (0.28, 0.045, 0.3)}
    signal = drawn_ecg(regular_beats(70, 60), 60, waves=waves).signal
    spikes = pacing_spikes(signal)
    assert len(spikes) == 0
    assert without_spikes(signal, spikes) is signal


def test_spikes_near_the_ends_and_short_signals():
    signal = np.zeros(200)
    signal[[1, 3, 100, 198]] = 1.0
    bare = without_spikes(signal, pacing_spikes(signal))
    assert bare[100] == 0
    assert np.isfinite(bare).all()
    assert len(pacing_spikes(np.ones(5))) == 0


@pytest.mark.parametrize("kind", PACED_WAVES)
@pytest.mark.parametrize("spike_mv", [2, -5])
def test_a_paced_qrs_complex_begins_with_its_spike(kind, spike_mv):
    ecg = paced_heart(kind, spike_mv)
    beats = detect_r_peaks(ecg.signal, ecg.fs)
    qrs_on = delineate(ecg.signal, ecg.fs, beats)["qrs_on"].to_numpy()
    spikes = pacing_spikes(ecg.signal)
    distance = np.abs(spikes - qrs_on[:, None]).min(axis=1) / ecg.fs
    assert np.median(distance) < 0.006 and np.quantile(distance, 0.9) < 0.025

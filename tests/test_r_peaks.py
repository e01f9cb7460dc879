"""R peaks: what has to hold on made-up ECGs, and the published accuracy on mitdb."""

import os
from pathlib import Path

import numpy as np
import pytest
from gaussian_ecg import WAVES, gaussian_ecg

from features.ecg import detect_r_peaks
from features.r_peaks import _detect_in_chunks
from performance.r_peak_accuracy import annotated_lead, match_r_peaks, total

MITDB = Path(os.environ.get("CRAFTBENCH_DATA", "")) / "mitdb"
needs_mitdb = pytest.mark.skipif(
    "CRAFTBENCH_DATA" not in os.environ or not (MITDB / "100.dat").exists(),
    reason="CRAFTBENCH_DATA names no folder with mitdb",
)


@pytest.mark.parametrize("fs", [100, 128, 250, 257, 333.33, 360, 500, 1000])
def test_every_beat_is_found_at_its_peak_whatever_the_sampling_rate(fs):
    signal, r_s = gaussian_ecg(fs, noise_mv=0.01)
    peaks = detect_r_peaks(signal, fs)
    assert len(peaks) == len(r_s)
    assert np.abs(peaks / fs - r_s).max() <= 0.75 / fs + 0.002


@pytest.mark.parametrize("rr_s", [0.33, 0.5, 1.0, 1.8])
def test_heart_rates_from_33_to_180_beats_a_minute(rr_s):
    waves = dict(WAVES)
    waves["t"] = (min(0.28, 0.55 * rr_s), 0.03, 0.3)
    waves["p"] = (-min(0.17, 0.25 * rr_s), 0.015, 0.15)
    signal, r_s = gaussian_ecg(250, rr_s=rr_s, jitter_s=0.01, waves=waves, noise_mv=0.01)
    assert len(detect_r_peaks(signal, 250)) == len(r_s)


def test_tall_t_waves_are_no_beats():
    tall = {**WAVES, "t": (0.28, 0.04, 0.9)}
    signal, r_s = gaussian_ecg(360, waves=tall, noise_mv=0.01)
    assert len(detect_r_peaks(signal, 360)) == len(r_s)


def test_a_small_beat_amid_large_ones_is_found():
    signal, r_s = gaussian_ecg(250, jitter_s=0.0)
    small = slice(int((r_s[30] - 0.4) * 250), int((r_s[30] + 0.4) * 250))
    signal[small] *= 0.45
    assert len(detect_r_peaks(signal, 250)) == len(r_s)


@pytest.mark.parametrize("scale", [1e-3, 200.0, -1.0])
def test_unit_and_polarity_do_not_matter(scale):
    signal, _ = gaussian_ecg(360, noise_mv=0.005)
    np.testing.assert_array_equal(detect_r_peaks(scale * signal, 360), detect_r_peaks(signal, 360))


def test_an_offset_of_the_electrodes_does_not_matter():
    signal, _ = gaussian_ecg(360, noise_mv=0.005)
    np.testing.assert_array_equal(detect_r_peaks(signal + 50, 360), detect_r_peaks(signal, 360))


@pytest.mark.parametrize("lag", [1, 7, 250])
def test_later_samples_give_later_peaks(lag):
    signal, _ = gaussian_ecg(250, noise_mv=0.005)
    peaks = detect_r_peaks(signal, 250)
    later = detect_r_peaks(np.concatenate([np.full(lag, signal[0]), signal]), 250)
    np.testing.assert_array_equal(later, peaks + lag)


@pytest.mark.parametrize("fs", [250, 360])
def test_chunks_do_not_show(fs):
    signal, _ = gaussian_ecg(fs, seconds=900, noise_mv=0.02)
    whole = _detect_in_chunks(signal, float(fs), chunk_s=10_000, overlap_s=60)
    np.testing.assert_array_equal(_detect_in_chunks(signal, float(fs), 50, 60), whole)
    np.testing.assert_array_equal(detect_r_peaks(signal, fs), whole)


@pytest.mark.parametrize("fill", [np.nan, 0.0, 5.0, np.inf])
def test_no_beats_in_a_missing_flat_or_saturated_stretch_and_all_others(fill):
    signal, r_s = gaussian_ecg(360, noise_mv=0.005)
    signal[5000:8000] = fill
    peaks = detect_r_peaks(signal, 360)
    expected = np.rint(r_s * 360).astype(int)
    expected = expected[(expected < 4950) | (expected > 8050)]
    assert not ((peaks >= 5000) & (peaks < 8000)).any()
    outside = peaks[(peaks < 4950) | (peaks > 8050)]
    assert len(outside) == len(expected)


@pytest.mark.parametrize("signal", [np.full(5000, np.nan), np.ones(5000), np.zeros(40), [0.3]])
def test_nothing_to_find_is_an_empty_array_of_indices(signal):
    peaks = detect_r_peaks(signal, 250)
    assert peaks.shape == (0,)
    assert np.issubdtype(peaks.dtype, np.integer)


def test_a_silent_pause_holds_no_beats():
    signal, r_s = gaussian_ecg(250, noise_mv=0.0, seconds=120)
    noise = 0.01 * np.random.default_rng(1).standard_normal(len(signal))
    signal[10_000:16_000] = signal[10_000]
    peaks = detect_r_peaks(signal + noise, 250)
    assert not ((peaks > 10_050) & (peaks < 15_950)).any()
    assert len(peaks) > 0.7 * len(r_s)


@pytest.mark.parametrize("fs", [0, -250, 99, 1001, np.nan, np.inf, None, "250"])
def test_an_impossible_sampling_rate_is_refused(fs):
    with pytest.raises(ValueError, match=r"fs: expected 100 to 1000 samples per second, found"):
        detect_r_peaks(np.zeros(1000), fs)


@pytest.mark.parametrize(
    ("signal", "found"),
    [
        (np.empty(0), "found none"),
        (np.zeros((1000, 2)), r"found shape \(1000, 2\)"),
        (np.array(["0.1", "0.2"]), "found <U3"),
        (np.zeros(10, dtype=complex), "found complex128"),
    ],
)
def test_what_is_not_one_lead_is_refused(signal, found):
    with pytest.raises(ValueError, match=f"signal_mv: expected .*{found}"):
        detect_r_peaks(signal, 250)


@needs_mitdb
def test_sensitivity_and_precision_on_mitdb():
    """Ten records, among them the hardest; all 48 in performance/ecg_landmarks.py."""
    names = ("100", "104", "105", "108", "119", "201", "207", "208", "222", "233")
    matches = []
    for name in names:
        lead = annotated_lead(MITDB / name)
        matches.append(match_r_peaks(lead, detect_r_peaks(lead.signal, lead.fs)))
    assert total(matches).sensitivity() >= 0.997
    assert total(matches).precision() >= 0.992
    assert min(match.sensitivity() for match in matches) >= 0.98

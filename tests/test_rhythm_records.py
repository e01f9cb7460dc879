"""P waves counted in pieces: every beat is judged once, in the piece that holds it."""

import numpy as np
import pandas as pd
import pytest

from features.ecg import delineate
from performance import difficult_ecg as difficult
from performance.rhythm_records import Rhythm, p_given, read_rhythm


def lead_of(beats, samples, fs=100.0):
    beats = np.asarray(beats)
    symbol, rhythm = np.full(len(beats), "N"), np.full(len(beats), "(N", dtype=object)
    return Rhythm(np.arange(samples, dtype=float), fs, beats, symbol, rhythm)


@pytest.mark.parametrize("piece_s", [1.0, 2.5, np.inf])
def test_each_beat_is_judged_once_at_its_own_samples(piece_s):
    lead = lead_of([0, 99, 100, 250, 420, 499], 500)
    seen = []

    def landmarks(signal, fs, beats):
        seen.extend(signal[beats])
        return pd.DataFrame({"p_peak": np.where(signal[beats] >= 250, 1.0, np.nan)})

    np.testing.assert_array_equal(p_given(lead, landmarks, piece_s), lead.r_peaks >= 250)
    np.testing.assert_array_equal(seen, lead.r_peaks)


def test_pieces_of_a_regular_heart_keep_nearly_all_p_waves():
    ecg = difficult.bigeminy(0.5)
    beats = np.rint(ecg.beats["r_s"] * ecg.fs).astype(int).to_numpy()
    lead = lead_of(beats, len(ecg.signal), ecg.fs)._replace(signal=ecg.signal)
    sinus = ~ecg.beats["ectopic"].to_numpy()
    assert p_given(lead, delineate)[sinus].mean() >= 0.97
    assert p_given(lead, delineate, 10.0)[sinus].mean() >= 0.9


def test_the_rhythm_of_a_beat_is_the_last_one_noted_before_it(real_data):
    lead = read_rhythm(real_data / "mitdb" / "202", minutes=30.1)
    assert set(lead.rhythm) == {"(N", "(AFIB", "(AFL"}  # as in the directory of the database
    assert np.all(np.diff(lead.r_peaks) > 0)
    assert set(lead.symbol) <= set("NLRAV")
    short = read_rhythm(real_data / "mitdb" / "202", minutes=2.0)
    assert len(short.signal) == 2 * 60 * 360
    np.testing.assert_array_equal(short.r_peaks, lead.r_peaks[: len(short.r_peaks)])

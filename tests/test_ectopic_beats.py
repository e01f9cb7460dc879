"""Ectopic beats, and P waves of the sinus beats among them."""

import sys

import numpy as np
import pytest
from conftest import PROJECT

from features.ecg import delineate
from features.ectopic_beats import ectopic_beats, rhythm_of

sys.path.append(str(PROJECT / "performance"))
from ectopic_ecg import (
    ECTOPIC_RHYTHMS,
    fibrillation_with_ectopic_beats,
    sinus_with_ectopic_beats,
)


def shares_with_p(pieces):
    """Of sinus beats with a P wave within 40 ms of the true one, and of ectopic beats with any."""
    right, ectopic = [], []
    for ecg in pieces:
        beats = np.rint(ecg.beats["r_s"] * ecg.fs).astype(int)
        p_s = delineate(ecg.signal, ecg.fs, beats)["p_peak"] / ecg.fs
        right += list(((p_s - ecg.beats["p_s"]).abs() < 0.04)[ecg.beats["p_s"].notna()])
        ectopic += list(p_s.notna()[ecg.beats["ectopic"]])
    return np.mean(right), np.mean(ectopic) if ectopic else 0.0


@pytest.mark.parametrize("kind", ECTOPIC_RHYTHMS)
def test_sinus_beats_keep_their_p_wave_and_ectopic_beats_have_none(kind):
    sinus, ectopic = shares_with_p(sinus_with_ectopic_beats(kind, seed) for seed in range(20))
    # the P waves after interpolated beats, every second one, lie within their T waves
    assert sinus >= {"interpolated": 0.35, "mixed": 0.7}.get(kind, 0.85)
    assert ectopic <= 0.05


def test_fibrillation_with_ectopic_beats_has_no_p_waves():
    pieces = [fibrillation_with_ectopic_beats(seed) for seed in range(20)]
    given = [
        delineate(ecg.signal, ecg.fs, np.rint(ecg.beats["r_s"] * ecg.fs).astype(int))["p_peak"]
        for ecg in pieces
    ]
    assert np.concatenate(given).size > 0
    assert np.isfinite(np.concatenate(given)).mean() <= 0.04


def test_an_early_complex_of_another_shape_or_size_is_ectopic():
    time = np.linspace(-1, 1, 21)
    shapes = np.tile(np.sin(3 * time), (20, 1))
    shapes[5] = np.cos(3 * time)
    shapes[9] *= 2.5
    shapes[12] *= -1
    shapes[15] = 0
    early = np.isin(np.arange(20), [2, 5, 9, 12, 15])
    assert list(np.flatnonzero(ectopic_beats(shapes, early))) == [5, 9, 12, 15]
    assert not ectopic_beats(shapes, np.zeros(20, dtype=bool)).any()


def test_the_intervals_around_ectopic_beats_do_not_count():
    rr = np.full(40, 200)
    rr[[4, 10, 13, 20, 27, 31]] = 110  # early
    rr[[5, 11, 14, 21, 28, 32]] = 290  # the compensatory pause
    r = np.cumsum(rr)
    ectopic = rr == 110
    rhythm = rhythm_of(r, ectopic)
    assert (rhythm.irregularity == 0).all()
    assert (rhythm.typical == ~ectopic).all()


def test_without_ectopic_beats_all_intervals_count():
    r = np.cumsum(np.random.default_rng(0).integers(100, 300, 50))
    rhythm = rhythm_of(r, np.zeros(50, dtype=bool))
    assert (rhythm.irregularity > 0.08).all()


def test_a_beat_soon_after_an_interpolated_one_is_not_typical():
    rr = np.tile([200, 200, 200, 95, 105], 8)
    rhythm = rhythm_of(np.cumsum(rr), rr == 95)
    assert not rhythm.typical[rr == 105].any()
    assert rhythm.typical[rr == 200].all()


@pytest.mark.parametrize("beats", [1, 2, 3])
def test_few_beats(beats):
    rhythm = rhythm_of(np.arange(1, beats + 1) * 200, np.zeros(beats, dtype=bool))
    assert rhythm.typical.all()
    assert (rhythm.irregularity == 0).all()

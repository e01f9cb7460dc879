"""Facts from which an expert decides the class of a heartbeat, on synthetic rhythms."""

import numpy as np
import pytest
from gaussian_ecg import WAVES

from features import FEATURE_SETS
from features.p_repetition import p_repetition
from features.qrs_beginning import qrs_beginning
from features.qrs_clusters import qrs_clusters
from features.record_scaled import RecordScaled
from features.rule_evidence import RULE_COLUMNS, rule_evidence
from features.sinus_interval import sinus_interval

FS = 360.0
WIDE = {"r": (0.0, 0.05, -1.0), "t": (0.28, 0.04, -0.3)}
ABERRATED = {
    **{name: WAVES[name] for name in ("q", "r")},
    "s": (0.05, 0.02, -0.6),
    "t": (0.32, 0.04, -0.2),
}
NO_P = {name: wave for name, wave in WAVES.items() if name != "p"}


def interval_of(rr, usual_p=None):
    usual = np.ones(len(rr), bool)
    return sinus_interval(np.asarray(rr, float), usual, usual if usual_p is None else usual_p)


def test_the_sinus_interval_is_that_of_a_steady_rhythm_and_ignores_early_beats_and_pauses():
    rr = np.full(100, 0.8)
    rr[20:100:10], rr[21:100:10] = 0.5, 1.1
    found = interval_of(rr)
    assert np.allclose(found[15:85], 0.8, atol=0.01)
    assert np.allclose(rr[20:80:10] / found[20:80:10], 0.5 / 0.8, atol=0.02)


def test_every_beat_of_a_long_run_is_early_although_the_median_around_is_the_runs():
    rr = np.concatenate([np.full(100, 0.8), np.full(60, 0.4), np.full(100, 0.8)])
    no_p = np.ones(len(rr), bool)
    no_p[100:160] = False
    assert np.allclose((rr / interval_of(rr, no_p))[100:160], 0.5, atol=0.01)


def test_no_beat_of_a_sinus_node_that_accelerates_is_early():
    rr = np.linspace(1.0, 0.6, 120)
    assert (rr / interval_of(rr) > 0.95).all()


def test_a_lasting_change_of_the_rate_with_the_usual_p_wave_is_no_run():
    rr = np.concatenate([np.full(100, 1.0), np.full(200, 0.7), np.full(100, 1.0)])
    assert np.allclose((rr / interval_of(rr))[150:250], 1, atol=0.05)


def test_the_long_beats_of_bigeminy_are_not_the_sinus_interval():
    rr = np.concatenate([np.full(50, 0.8), np.tile([0.5, 1.1], 100), np.full(50, 0.8)])
    assert np.allclose(interval_of(rr)[100:200], 0.8, atol=0.05)


def test_the_interval_is_the_same_in_reversed_time_and_nan_without_any():
    rr = 0.8 + 0.3 * (np.random.default_rng(0).random(80) < 0.2)
    assert np.allclose(interval_of(rr), interval_of(rr[::-1])[::-1])
    assert np.isnan(interval_of(np.full(3, np.nan))).all()
    assert np.isfinite(interval_of(np.append(np.nan, rr))).all()


def test_clusters_are_the_shapes_whatever_their_height_and_order():
    rng, time = np.random.default_rng(0), np.linspace(-1, 1, 50)
    shapes = np.stack([np.exp(-((time / 0.2) ** 2)), np.sin(3 * time), -np.cos(6 * time)])
    kind = rng.integers(0, 3, 200)
    rows = shapes[kind] * rng.uniform(0.5, 2, (200, 1)) + 0.02 * rng.standard_normal((200, 50))
    cluster = qrs_clusters(rows)
    assert all(len(np.unique(cluster[kind == one])) == 1 for one in range(3))
    assert len(np.unique(cluster)) == 3
    assert qrs_clusters(rows[:0]).shape == (0,)


def record_of(rr, waves, noise=5e-3):
    """Two leads with the waves of each beat, R peaks, and both RR intervals."""
    at = 1.0 + np.cumsum(rr)
    time = np.arange(0, at[-1] + 1.5, 1 / FS)
    signal = np.zeros(len(time))
    for beat, own in zip(at, waves, strict=True):
        for centre, width, height in own.values():
            near = slice(int((beat - 1) * FS), int((beat + 1) * FS))
            signal[near] += height * np.exp(-0.5 * ((time[near] - beat - centre) / width) ** 2)
    before, after = np.append(np.nan, rr[1:]), np.append(rr[1:], np.nan)
    leads = np.stack([signal, 0.5 * signal], axis=1)
    leads += noise * np.random.default_rng(0).standard_normal(leads.shape)
    return leads, FS, np.rint(at * FS).astype(int), before, after


@pytest.fixture(scope="module")
def ectopic():
    """90 beats: 30 early without P, 45, 60 and 75 early and wide without P."""
    rr, waves = np.full(90, 0.8), [dict(WAVES) for _ in range(90)]
    rr[[30, 45, 60, 75]], rr[[31, 46, 61, 76]] = 0.6, 1.0
    waves[30] = NO_P
    for beat in (45, 60, 75):
        waves[beat] = WIDE
    return record_of(rr, waves)


def test_an_early_beat_of_usual_qrs_differs_from_one_of_the_ventricles(ectopic):
    found = rule_evidence(*ectopic)
    regular = found.drop(index=[29, 30, 31, 44, 45, 46, 59, 60, 61, 74, 75, 76])[3:-3]
    assert regular["rule_early"].between(0.95, 1.05).all()
    assert (regular["rule_p_missing"].abs() < 0.15).all()
    assert (found["rule_early"][[30, 45, 60, 75]] < 0.8).all()
    assert (found["rule_pause"][[30, 45, 60, 75]] > 1.2).all()
    assert (found["rule_p_missing"][[30, 45]] > 0.4).all()
    assert found["rule_qrs_difference"][30] < 1 < found["rule_qrs_difference"][45]
    assert found["rule_qrs_width"][45] > 1.3
    assert found["rule_cluster_early"][30] > 0.95 > 0.8 > found["rule_cluster_early"][45]
    assert found["rule_cluster_pause"][45] > 1.2
    assert list(found.columns) == list(RULE_COLUMNS)


def test_in_fibrillation_no_beat_is_early_and_with_p_waves_an_irregular_rhythm_is_none():
    rr = 0.6 + 0.5 * np.random.default_rng(0).random(120)
    without, with_p = (
        rule_evidence(*record_of(rr, [waves] * len(rr)))["rule_early"][1:]
        for waves in (NO_P, WAVES)
    )
    assert (without >= 1).all()
    assert (with_p < 0.85).sum() > 10


def test_a_p_wave_repeats_in_sinus_rhythm_only():
    rr, in_time = np.full(80, 0.8), np.ones(80, bool)
    strengths = []
    for waves in (WAVES, NO_P):
        leads, fs, peaks, _, _ = record_of(rr, [waves] * 80, noise=0.02)
        scaled = [RecordScaled(np.ascontiguousarray(lead), fs, peaks) for lead in leads.T]
        strengths.append(p_repetition(scaled, peaks, in_time).strength)
    assert strengths[0].min() > strengths[1].max()
    none = p_repetition(scaled, peaks, ~in_time)
    assert (none.strength == -2).all()
    assert np.isnan(none.missing).all()


def beats_with(other, pause_s):
    """90 beats: from 15 on, every tenth one has other waves, is early and has the pause."""
    rr, waves = np.full(90, 0.8), [dict(WAVES) for _ in range(90)]
    at = np.arange(15, 85, 10)
    rr[at], rr[at + 1] = 0.5, pause_s
    for beat in at:
        waves[beat] = other
    return record_of(rr, waves), at


def test_an_aberrated_beat_keeps_its_timing_and_has_the_shape_of_the_usual_beats():
    record, at = beats_with(ABERRATED, 0.85)
    found = rule_evidence(*record)
    assert (found["rule_early"][at] < 0.7).all()
    assert (found["rule_p_missing"][at] > 0.4).all()
    assert (found["rule_qrs_difference"][at] < 0.7).all()
    assert np.allclose(found["rule_cluster_early"][at], found["rule_cluster_early"][at - 1])


@pytest.mark.parametrize(("other", "pause_s"), [(ABERRATED, 1.1), (WIDE, 0.85)])
def test_a_compensatory_pause_or_another_beginning_of_qrs_is_ventricular(other, pause_s):
    record, at = beats_with(other, pause_s)
    found = rule_evidence(*record)
    assert (found["rule_qrs_difference"][at] > 1).all()
    assert (found["rule_cluster_early"][at] < 0.8).all()


def test_the_beginning_of_qrs_is_the_same_until_it_differs():
    distances = []
    for other in (WAVES, ABERRATED, WIDE):
        (leads, fs, peaks, _, _), at = beats_with(other, 0.85)
        scaled = [RecordScaled(np.ascontiguousarray(lead), fs, peaks) for lead in leads.T]
        regular = np.ones(90, bool)
        regular[at] = False
        distances.append(qrs_beginning(scaled, peaks, regular)[at].max())
    assert max(distances[:2]) < 0.65 < distances[2]


def test_early_beats_count_as_far_as_the_beats_around_have_p_waves():
    early = []
    for usual in (WAVES, NO_P):
        rr, waves = np.full(120, 0.8), [usual] * 120
        rr[20:110:10], rr[21:110:10] = 0.5, 1.1
        early.append(rule_evidence(*record_of(rr, waves))["rule_early"][20:100:10])
    assert (early[0] < 0.7).all()
    assert (early[1] > 0.9).all()


def test_gain_changes_nothing_and_a_flat_lead_is_left_out(ectopic):
    leads, *rest = ectopic
    once, twice = rule_evidence(leads, *rest), rule_evidence(2 * leads, *rest)
    assert np.allclose(once, twice, atol=1e-6, equal_nan=True)
    flat = np.stack([leads[:, 0], np.zeros(len(leads))], axis=1)
    assert np.allclose(
        rule_evidence(flat, *rest), rule_evidence(leads[:, :1], *rest), equal_nan=True
    )
    assert rule_evidence(flat[:, 1:], *rest).isna().all(axis=None)


def test_a_beat_with_a_missing_value_is_nan_and_few_beats_are_no_error(ectopic):
    leads, fs, peaks, before, after = ectopic
    gap = leads.copy()
    gap[peaks[20] - 20 : peaks[20] - 10, 1] = np.nan
    found = rule_evidence(gap, fs, peaks, before, after)["rule_qrs_difference"]
    assert list(np.flatnonzero(found.isna())) == [20]
    for beats in (0, 1, 3):
        some = rule_evidence(leads, fs, peaks[:beats], before[:beats], after[:beats])
        assert some.shape == (beats, len(RULE_COLUMNS))


def test_every_column_has_a_unit_and_a_description():
    described = FEATURE_SETS["rule_evidence"].describe(list(RULE_COLUMNS))
    assert all(one.unit and one.description for one in described.values())

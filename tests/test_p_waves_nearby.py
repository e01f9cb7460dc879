"""P waves of the beats around, and ratios of RR that count as far as there are P waves."""

import numpy as np
import pandas as pd
import pytest
from gaussian_ecg import WAVES

from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.simulate import simulate
from features import FEATURE_SETS
from features.irregularity import irregularity
from features.p_waves_nearby import P_NEARBY_COLUMNS, p_waves_nearby, share_around
from features.rhythm import rhythm
from features.rhythm_with_p import RHYTHM_WITH_P_COLUMNS, rhythm_with_p

FS = 360.0
WITHOUT_P = {name: wave for name, wave in WAVES.items() if name != "p"}
JUNCTIONAL = slice(40, 52)


def lead_of(waves):
    """One lead with the waves of each beat; beat 20 is early. R peaks and both RR intervals."""
    rr = np.full(len(waves), 0.8)
    rr[20], rr[21] = 0.6, 1.0
    at = 1.0 + np.cumsum(rr)
    time = np.arange(0, at[-1] + 1.5, 1 / FS)
    signal = 2e-3 * np.random.default_rng(0).standard_normal(len(time))
    for beat, own in zip(at, waves, strict=True):
        for centre, width, height in own.values():
            signal += height * np.exp(-0.5 * ((time - beat - centre) / width) ** 2)
    before, after = np.append(np.nan, rr[1:]), np.append(rr[1:], np.nan)
    return signal, FS, np.rint(at * FS).astype(int), before, after


@pytest.fixture(scope="module")
def with_p():
    return lead_of([WAVES] * 80)


@pytest.fixture(scope="module")
def without_p():
    return lead_of([WITHOUT_P] * 80)


@pytest.fixture(scope="module")
def junctional():
    return lead_of([WITHOUT_P if 40 <= beat < 52 else WAVES for beat in range(80)])


def test_shares_tell_a_record_with_p_waves_from_one_without(with_p, without_p):
    shares = [
        name for name in P_NEARBY_COLUMNS if name.startswith("p_share") and "less" not in name
    ]
    assert (p_waves_nearby(*with_p[:4])[shares] > 0.8).all(axis=None)
    found = p_waves_nearby(*without_p[:4])
    assert (found[shares] < 0.2).all(axis=None)
    assert found.loc[found["p_found"] == 0, ["p_height", "pr_change"]].isna().all(axis=None)
    assert list(found.columns) == list(P_NEARBY_COLUMNS)


def test_a_junctional_run_has_fewer_p_waves_than_its_record(junctional):
    found = p_waves_nearby(*junctional[:4])
    run, rest = found[JUNCTIONAL], found.drop(index=range(36, 56))
    assert run["p_found"].mean() < 0.2 < 0.8 < rest["p_found"].mean()
    assert (run["p_share_7_less_record"][3:-3] < -0.5).all()
    assert (run.loc[run["p_found"] == 0, "p_found_less_61"] < -0.4).all()
    assert rest["pr_change"].abs().median() < 10
    assert rest["p_height_ratio"].median() == pytest.approx(1, abs=0.1)


def ratios(before, after):
    record = np.repeat("a", len(before))
    plain = pd.concat([rhythm(before, after, record), irregularity(before, record)], axis=1)
    return plain[[name.removesuffix("_with_p") for name in RHYTHM_WITH_P_COLUMNS]]


def test_ratios_are_those_of_the_rhythm_where_there_are_p_waves_and_1_where_there_are_none(
    with_p, without_p
):
    plain = ratios(*with_p[3:])
    assert np.allclose(rhythm_with_p(*with_p), plain, equal_nan=True)
    drawn = rhythm_with_p(*without_p)
    assert plain["rr_before_to_around"][20] < 0.8
    departure, usual = (drawn - 1).abs().to_numpy(), (plain - 1).abs().to_numpy()
    known = np.isfinite(usual)
    assert (departure[known] <= 0.5 * usual[known] + 1e-9).all()
    assert drawn["rr_before_to_around_with_p"][20] > 0.9
    assert list(drawn.columns) == list(RHYTHM_WITH_P_COLUMNS)


def test_in_simulated_fibrillation_no_beat_is_early_and_in_sinus_rhythm_nothing_changes():
    kinds = set()
    for recording in simulate(EcgSettings(), 1, 12, (60, 60)):
        kind = "fibrillation" if recording.patient.kind == "fibrillation" else "other"
        peaks = recording.beats["r_peak"].round().astype(int).to_numpy()
        rr = np.diff(peaks) / FS
        before, after = np.append(np.nan, rr), np.append(rr, np.nan)
        drawn = rhythm_with_p(recording.clean_mv, FS, peaks, before, after)
        plain = ratios(before, after)
        change = [(one - 1).abs().mean(axis=None) for one in (drawn, plain)]
        kinds.add(kind)
        if kind == "fibrillation":
            assert change[0] < 0.2 * change[1]
        elif recording.patient.kind == "sinus":
            assert change[0] > 0.8 * change[1]
    assert kinds == {"fibrillation", "other"}


def test_a_beat_that_is_not_visible_counts_for_no_share():
    found = pd.Series([1.0, np.nan, 1.0, 0.0])
    assert share_around(found, 3).tolist() == pytest.approx([1, 1, 0.5, 0.5])
    assert share_around(pd.Series([np.nan, np.nan]), 3).isna().all()


def test_a_flat_lead_has_no_p_waves_and_no_early_beats(with_p):
    signal, *rest = with_p
    flat = np.zeros_like(signal)
    assert p_waves_nearby(flat, *rest[:3])["p_found"].isna().all()
    drawn = rhythm_with_p(flat, *rest)
    assert np.allclose(drawn.iloc[1:-1].dropna(), 1)


@pytest.mark.parametrize("name", ["p_waves_nearby", "rhythm_with_p"])
def test_every_column_has_a_unit_and_a_description(name):
    columns = {"p_waves_nearby": P_NEARBY_COLUMNS, "rhythm_with_p": RHYTHM_WITH_P_COLUMNS}[name]
    described = FEATURE_SETS[name].describe(list(columns))
    assert all(one.unit and one.description for one in described.values())

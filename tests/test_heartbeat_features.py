"""Features of heartbeats on a signal whose landmarks are known."""

import numpy as np
import pytest
from gaussian_ecg import WAVES, gaussian_ecg

from features.heartbeat_landmarks import LANDMARK_COLUMNS, landmarks
from features.heartbeat_morphology import MORPHOLOGY_COLUMNS, morphology
from features.heartbeat_template import TEMPLATE_COLUMNS, template

FS = 360


@pytest.fixture(scope="module")
def steady():
    signal, r_s = gaussian_ecg(FS, jitter_s=0.0)
    return signal, np.round(r_s * FS).astype(int)


def measured(signal, r, rr_s=0.8):
    rr = np.full(len(r), rr_s)
    return landmarks(signal, FS, r, rr).iloc[3:-3]


def test_intervals_are_those_of_the_waves(steady):
    found = measured(*steady).median()
    # Peaks are 170 ms before and 280 ms after R; bounds lie about two widths outside.
    assert found["pr"] == pytest.approx(170 + 2 * 20 - 3 * 8 - 30, abs=35)
    assert 60 < found["qrs_duration"] < 120
    assert found["qt"] == pytest.approx(280 + 2 * 40 + 45, abs=40)
    assert found["qtc_bazett"] == pytest.approx(found["qt"] / np.sqrt(0.8))
    assert found["qtc_fridericia"] == pytest.approx(found["qt"] / np.cbrt(0.8))


def test_amplitudes_are_those_of_the_waves(steady):
    found = measured(*steady).median()
    for column, wave in (("p_amplitude", "p"), ("r_amplitude", "r"), ("t_amplitude", "t")):
        assert found[column] == pytest.approx(WAVES[wave][2], abs=0.05), column
    assert found["s_amplitude"] == pytest.approx(-0.2, abs=0.05)
    assert found["q_amplitude"] == pytest.approx(-0.1, abs=0.05)
    assert found["st_level"] == pytest.approx(0, abs=0.05)


def test_every_amplitude_and_area_doubles_with_the_signal_and_no_interval_changes(steady):
    signal, r = steady
    once, twice = measured(signal, r), measured(2 * signal, r)
    for name, feature in LANDMARK_COLUMNS.items():
        factor = 2 if "mV" in feature.unit else 1
        assert np.allclose(twice[name], factor * once[name], atol=1e-6, equal_nan=True), name


def test_an_inverted_t_wave_has_the_polarity_minus_one():
    signal, r_s = gaussian_ecg(FS, waves=WAVES | {"t": (0.28, 0.04, -0.3)}, jitter_s=0.0)
    found = measured(signal, np.round(r_s * FS).astype(int))
    assert (found["t_polarity"] == -1).all()


def test_without_p_waves_all_of_p_is_nan_and_presence_is_zero():
    waves = {name: wave for name, wave in WAVES.items() if name != "p"}
    signal, r_s = gaussian_ecg(FS, waves=waves, jitter_s=0.0)
    found = measured(signal, np.round(r_s * FS).astype(int))
    assert (found["p_present"] == 0).all()
    assert found[["pr", "p_duration", "p_amplitude"]].isna().all(axis=None)


def test_ratios_to_the_record_are_one_in_a_steady_record(steady):
    found = measured(*steady)
    ratios = found.filter(like="_to_record")
    assert np.allclose(ratios.dropna(), 1, atol=0.15)


@pytest.mark.parametrize(
    ("compute", "columns"), [(morphology, MORPHOLOGY_COLUMNS), (template, TEMPLATE_COLUMNS)]
)
def test_gain_and_offset_of_the_amplifier_change_no_shape(steady, compute, columns):
    signal, r = steady
    once, other = compute(signal, FS, r), compute(3 * signal + 0.7, FS, r)
    assert list(once.columns) == list(columns)
    assert np.allclose(once.iloc[3:-3], other.iloc[3:-3], atol=0.02)


def test_the_sampling_rate_changes_no_coefficient():
    slow, fast = (
        morphology(signal, fs, np.round(r_s * fs).astype(int)).iloc[5:-5].to_numpy()
        for fs in (250, 500)
        for signal, r_s in [gaussian_ecg(fs, jitter_s=0.0)]
    )
    assert np.allclose(slow, fast, atol=0.05)


def test_a_beat_of_another_shape_is_unlike_the_usual(steady):
    signal, r = steady
    odd = signal.copy()
    time = (np.arange(len(signal)) - r[30]) / FS
    near = np.abs(time) < 0.3
    odd[near] = -1.5 * np.exp(-0.5 * (time[near] / 0.05) ** 2)
    found = template(odd, FS, r)
    assert found["qrs_likeness"].idxmin() == 30
    assert found["qrs_likeness"].drop(30).iloc[3:-3].min() > 0.95
    assert found["qrs_distance"].idxmax() == 30


@pytest.mark.parametrize("compute", [landmarks, morphology, template])
def test_a_gap_is_nan_and_never_zero(steady, compute):
    signal, r = steady
    gap = signal.copy()
    gap[r[20] - 40 : r[20] + 200] = np.nan
    extra = (np.full(len(r), 0.8),) if compute is landmarks else ()
    found = compute(gap, FS, r, *extra)
    shape = found.drop(columns=["p_present"], errors="ignore")
    assert shape.iloc[20].isna().all()
    assert np.isfinite(found.iloc[10].to_numpy()).all()


@pytest.mark.parametrize("compute", [landmarks, morphology, template])
def test_a_flat_record_and_a_record_of_two_beats(compute):
    signal, r_s = gaussian_ecg(FS, seconds=3.0, jitter_s=0.0)
    r = np.round(r_s * FS).astype(int)[:2]
    extra = (np.array([np.nan, 0.8]),) if compute is landmarks else ()
    assert len(compute(signal, FS, r, *extra)) == 2
    flat = compute(np.zeros(len(signal)), FS, r, *extra)
    assert flat.isna().all(axis=None)


def test_hermite_coefficients_of_a_hermite_function():
    signal = np.zeros(20 * FS)
    r = np.arange(2 * FS, 18 * FS, FS)
    time_ms = np.arange(-80, 81) / FS * 1000
    for place in r:
        signal[place - 80 : place + 81] += np.exp(-0.5 * (time_ms / 25) ** 2)
    found = morphology(signal, FS, r).iloc[2:-2].filter(like="hermite")
    share = found.abs().div(found["hermite_0"], axis=0).mean()
    assert (share.drop("hermite_0") < 0.12).all()

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.signal import welch
from sklearn.datasets import load_digits

from craftbench.datasets.corruptions import ecg_noise
from craftbench.datasets.corruptions.corrupt import corrupt, corrupt_recordings
from craftbench.datasets.corruptions.corruption import SEVERITIES
from craftbench.datasets.corruptions.heights import HEIGHT_LADDER
from craftbench.datasets.corruptions.images import IMAGE_LADDER
from craftbench.datasets.corruptions.signals import RECORDING_LADDER, WINDOW_LADDER
from craftbench.datasets.detected_beats import detect_beats
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.views import SignalView, show
from craftbench.datasets.windows import BeatWindow

WINDOW = BeatWindow(0.28, 0.5)


def heights() -> Samples:
    rng = np.random.default_rng(0)
    values = np.zeros((12, 40, 48), np.uint16)
    for image in values:
        r, c = rng.integers(4, 14, 2)
        h, w = rng.integers(8, 22, 2)
        image[r : r + h, c : c + w] = rng.integers(15, 1500)
    return Samples(values, pd.DataFrame({"height_unit_mm": np.full(12, 0.1)}))


def images() -> Samples:
    return Samples(load_digits().images[:60].astype(np.uint8), pd.DataFrame(index=range(60)))


def colours() -> Samples:
    rng = np.random.default_rng(0)
    values = rng.integers(0, 255, (6, 4, 4, 3)).repeat(5, axis=1).repeat(5, axis=2)
    return Samples(values.astype(np.uint8), pd.DataFrame(index=range(6)))


def windows() -> Samples:
    t = np.linspace(0, 6, 120)
    values = np.sin(t + np.arange(8)[:, None])[..., None].astype(np.float32)
    return Samples(values, pd.DataFrame(index=range(8)))


def recordings() -> Samples:
    signals, tables = [], []
    for number, name in enumerate("ab"):
        signal, peaks = ecg(seed=number)
        signals.append(signal)
        tables.append(pd.DataFrame({"group": name, "r_peak": peaks}))
    length = [len(signal) for signal in signals]
    places = pd.DataFrame({"group": ["a", "b"], "start": [0, length[0]], "length": length})
    found = Recordings(np.concatenate(signals)[:, None], places.assign(sampling_rate_hz=360.0))
    table = pd.concat(tables, ignore_index=True)
    return Samples(WINDOW.cut_all(found, table), table, recordings=found)


def ecg(seed: int, seconds: float = 30, rate: float = 360) -> tuple[np.ndarray, np.ndarray]:
    peaks = (np.arange(0.5, seconds - 0.5, 0.8) * rate).astype(int)
    t = np.arange(round(seconds * rate))
    signal = sum(
        height * np.exp(-0.5 * ((t[:, None] - peaks - shift * rate) / (width * rate)) ** 2)
        for height, shift, width in ((0.1, -0.16, 0.02), (1.0, 0, 0.01), (0.3, 0.25, 0.04))
    ).sum(axis=1)
    noise = 0.005 * np.random.default_rng(seed).standard_normal(len(t))
    return (signal + noise).astype(np.float32), peaks


KINDS = {"heights": heights, "images": images, "colours": colours, "windows": windows}
KINDS |= {"recordings": recordings}
LADDERS = {"heights": HEIGHT_LADDER, "images": IMAGE_LADDER, "colours": IMAGE_LADDER}
LADDERS |= {"windows": WINDOW_LADDER, "recordings": RECORDING_LADDER}
CASES = [(kind, corruption) for kind, ladder in LADDERS.items() for corruption in ladder]
every_corruption = pytest.mark.parametrize(
    ("kind", "corruption"), CASES, ids=[f"{kind}-{c.name}" for kind, c in CASES]
)


def content(samples: Samples) -> np.ndarray:
    """What a corruption changes: the samples, or the recordings that they were cut from."""
    return samples.values if samples.recordings is None else samples.recordings.signal


def corrupted(samples: Samples, corruption, severity: int, seed: int) -> np.ndarray:
    if samples.recordings is None:
        return corrupt(samples, corruption, severity, seed).values
    given = samples.recordings, samples.table
    return corrupt_recordings(*given, corruption, severity, seed).signal


@every_corruption
def test_more_severe_is_farther_from_clean(kind, corruption):
    clean = KINDS[kind]()
    far = [
        np.abs(corrupted(clean, corruption, s, 0).astype(float) - content(clean)).mean()
        for s in (0, *SEVERITIES)
    ]
    assert far[0] == 0
    assert (np.diff(far) > 0).all(), far


@every_corruption
def test_form_and_original_are_kept_and_the_seed_decides(kind, corruption):
    clean = KINDS[kind]()
    before, table = content(clean).copy(), clean.table.copy()
    first, again = (corrupted(clean, corruption, 3, 7) for _ in range(2))
    assert np.array_equal(first, again)
    assert np.array_equal(content(clean), before)
    assert first.dtype == before.dtype
    assert first.shape == before.shape
    assert np.isfinite(first).all()
    pd.testing.assert_frame_equal(table, clean.table)


@pytest.mark.parametrize("corruption", HEIGHT_LADDER, ids=lambda c: c.name)
def test_no_height_appears_from_nothing(corruption):
    clean = heights()
    for severity in SEVERITIES:
        found = corrupt(clean, corruption, severity, 0).values
        if corruption.name in ("scale", "rotation"):
            assert {*np.unique(found)} <= {*np.unique(clean.values)}, "heights must not mix with 0"
        else:
            assert (found[clean.values == 0] == 0).all()
    if corruption.name == "noise":
        assert ((found > 0) == (clean.values > 0)).all()


def test_occlusion_hides_the_share_that_it_says():
    clean = heights()
    occlusion = next(c for c in HEIGHT_LADDER if c.name == "occlusion")
    for severity, share in zip(SEVERITIES, occlusion.levels, strict=True):
        left = (corrupt(clean, occlusion, severity, 0).values > 0).sum(axis=(1, 2))
        all_of_it = (clean.values > 0).sum(axis=(1, 2))
        assert np.allclose(1 - left / all_of_it, share, atol=0.02)


def test_empty_height_image_stays_empty():
    clean = heights()
    clean.values[0] = 0
    for corruption in HEIGHT_LADDER:
        assert (corrupt(clean, corruption, 5, 0).values[0] == 0).all()


def test_offset_and_noise_are_in_millimetres():
    clean = heights()
    offset = next(c for c in HEIGHT_LADDER if c.name == "belt_offset")
    lowered = corrupt(clean, offset, 3, 0).values
    tall = clean.values > 200
    assert (clean.values[tall].astype(int) - lowered[tall] == 40).all()
    noise = next(c for c in HEIGHT_LADDER if c.name == "noise")
    errors = corrupt(clean, noise, 2, 0).values[tall].astype(int) - clean.values[tall]
    assert errors.std() == pytest.approx(20, rel=0.05)


def test_scale_enlarges_areas_by_its_square():
    values = np.zeros((1, 101, 101), np.uint16)
    values[0, 40:61, 35:66] = 500
    scale = next(c for c in HEIGHT_LADDER if c.name == "scale")
    clean = Samples(values, pd.DataFrame({"height_unit_mm": [0.1]}))
    found = corrupt(clean, scale, 5, 0).values
    assert (found > 0).sum() / (values > 0).sum() == pytest.approx(1.5**2, rel=0.05)


@pytest.mark.parametrize("snr_db", [18, 0, -6])
@pytest.mark.parametrize("name", ["baseline_wander", "muscle_noise", "electrode_motion"])
def test_noise_has_the_power_of_the_noise_stress_test(name, snr_db):
    corruption = next(c for c in RECORDING_LADDER if c.name == name)
    signal, peaks = ecg(0, seconds=300)
    rng = np.random.default_rng(0)
    noise = corruption.of_recording(signal, 360, peaks, snr_db, rng) - signal
    height = np.ptp(signal[peaks[3] - 18 : peaks[3] + 19])
    found = 10 * np.log10(height**2 / 8 / np.mean(noise**2))
    assert found == pytest.approx(snr_db, abs=0.2)


@pytest.mark.parametrize(
    ("make", "low", "high"),
    [
        (ecg_noise.baseline_wander, 0.0, 1.0),
        (ecg_noise.muscle_noise, 15, 140),
        (ecg_noise.electrode_motion, 0.0, 12),
    ],
)
def test_noises_stay_in_their_bands(make, low, high):
    frequency, power = welch(make(360 * 600, 360, np.random.default_rng(1)), 360, nperseg=7200)
    inside = (frequency >= low) & (frequency <= high)
    assert power[inside].sum() > 0.95 * power.sum()


def test_gaps_of_a_recording_stay_gaps():
    clean = recordings()
    clean.recordings.signal[100:200] = np.nan
    for corruption in RECORDING_LADDER:
        found = corrupted(clean, corruption, 3, 0)
        assert (
            np.isnan(found[100:200]).all() and np.isfinite(np.delete(found, range(100, 200))).all()
        )


def test_lower_sampling_rate_loses_what_is_above_half_of_it():
    rate_kind = next(c for c in RECORDING_LADDER if c.name == "sampling_rate")
    t = np.arange(7200) / 360
    for hertz, kept in ((10, True), (60, False)):
        wave = np.sin(2 * np.pi * hertz * t)
        found = rate_kind.of_recording(wave, 360.0, np.array([500]), 0.25, None)[360:-360]
        assert (found.std() / wave.std() > 0.95) == kept
        assert found.std() / wave.std() > 0.95 or found.std() < 0.05


def test_a_record_is_corrupted_alike_whoever_stands_beside_it():
    clean = recordings()
    alone = clean.table[clean.table["group"] == "b"].reset_index(drop=True)
    for corruption in RECORDING_LADDER:
        both, one = (
            corrupt_recordings(clean.recordings, table, corruption, 4, 0)
            for table in (clean.table, alone)
        )
        assert np.array_equal(both.of("b")[0], one.of("b")[0])


def test_recordings_whose_split_ignores_them_are_corrupted_alike():
    clean = recordings()
    ignored = clean.table.rename(columns={"group": "recording"})
    for corruption in RECORDING_LADDER:
        found = corrupt_recordings(clean.recordings, ignored, corruption, 2, 0)
        assert np.array_equal(found.signal, corrupted(clean, corruption, 2, 0))


def test_severity_beyond_the_ladder():
    with pytest.raises(ValueError, match="expected 0 to 5, found 6"):
        corrupt(images(), IMAGE_LADDER[0], 6, 0)
    with pytest.raises(ValueError, match="expected 0 to 5, found 6"):
        corrupted(recordings(), RECORDING_LADDER[0], 6, 0)
    with pytest.raises(ValueError, match="acts on recordings"):
        corrupt(windows(), RECORDING_LADDER[0], 1, 0)
    with pytest.raises(ValueError, match="acts on samples"):
        corrupted(recordings(), WINDOW_LADDER[0], 1, 0)


def test_record_scaling_and_the_usual_beat_follow_a_corrupted_recording():
    window = BeatWindow(0.28, 0.5, usual_beat=True)
    clean = recordings()
    gain = next(one for one in RECORDING_LADDER if one.name == "gain")
    weak = corrupt_recordings(clean.recordings, clean.table, gain, 5, 0)
    found = [detect_beats(with_rr(clean), one, window).samples for one in (clean.recordings, weak)]
    assert np.allclose(found[1].values, 0.2 * found[0].values, atol=1e-5)
    view = SignalView(kind="signal", scaling="record")
    scaled = [show(given.values, view, given.table) for given in found]
    assert np.allclose(*scaled, atol=1e-4)


def with_rr(samples: Samples) -> pd.DataFrame:
    before = samples.table.groupby("group")["r_peak"].diff() / 360
    after = -samples.table.groupby("group")["r_peak"].diff(-1) / 360
    return samples.table.assign(rr_before_s=before, rr_after_s=after)


def test_leads_have_noise_of_their_own():
    one = recordings()
    signal = one.recordings.signal.repeat(2, axis=1)
    two = replace(one, recordings=Recordings(signal, one.recordings.table))
    noise = RECORDING_LADDER[1]
    alone, both = (corrupted(given, noise, 3, 0) for given in (one, two))
    assert np.array_equal(both[:, 0], alone[:, 0])
    added = both - signal
    assert abs(np.corrcoef(added.T)[0, 1]) < 0.1

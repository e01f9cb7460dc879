from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_beats import ecg_table, pulses

from craftbench.config.cards import read_card
from craftbench.datasets.beat_matching import known_beats, match_beats
from craftbench.datasets.detected_beats import detect_beats
from craftbench.datasets.samples import Recordings
from craftbench.datasets.unlabelled_beats import detected_r_peaks
from craftbench.datasets.windows import BeatWindow
from craftbench.protocol.prepare import prepare

CARDS = Path(__file__).parent / "cards"
WINDOW = BeatWindow(0.28, 0.5)


@pytest.mark.parametrize(
    ("annotated", "detected", "expected"),
    [
        ([100, 400], [100, 400], [0, 1]),
        ([100], [154], [0]),
        ([100], [155], [-1]),
        ([100], [46], [0]),
        ([100, 400], [110], [0, -1]),
        ([100, 150], [130], [-1, 0]),
        ([100], [60, 105, 140], [1]),
        ([100, 180], [110, 115, 170], [0, 2]),
        ([100, 400], [], [-1, -1]),
        ([], [100], []),
    ],
)
def test_a_beat_is_the_nearest_detected_one_within_150_ms(annotated, detected, expected):
    given = (np.array(one, np.int64) for one in (annotated, detected))
    assert match_beats(*given, most=0.15 * 360).tolist() == expected


def test_beats_that_are_no_samples_are_known_from_their_neighbours():
    """Of the beats 100, 460, 820, 1180 and 1540, the second and the last are no samples."""
    before, after = np.array([np.nan, 1.0, 1.0]), np.array([1.0, 1.0, 1.0])
    found = known_beats(np.array([100, 820, 1180]), before, after, 360.0)
    assert found.tolist() == [100, 460, 820, 1180, 1540]
    rounded = known_beats(np.array([100, 821]), np.array([np.nan, 1.001]), np.array([1, 1]), 360.0)
    assert rounded.tolist() == [100, 460, 821, 1181], "two intervals tell of one beat"


@pytest.fixture(scope="module")
def simulated():
    card = read_card(CARDS / "ecg_tiny.yaml")
    return prepare(card.source, card.classes, card.split, 0)


def test_nearly_all_simulated_beats_are_found_at_the_annotated_places(simulated):
    found = detect_beats(simulated.table, simulated.recordings, WINDOW)
    assert found.found.mean() > 0.97
    assert found.false_peaks < 0.01 * found.annotated
    annotated = simulated.table[found.found]
    detected = found.samples.table.iloc[found.place[found.found]]
    away = np.abs(detected["r_peak"].to_numpy() - annotated["r_peak"].to_numpy()) / 360
    assert np.quantile(away, 0.9) < 0.03 and away.max() <= 0.15
    assert (detected["group"].to_numpy() == annotated["group"].to_numpy()).all()
    assert "label" not in detected and "role" not in detected


def test_nearly_all_beats_of_a_real_record_are_found(real_data):
    card = read_card(CARDS / "mitdb_tiny.yaml")
    samples = prepare(card.source, card.classes, card.split, 0)
    table = samples.table[samples.table["group"] == "119"]
    found = detect_beats(table, samples.recordings, card.source.window)
    assert found.found.mean() > 0.995
    assert found.false_peaks < 0.005 * found.annotated
    assert found.samples.values.shape[1:] == samples.values.shape[1:]


def test_beats_of_other_classes_are_not_falsely_detected(simulated):
    """Without every third beat, none of the others changes and nothing more is false."""
    every = detect_beats(simulated.table, simulated.recordings, WINDOW)
    kept = np.arange(len(simulated.table)) % 3 > 0
    table = simulated.table[kept].reset_index(drop=True)
    some = detect_beats(table, simulated.recordings, WINDOW)
    assert np.array_equal(some.found, every.found[kept])
    assert some.false_peaks == every.false_peaks


def test_a_group_that_the_split_ignores_is_still_a_recording(simulated):
    ignored = simulated.table.rename(columns={"group": "recording"})
    found = detect_beats(ignored, simulated.recordings, WINDOW)
    every = detect_beats(simulated.table, simulated.recordings, WINDOW)
    assert np.array_equal(found.place, every.place)
    assert "group" in found.samples.table and "recording" not in found.samples.table


@pytest.mark.parametrize("rate", [50.0, 90.0, 360.0, 1000.0, 2000.0])
def test_beats_are_found_at_any_rate(rate):
    peaks = (np.arange(0.7, 30, 0.8) * rate).round().astype(int)
    found = detected_r_peaks(pulses(peaks, round(31 * rate), rate, width_s=0.015), rate)
    assert len(found) == len(peaks)
    assert np.abs(found - peaks).max() / rate <= 0.02


def test_in_a_recording_without_a_beat_none_is_found():
    table = ecg_table("a", np.arange(200, 9000, 300), 360.0)
    silence = Recordings.joined({"a": (np.zeros((9300, 2), np.float32), 360.0)})
    found = detect_beats(table, silence, WINDOW)
    assert not found.found.any() and found.false_peaks == 0
    assert found.samples.values.shape[0] == len(found.samples.table) == 0


def test_a_beat_whose_detected_window_passes_the_end_is_not_found():
    peaks = np.arange(200, 9000, 300)
    end = peaks[-1] + round(0.5 * 360) - 5
    signal = pulses(peaks, end, 360.0)[:, None].astype(np.float32)
    table = ecg_table("a", peaks - np.append(np.zeros(len(peaks) - 1, int), 5), 360.0)
    found = detect_beats(table, Recordings.joined({"a": (signal, 360.0)}), WINDOW)
    assert found.found[:-1].all() and not found.found[-1]
    assert found.false_peaks == 0, "it was detected"


def test_features_computed_elsewhere_are_those_of_the_annotated_beat():
    peaks = np.arange(200, 9000, 300)
    signal = pulses(peaks, 9300, 360.0)[:, None].astype(np.float32)
    table = ecg_table("a", peaks, 360.0).assign(**{"table:age": np.arange(len(peaks)) + 0.5})
    kept = table.drop(index=4).reset_index(drop=True)
    found = detect_beats(kept, Recordings.joined({"a": (signal, 360.0)}), WINDOW)
    assert len(found.samples.table) == len(peaks)
    pd.testing.assert_series_equal(
        found.samples.table["table:age"].iloc[found.place].reset_index(drop=True),
        kept["table:age"],
    )
    assert found.samples.table["table:age"].isna().tolist() == [i == 4 for i in range(len(peaks))]

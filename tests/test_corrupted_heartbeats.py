from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from examined_arms import examined
from made_beats import RATE, WINDOW, beats
from made_predictor import made_predictor

import craftbench.analyses.robustness.corrupted_heartbeats as heartbeats_module
from craftbench.analyses.robustness.robustness import robustness_on
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.cards import read_card
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.signals import RECORDING_LADDER
from craftbench.datasets.samples import Samples
from craftbench.datasets.signal_view import SignalView
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.predict.predictor import Predictor
from craftbench.protocol.prepare import prepare
from features.rhythm import RHYTHM_COLUMNS

SOURCE = WfdbBeatsSource.model_validate(
    {
        "kind": "wfdb_beats",
        "folder": "x",
        "lead": "I",
        "before_s": WINDOW.before_s,
        "after_s": WINDOW.after_s,
        "records": ["a"],
    }
)
SEVERITIES = list("012345")


def on_ladder(samples: Samples, arms, ladder, most: int = 300) -> pd.DataFrame:
    settings = AnalysisSettings(robustness={"test_samples": most})
    table = robustness_on(examined(samples, *arms, settings=settings), ladder)
    return table[table["severity"] != "area"]


def on_rhythm(decide, source=SOURCE, classes=("dark", "light"), **changes) -> Predictor:
    """An arm on RR intervals whose decision for the second class is given, not trained."""

    def probabilities(x):
        second = np.asarray(decide(x)).astype(float)
        return np.stack([1 - second, second], axis=1)

    names = [f"rhythm:{name}" for name in RHYTHM_COLUMNS]
    return made_predictor(
        probabilities, classes, feature_sets=["rhythm"], names=names, source=source, **changes
    )


def on_signal(decide, **changes) -> Predictor:
    """An arm on the windows whose decision is given, not trained."""

    def probabilities(x):
        light = np.asarray(decide(x)).astype(float)
        return np.stack([1 - light, light], axis=1)

    view = SignalView(kind="signal")
    about = {"arm": "net", "family": "learned", "view": view, "source": SOURCE} | changes
    return made_predictor(probabilities, ["dark", "light"], **about)


LONG_RR = on_rhythm(lambda x: x[:, 0] > 0.85)


def moved(seconds: float) -> Corruption:
    """The recording begins later, by a fifth of this per severity; annotations do not know."""

    def of_recording(signal, rate, r_peaks, level, rng):
        return np.roll(signal, round(level * rate))

    levels = tuple(seconds * severity / 5 for severity in range(1, 6))
    return Corruption("moved", "s", "", levels, of_recording=of_recording)


def lost(share: float) -> Corruption:
    """An electrode that falls off: from a share of the recording on there is hardly any signal."""

    def of_recording(signal, rate, r_peaks, level, rng):
        faded = signal.copy()
        faded[round((1 - level) * len(signal)) :] = 0
        return faded

    levels = tuple(share * severity / 5 for severity in range(1, 6))
    return Corruption("lost", "share", "", levels, of_recording=of_recording)


@pytest.mark.parametrize("most", [300, 40])
def test_without_corruption_beats_are_found_and_scored_as_annotated(most):
    rows = on_ladder(beats(), [LONG_RR], RECORDING_LADDER, most).query("severity == '0'")
    assert (rows["beats_missed"] == 0).all() and (rows["false_peaks_per_100_beats"] == 0).all()
    assert (rows["accuracy"] > 0.98).all(), "by annotation, it is 1"
    assert (rows["groups"] == 3).all()


def test_a_split_that_ignores_recordings_scores_the_same_beats():
    samples, ladder = beats(), [lost(0.9)]
    ignored = Samples(
        samples.values,
        samples.table.rename(columns={"group": "recording"}),
        recordings=samples.recordings,
    )
    rows, others = (on_ladder(given, [LONG_RR], ladder) for given in (samples, ignored))
    for column in ("accuracy", "beats_missed", "false_peaks_per_100_beats"):
        assert np.array_equal(rows[column], others[column])


def test_rr_intervals_are_those_of_the_corrupted_recording():
    rows = on_ladder(beats(), [LONG_RR], RECORDING_LADDER).set_index(["corruption", "severity"])
    noisy = rows.loc[("muscle_noise", "5")]
    assert noisy["false_peaks_per_100_beats"] > 10
    assert noisy["accuracy"] < 0.9 < rows.loc[("gain", "5"), "accuracy"]


def test_every_arm_is_wrong_about_the_same_missed_beats():
    """Of two arms that call all beats dark and light, one is right, unless the beat is missed."""
    dark, light = (
        on_rhythm(lambda x, one=one: np.full(len(x), one), arm="arm", family="hand-crafted")
        for one in (False, True)
    )
    opposite = on_signal(lambda x: np.ones(len(x), bool))
    for first, second in ((dark, opposite), (light, on_signal(lambda x: np.zeros(len(x))))):
        rows = on_ladder(beats(), [first, second], [lost(0.9), *RECORDING_LADDER[1:3]])
        by_arm = rows.pivot(index=["corruption", "severity"], columns="arm")
        assert (by_arm["beats_missed", "arm"] == by_arm["beats_missed", "net"]).all()
        right = by_arm["n", "arm"] * (by_arm["accuracy", "arm"] + by_arm["accuracy", "net"])
        assert np.allclose(by_arm["n", "arm"] - right, by_arm["beats_missed", "arm"])
        missed = by_arm["beats_missed", "arm"].loc["lost"].reindex(SEVERITIES).to_numpy()
        assert (np.diff(missed) > 0).all() and missed[-1] > 0.8 * 180


def test_a_recording_without_any_beat_left_makes_every_arm_wrong():
    silent = Corruption(
        "silent", "", "", (1, 1, 1, 1, 1), of_recording=lambda s, *_: np.zeros_like(s)
    )
    net = on_signal(lambda x: np.ones(len(x)))
    rows = on_ladder(beats(), [LONG_RR, net], [silent]).query("severity != '0'")
    assert (rows["accuracy"] == 0).all() and (rows["beats_missed"] == rows["n"]).all()
    assert (rows["false_peaks_per_100_beats"] == 0).all()


def test_windows_follow_a_recording_that_is_moved_until_beats_count_as_missed():
    """Up to 150 ms, the moved beat is the annotated one; 240 ms later, it is another."""
    seen = []

    def decide(x):
        seen.append(np.asarray(x))
        return x[:, :, 0].argmax(axis=1) == 0.2 * RATE

    rows = on_ladder(beats(), [LONG_RR, on_signal(decide)], [moved(0.1), moved(0.24)])
    small, large = (rows.iloc[start : start + 6] for start in (0, 6))
    assert (small["beats_missed"] <= 3).all() and (small["accuracy"] > 0.97).all()
    assert np.abs(seen[5] - seen[0]).mean() < 0.002, "the same windows, wherever they are"
    assert list(large["beats_missed"] > 150) == [False, False, False, False, True, True]
    assert large["accuracy"].iloc[-1] < 0.1
    assert large["false_peaks_per_100_beats"].iloc[-1] > 90


def test_features_and_network_are_given_the_same_beats(monkeypatch):
    given = []
    predicted = heartbeats_module.predicted_codes
    monkeypatch.setattr(
        heartbeats_module,
        "predicted_codes",
        lambda arm, samples, rows, extracted: (
            given.append((samples, rows)) or predicted(arm, samples, rows, extracted)
        ),
    )
    on_ladder(beats(), [LONG_RR, on_signal(lambda x: np.ones(len(x)))], RECORDING_LADDER[1:2])
    assert len(given) == 2 * 6
    for (first, rows), (second, others) in zip(given[::2], given[1::2], strict=True):
        assert first is second and np.array_equal(rows, others)
        again = WINDOW.cut_all(first.recordings, first.table)
        assert np.array_equal(first.values, again), "windows are cut where features are measured"


@pytest.mark.parametrize("card", ["ecg_tiny", "mitdb_tiny"])
def test_simulated_and_real_records_lose_beats_to_noise(card, request):
    if card == "mitdb_tiny":
        request.getfixturevalue("real_data")
    read = read_card(Path(__file__).parent / "cards" / f"{card}.yaml")
    samples = prepare(read.source, read.classes, read.split, 0)
    rhythm = list(RHYTHM_COLUMNS)
    surprise = rhythm.index("rr_before_to_around")
    classes = ["N", "V"]
    two = samples.table["label"].isin(classes).to_numpy()
    samples = Samples(
        samples.values[two],
        samples.table[two].reset_index(drop=True),
        recordings=samples.recordings,
    )
    arm = on_rhythm(lambda x: x[:, surprise] < 0.85, read.source, classes)
    rows = on_ladder(samples, [arm], RECORDING_LADDER[1:2], most=60).set_index("severity")
    table = samples.table.query("role == 'test'")
    annotated = arm.predict(samples, table.index.to_numpy()).idxmax(axis=1).to_numpy()
    by_annotation = (annotated == table["label"].to_numpy()).mean()
    assert rows.loc["0", "accuracy"] == pytest.approx(by_annotation, abs=0.1)
    assert rows.loc["0", "beats_missed"] <= 2
    assert rows.loc["5", "beats_missed"] > 5
    assert rows.loc["5", "false_peaks_per_100_beats"] > 5
    assert rows.loc["5", "accuracy"] < rows.loc["0", "accuracy"] - 0.05

"""What each arm sees: from views and from what feature sets declare, which is what they read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gaussian_ecg import gaussian_ecg
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.accuracy import accuracy
from craftbench.analyses.sees import sees
from craftbench.analyses.study import Study
from craftbench.config.arms import Arm
from craftbench.config.cards import read_card
from craftbench.config.contest import Contest
from craftbench.datasets.windows import height_column
from craftbench.steps.settings import of_extraction
from features import FEATURE_SETS, GREY_VALUES, LATER_BEATS, WHOLE_RECORD, WHOLE_SAMPLE

FS = 250


def of_images(shape: tuple[int, ...]) -> Study:
    arms = {"hog": HAND_CRAFTED, "net": LEARNED, "majority": BASELINE}
    study = simulated_study({arm: {30: 0.8} for arm in arms}, arms, n_test=100)
    return replace(study, values=np.zeros((len(study.samples), *shape), np.uint8))


def of_heartbeats(view: dict) -> Study:
    arms = {
        "both": {"representation": ["beat", "rhythm"], "model": "lenet5_1d"},
        "quant": {"representation": ["quant"], "model": "ridge"},
        "sets": {"representation": ["rhythm", "template"], "model": "ridge"},
    }
    views = {"beat": {"kind": "signal", **view}}
    contest = Contest.model_validate(
        {"classes": ["a", "b", "c"], "training_sizes": [30], "views": views, "arms": arms}
    )
    study = of_images((625, 2))
    columns = {"sampling_rate_hz": FS, "window_before_s": 1.25, "rr_before_s": 0.8}
    return replace(study, contest=contest, samples=study.samples.assign(**columns))


def _parsed(arms: dict) -> dict[str, Arm]:
    return {name: Arm.model_validate(arm) for name, arm in arms.items()}


def test_images_are_seen_in_pixels_and_channels():
    study = of_images((48, 64, 3))
    assert sees(study, "net") == "32 × 32 pixels of 3 channels, from 48 × 64"
    assert sees(study, "hog") == "hog: whole sample (48 × 64 × 3)"
    assert sees(study, "majority") == ""
    arms = {"grey": {"representation": ["geometry", "daisy"], "model": "ridge"}}
    arms["both"] = {"representation": ["hog", "cooccurrence"], "model": "ridge"}
    study = replace(study, contest=study.contest.model_copy(update={"arms": _parsed(arms)}))
    assert sees(study, "grey") == "geometry, daisy: whole sample (48 × 64 × 3), without its colours"
    assert sees(study, "both").startswith("hog: whole sample (48 × 64 × 3); cooccurrence: whole")
    grey = replace(study, values=np.zeros((len(study.samples), 48, 64), np.uint8))
    assert sees(grey, "grey") == "geometry, daisy: whole sample (48 × 64)"
    assert sees(of_images((32, 32)), "net") == "32 × 32 pixels"


def test_heartbeats_are_seen_in_seconds_and_beats():
    usual = of_heartbeats({"length": 200, "seconds": (0.2, 0.6), "leads": 1})
    assert sees(usual, "both") == (
        "0.20 s before to 0.60 s after the R peak (1.0 beats), as 200 values; "
        "rhythm: given R peaks, earlier beats, later beats, whole record"
    )
    assert sees(usual, "quant") == "quant: 1.25 s before to 1.25 s after the R peak (3.1 beats)"
    assert sees(usual, "sets").startswith("rhythm, template: given R peaks, earlier beats")
    scaled = sees(of_heartbeats({"scaling": "record"}), "both")
    assert scaled.startswith("1.25 s before to 1.25 s after the R peak (3.1 beats), as 625 values")
    assert "of 2 leads, in units of the QRS height of the whole record" in scaled


def test_differences_from_the_usual_beat_come_from_the_whole_record():
    study = of_heartbeats({"length": 200, "seconds": (0.2, 0.6)})
    rng = np.random.default_rng(0)
    heights = {height_column(lead): rng.random(len(study.samples)) for lead in (0, 1)}
    two_leads = replace(study, samples=study.samples.assign(**heights))
    assert "usual beat" not in sees(two_leads, "both") + sees(two_leads, "quant")
    heights[height_column(1)] = heights[height_column(0)]
    usual = replace(study, samples=study.samples.assign(**heights))
    words = "with differences from the usual beat of the whole record"
    assert sees(usual, "both").count(words) == 1 and sees(usual, "quant").endswith(words)


def test_the_table_of_accuracies_has_it():
    table = accuracy(of_images((32, 32))).set_index("arm")
    assert table.loc["net", "sees"] == "32 × 32 pixels"


@pytest.mark.parametrize("name", ["rhythm", "landmarks", "morphology", "template"])
def test_feature_sets_that_read_later_beats_say_so(name):
    """Another second half of the record changes the features of an early beat."""
    signal, r_s = gaussian_ecg(FS)
    half = len(signal) // 2
    other = np.concatenate([signal[:half], 3 * signal[half:]])
    r_peak = np.round(r_s * FS).astype(int)
    early = np.r_[0.8, np.diff(r_s)]
    late = np.where(np.arange(len(early)) > len(early) // 2, 1.3 * early, early)
    found = []
    for record, rr in ((signal, early), (other, late)):
        given = {
            "recording": record,
            "sampling_rate_hz": FS,
            "r_peak": r_peak,
            "rr_before_s": rr,
            "rr_after_s": np.r_[rr[1:], np.nan],
            "group": np.full(len(rr), "p"),
        }
        features = FEATURE_SETS[name].compute(*(given[one] for one in FEATURE_SETS[name].inputs))
        found.append(features.iloc[5].to_numpy(float))
    assert not np.allclose(*found, equal_nan=True)
    assert {LATER_BEATS, WHOLE_RECORD} <= set(FEATURE_SETS[name].reads)


def test_feature_sets_on_more_than_the_sample_declare_it():
    for name, one in FEATURE_SETS.items():
        alone = one.inputs == ("samples",)
        assert (one.reads in ((WHOLE_SAMPLE,), (GREY_VALUES,))) == alone, name


def test_words_for_the_report_extract_nothing_again():
    card = read_card(Path("config/datasets/digits.yaml"))
    assert "reads" not in of_extraction(card, "hog")

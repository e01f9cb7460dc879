from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of

from craftbench.analyses.once import once
from craftbench.analyses.read_study import read_study
from craftbench.analyses.study import Study
from craftbench.config.analyses import AnalysisSettings

ARMS = {"majority": BASELINE, "svm": HAND_CRAFTED, "net": LEARNED}
ACCURACIES = {
    "majority": {20: 0.4, 50: 0.4},
    "svm": {20: 0.85, 50: 0.9},
    "net": {20: 0.6, 50: 0.7},
}


@pytest.fixture(scope="module")
def study() -> Study:
    return simulated_study(ACCURACIES, ARMS, n_test=120, groups=12, resamples=100)


def written(study: Study, folder: Path) -> dict:
    """The files of a data set, as the workflow writes them."""
    for name in ("runs", "predictions", "candidates", "models"):
        (folder / name).mkdir()
    tried = pd.DataFrame({"training_size": 50, "repeat": 0, "candidate": [0, 1]})
    tried = tried.assign(validation_score=[0.8, 0.9], test_score=0.7)
    for arm, result in study.arms.items():
        result.runs.to_parquet(folder / "runs" / f"{arm}.parquet")
        keys = ["training_size", "repeat", "split", "sample"]
        largest = result.probabilities().assign(training_size=study.largest_size)
        predictions = result.predictions.merge(largest, on=keys, how="left")
        predictions.to_parquet(folder / "predictions" / f"{arm}.parquet")
        (tried if arm == "svm" else tried[:0]).to_parquet(folder / "candidates" / f"{arm}.parquet")
        (folder / "models" / f"{arm}.skops").write_bytes(b"1234")
    study.samples.to_parquet(folder / "samples.parquet")
    np.save(folder / "samples.npy", np.arange(len(study.samples) * 4.0).reshape(-1, 4))
    study.selection.table.to_csv(folder / "selection.csv", index=False)
    study.extraction.drop(columns="feature_set").to_csv(folder / "hog.seconds.csv", index=False)
    layers = pd.DataFrame({"arm": ["net", "net"], "multiply_adds": [3, 4]})
    layers.to_csv(folder / "architectures.csv", index=False)
    return {
        "table": folder / "samples.parquet",
        "values": folder / "samples.npy",
        "runs": folder / "runs",
        **{
            name: sorted((folder / name).iterdir())
            for name in ("predictions", "candidates", "models")
        },
        "extraction": [folder / "hog.seconds.csv"],
        "architectures": folder / "architectures.csv",
        "selection": folder / "selection.csv",
    }


def test_a_study_is_read_from_the_files_of_a_data_set(study, tmp_path):
    files = written(study, tmp_path)
    read = read_study("t", study.contest, AnalysisSettings(), **files, resamples=100, seed=0)
    found, expected = tables_of(read), tables_of(study)
    for name in ("accuracy", "calibration", "verdict", "data_needs", "most_misclassified"):
        pd.testing.assert_frame_equal(found[name], expected[name])
    cost = found["cost"].set_index("arm")
    assert cost.loc["net", "multiply_adds"] == 7 and (cost["model_bytes"] == 4).all()
    assert set(found["tuning_optimism"]["arm"]) == {"svm"}
    checks = found["checks"].set_index("check")
    assert checks.loc["duplicates", "value"] == 0 and checks.loc["duplicates", "n"] == 120


def test_an_intermediate_result_is_computed_once_for_each_study(study):
    asked = []

    @once
    def size_of(study: Study, arm: str) -> int:
        asked.append(arm)
        return study.largest_size

    other = simulated_study(ACCURACIES, ARMS, resamples=10)
    for one, arm in ((study, "svm"), (study, "svm"), (study, "net"), (other, "svm")):
        assert size_of(one, arm) == 50
    assert asked == ["svm", "net", "svm"]

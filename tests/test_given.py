"""Analyses are given the files that earlier steps write."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from craftbench.analyses.analysis import analyses
from craftbench.analyses.examined import Examined
from craftbench.analyses.features import Features
from craftbench.analyses.interpretation.importance import rule_text
from craftbench.analyses.pair import Pair
from craftbench.analyses.refits import Refits
from craftbench.analyses.selection import COLUMNS
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.digits import DigitsSource
from craftbench.runs.arm_data import arm_data
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ModelDescription, save_model
from models.classical import fit_classifier

CONTEST = Contest.model_validate(
    {
        "classes": ["0", "1"],
        "training_sizes": [20, 60],
        "arms": {"logistic": {"representation": ["geometry"], "model": "logistic_regression"}},
    }
)
SETTINGS = AnalysisSettings(refits={"shuffled_shares": [0.0, 1.0]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The files of a small data set with one arm."""
    folder = tmp_path_factory.mktemp("digits")
    digits = load_digits(n_class=2)
    values, label = digits.images[:200].astype(np.uint8), digits.target[:200].astype(str)
    table = pd.DataFrame({"sample": range(200), "label": label, "source": "digits"})
    table["role"] = np.where(np.arange(200) < 120, "pool", "test")
    np.save(folder / "samples.npy", values)
    table.to_parquet(folder / "samples.parquet")
    (folder / "recordings").mkdir()
    features = extract("geometry", values, table)[0]
    features.to_parquet(folder / "geometry.parquet")
    units = {name: {"unit": "px"} for name in features.columns[1:]}
    (folder / "geometry.json").write_text(json.dumps(units))
    rows = [
        ("digits", 60, "family", "hand-crafted", "logistic", "accuracy", 0.9, 1, 1, "best", 0.0)
    ]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(folder / "selection.csv", index=False)
    _store_model(folder, (label == "1").astype(int), np.arange(120))
    return folder


def _store_model(folder: Path, y: np.ndarray, pool: np.ndarray) -> None:
    data = arm_data(CONTEST, "logistic", *_samples(folder), [folder / "geometry.parquet"])
    pipeline = InputPipeline.of_arm(CONTEST, "logistic").fit(data, pool)
    x = pipeline.transform(data, pool)
    source = DigitsSource(kind="digits").model_dump()
    about = ModelDescription(
        "digits",
        "logistic",
        "hand-crafted",
        "logistic_regression",
        "classifier",
        ["0", "1"],
        60,
        source,
    )
    fitted = fit_classifier(LogisticRegression(), x, y[pool], 2)
    save_model(fitted, about, pipeline, folder / "logistic")


def _samples(folder: Path) -> tuple[Path, Path]:
    return folder / "samples.npy", folder / "samples.parquet"


def test_stored_models_are_examined(folder):
    given = Examined.read(
        "digits",
        CONTEST,
        SETTINGS,
        samples=SampleFiles(*_samples(folder), folder / "recordings"),
        selection=folder / "selection.csv",
        models=ModelFiles([folder / "logistic.skops"], [_repeats(folder)]),
        features=[folder / "geometry.parquet"],
        resamples=100,
        seed=0,
    )
    assert given.arms == {"hand-crafted": "logistic"} and given.network is None
    assert given.predictor("logistic") is given.predictor("logistic")
    assert set(given.features("logistic").units.values()) == {"px"}
    importance = analyses()["importance"].compute(given)
    assert importance.query("kind == 'rule'")["accuracy"].iloc[0] > 0.9
    assert "≤" in rule_text(given) and "[px]" in rule_text(given)
    clean = analyses()["robustness"].compute(given).query("severity == '0'")
    assert (clean["accuracy"] > 0.9).all()
    assert set(clean["repeats"]) == {2} and set(clean["interval"]) == {"groups and repeats"}


def _repeats(folder) -> Path:
    """The stored model once more, as that of another repeat."""
    repeats = folder / "repeats" / "logistic"
    repeats.mkdir(parents=True, exist_ok=True)
    for ending in ("skops", "json"):
        shutil.copyfile(folder / f"logistic.{ending}", repeats / f"1.{ending}")
    return repeats


def test_models_are_tested_on_another_data_set(folder):
    samples = SampleFiles(*_samples(folder), folder / "recordings")
    given = Pair.read(
        "digits",
        "twin",
        CONTEST,
        SETTINGS,
        own=samples,
        other=samples,
        models=ModelFiles([folder / "logistic.skops"], [_repeats(folder)]),
        selection=folder / "selection.csv",
        resamples=100,
        seed=0,
    )
    (row,) = analyses()["cross_dataset"].compute(given).to_dict("records")
    assert (row["arm"], row["tested_on"], row["n"]) == ("logistic", "twin", 200)
    assert row["repeats"] == 2 and row["interval"] == "groups and repeats"
    assert row["accuracy"] > 0.9


def test_refits_read_samples_when_they_fit(folder):
    values, table = _samples(folder)
    given = Refits.read(
        "digits",
        CONTEST,
        SETTINGS,
        values=values,
        table=table,
        features=[folder / "geometry.parquet"],
        histories=[],
        selection=folder / "selection.csv",
        training=Training(),
        resamples=100,
        seed=0,
    )
    found = analyses()["random_label_fit"].compute(given).set_index("shuffled_share")
    assert found.loc[0.0, "test_accuracy"] > 0.9 > found.loc[1.0, "test_accuracy"]
    assert not len(analyses()["early_stopping"].compute(given))


def test_designs_are_made_of_stored_features(folder):
    given = Features.read(
        "digits",
        CONTEST,
        SETTINGS,
        table=folder / "samples.parquet",
        features=[folder / "geometry.parquet"],
        resamples=100,
        seed=0,
    )
    assert list(given.by_set) == ["geometry"]
    found = analyses()["design_optimism"].compute(given)
    assert list(found["candidates"]) == [1, 2, 4, 8, 16]
    assert (found["selected"] >= found["nested"] - 0.05).all()

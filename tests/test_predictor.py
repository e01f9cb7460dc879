import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.neighbors import KNeighborsClassifier

from craftbench.datasets.samples import Samples, read_values
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import load_predictor

ARMS = ["majority.skops", "hog_logistic.skops", "geometry_mlp.keras", "lenet5.keras"]


@pytest.fixture
def digits(finished):
    return finished / "results" / "digits_tiny"


@pytest.fixture
def samples(digits):
    table = pd.read_parquet(digits / "samples.parquet")
    return Samples(read_values(digits / "samples.npy"), table)


def one_sample(shape: tuple[int, ...]) -> Samples:
    table = pd.DataFrame({"sample": [0], "source": ["x"]})
    return Samples(np.zeros((1, *shape), np.uint8), table)


@pytest.mark.parametrize("arm", ARMS)
def test_reloaded_model_predicts_what_training_stored(arm, digits, samples):
    predictor = load_predictor(digits / "models" / arm)
    test = np.flatnonzero(samples.table["role"] == "test")
    found = predictor.predict(samples, test)
    stored = pd.read_parquet(digits / "predictions" / f"{Path(arm).stem}.parquet")
    stored = stored.query("split == 'test' and repeat == 0 and training_size == 120")
    assert np.array_equal(stored["sample"], test)
    expected = stored[[f"p_{name}" for name in predictor.about.classes]].to_numpy()
    assert np.allclose(found.to_numpy(), expected, atol=1e-6)


def test_other_shapes_are_told(digits):
    hog, lenet5 = (load_predictor(digits / "models" / arm) for arm in (ARMS[1], ARMS[3]))
    with pytest.raises(CraftbenchError, match="32 × 32, but the model was trained on 8 × 8"):
        hog.predict(one_sample((32, 32)))
    with pytest.raises(CraftbenchError, match="8 × 8 × 3, but the model was trained on 8 × 8"):
        lenet5.predict(one_sample((8, 8, 3)))


def test_a_feature_set_that_has_changed_since_training_is_told(digits):
    geometry = load_predictor(digits / "models" / "geometry_mlp.keras")
    pipeline = replace(geometry.pipeline, feature_names=geometry.pipeline.feature_names[1:])
    with pytest.raises(CraftbenchError, match="the feature set has changed since"):
        replace(geometry, pipeline=pipeline).predict(one_sample((8, 8)))


def test_types_that_are_not_trusted_are_not_loaded(digits, tmp_path):
    class Odd(KNeighborsClassifier):
        pass

    Odd.__module__, Odd.__qualname__ = "builtins", "Odd"
    x, y = np.zeros((4, 2)), [0, 1, 0, 1]
    shutil.copy(digits / "models" / "hog_logistic.json", tmp_path / "m.json")
    skops.io.dump(Odd().fit(x, y), tmp_path / "m.skops")
    with pytest.raises(CraftbenchError, match="types that craftbench does not store"):
        load_predictor(tmp_path / "m.skops")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("m.pkl", b"", "ends in .keras or .skops"),
        ("absent.skops", None, "there is no such file"),
        ("m.skops", b"rubbish", "not a classifier in skops format"),
        ("m.keras", b"rubbish", "not a network in Keras format"),
    ],
)
def test_files_that_are_no_models(digits, tmp_path, file, content, message):
    shutil.copy(digits / "models" / "lenet5.json", tmp_path / "m.json")
    if content is not None:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(CraftbenchError, match=message):
        load_predictor(tmp_path / file)


def test_model_without_its_description(digits, tmp_path):
    shutil.copy(digits / "models" / "lenet5.keras", tmp_path / "m.keras")
    with pytest.raises(CraftbenchError, match="m.json: there is no such file"):
        load_predictor(tmp_path / "m.keras")
    (tmp_path / "m.json").write_text('{"dataset": "x"}')
    with pytest.raises(CraftbenchError, match="not the description of a stored model"):
        load_predictor(tmp_path / "m.keras")


def test_files_that_do_not_belong_together(digits, tmp_path):
    sidecar = json.loads((digits / "models" / "lenet5.json").read_text())
    sidecar["classes"] = sidecar["classes"][:9]
    (tmp_path / "m.json").write_text(json.dumps(sidecar))
    shutil.copy(digits / "models" / "lenet5.keras", tmp_path / "m.keras")
    with pytest.raises(CraftbenchError, match="has 10 classes, m.json 9"):
        load_predictor(tmp_path / "m.keras")

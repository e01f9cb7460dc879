import json
import shutil

import keras
import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.neighbors import KNeighborsClassifier

from craftbench.datasets.samples import read_values
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import load_predictor

ARMS = ["majority.skops", "hog_logistic.skops", "geometry_mlp.keras", "lenet5.keras"]


@pytest.fixture
def digits(finished):
    return finished / "results" / "digits_tiny"


@pytest.mark.parametrize("arm", ARMS)
def test_reloaded_model_predicts_what_training_stored(arm, digits):
    values, table = read_values(digits / "samples.npy"), pd.read_parquet(digits / "samples.parquet")
    predictor = load_predictor(digits / "models" / arm)
    test = np.flatnonzero(table["role"] == "test")
    found = predictor.predict(values, table, rows=test)
    stored = pd.read_parquet(
        digits / "predictions" / arm.replace(".skops", ".parquet").replace(".keras", ".parquet")
    )
    stored = stored.query("role == 'test' and repeat == 0 and training_size == 120")
    assert np.array_equal(stored["sample"], test)
    expected = stored[[f"p_{name}" for name in predictor.preparation.classes]].to_numpy()
    assert np.allclose(found.to_numpy(), expected, atol=1e-6)


def test_hybrid_network_gets_the_view_and_the_features(digits, tmp_path):
    preparation = json.loads((digits / "models" / "lenet5.json").read_text())
    geometry = json.loads((digits / "models" / "geometry_mlp.json").read_text())
    preparation["representation"] = ["pixels", "geometry"]
    preparation["features"] = geometry["features"]
    preparation["feature_standardisation"] = geometry["standardisation"]
    (tmp_path / "both.json").write_text(json.dumps(preparation))
    pixels, features = keras.Input((32, 32, 1)), keras.Input((len(geometry["features"]),))
    joined = keras.layers.Concatenate()([keras.layers.Flatten()(pixels), features])
    network = keras.Model([pixels, features], keras.layers.Dense(10, "softmax")(joined))
    network.save(tmp_path / "both.keras")

    values, table = read_values(digits / "samples.npy"), pd.read_parquet(digits / "samples.parquet")
    predictor = load_predictor(tmp_path / "both.keras")
    assert predictor.preparation.family == "hybrid"
    raw, measured = predictor.prepare(values[:20], table[:20])
    alone = load_predictor(digits / "models" / "geometry_mlp.keras")
    assert np.array_equal(measured, alone.prepare(values[:20], table[:20]))
    assert raw.shape == (20, 32, 32, 1)
    assert np.allclose(predictor.predict(values[:20], table[:20]).sum(axis=1), 1)


def test_other_shapes_are_told(digits):
    table = pd.DataFrame({"sample": [0], "source": ["x"]})
    hog, lenet5 = (load_predictor(digits / "models" / arm) for arm in (ARMS[1], ARMS[3]))
    with pytest.raises(CraftbenchError, match="32 × 32; hog_logistic was trained on 8 × 8"):
        hog.predict(np.zeros((1, 32, 32), np.uint8), table)
    with pytest.raises(CraftbenchError, match="8 × 8 × 3; lenet5 was trained on 8 × 8"):
        lenet5.predict(np.zeros((1, 8, 8, 3), np.uint8), table)


def test_shape_of_training_is_compared_where_it_is_known(digits, tmp_path):
    preparation = json.loads((digits / "models" / "geometry_mlp.json").read_text())
    (tmp_path / "m.json").write_text(json.dumps(preparation | {"sample_shape": [8, 8]}))
    shutil.copy(digits / "models" / "geometry_mlp.keras", tmp_path / "m.keras")
    table = pd.DataFrame({"sample": [0], "source": ["x"]})
    with pytest.raises(CraftbenchError, match="shape 16 × 16; .* trained on 8 × 8"):
        load_predictor(tmp_path / "m.keras").predict(np.zeros((1, 16, 16), np.uint8), table)


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


def test_model_without_its_preparation(digits, tmp_path):
    shutil.copy(digits / "models" / "lenet5.keras", tmp_path / "m.keras")
    with pytest.raises(CraftbenchError, match="m.json: there is no such file"):
        load_predictor(tmp_path / "m.keras")
    (tmp_path / "m.json").write_text('{"dataset": "x"}')
    with pytest.raises(CraftbenchError, match="not the preparation of a model"):
        load_predictor(tmp_path / "m.keras")


def test_files_that_do_not_belong_together(digits, tmp_path):
    preparation = json.loads((digits / "models" / "lenet5.json").read_text())
    preparation["classes"] = preparation["classes"][:9]
    (tmp_path / "m.json").write_text(json.dumps(preparation))
    shutil.copy(digits / "models" / "lenet5.keras", tmp_path / "m.keras")
    with pytest.raises(CraftbenchError, match="has 10 classes, m.json 9"):
        load_predictor(tmp_path / "m.keras")

"""Networks and classifiers of the user's own: checked, trained, stored and read again."""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.cli.main import main
from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.errors import CraftbenchError
from craftbench.own.models import model
from craftbench.own.networks import check_network
from craftbench.runs import fit_classifier, fit_network
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.load_model import load_model
from craftbench.runs.run_store import RunStore
from craftbench.runs.train_arm import train_arm
from models.training import use_threads
from models.training_form import training_form

use_threads(1)

HEAD = """
import keras
from keras import layers


class Wavy(layers.Layer):
    def call(self, x):
        return x + keras.ops.sin(x)


class Scaled(layers.Layer):
    def __init__(self, by):
        super().__init__()
        self.by = [by]

    def call(self, x):
        return self.by[0] * x


def softmax(classes):
    return layers.Dense(classes, activation="softmax")


"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def write(body: str, parameters: str = "input_shape, classes") -> None:
    text = f"{HEAD}def net({parameters}):\n    {body}\n"
    Path("own.py").write_text(text, encoding="utf-8")


def built(body: str, parameters: str = "input_shape, classes", *, check: bool = True, **options):
    write(body, parameters)
    entry = model("own.py:net")
    entry.check_options({name: one for name, one in options.items() if name != "features"})
    network = entry.build((8, 8, 1), 3, **options)
    if check:
        check_network(entry.own, network)
    return network


SEQUENTIAL = "return keras.Sequential([keras.Input(input_shape), {}layers.Flatten(), {}])"
GOOD = SEQUENTIAL.format("layers.Conv2D(2, 3), Wavy(), ", "softmax(classes)")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return 3", r"own\.py:net returned int, expected a keras\.Model"),
        ("return layers.Dense(3)", "returned Dense, expected a keras.Model"),
        ("return keras.Sequential([softmax(classes)])", "its inputs|inputs of its network are not"),
        (SEQUENTIAL.format("", "layers.Dense(classes)"), "values that are no probabilities"),
        (SEQUENTIAL.format("", "softmax(5)"), "returns 5, expected a probability of each of the 3"),
        (
            "return keras.Sequential([keras.Input((4,)), softmax(classes)])",
            "takes 4, expected 8×8×1; use keras.Input",
        ),
        (
            SEQUENTIAL.format("layers.Lambda(lambda x: 2 * x), ", "softmax(classes)"),
            "is a Lambda, which cannot be read again without running code",
        ),
        (
            SEQUENTIAL.format("Scaled(layers.ReLU()), ", "softmax(classes)"),
            r"own\.py:net",
        ),
        (
            "layers.Conv2D(2, 9)(keras.Input(input_shape))",
            r"own\.py:net failed: ValueError.*\(own\.py, line 25, in net",
        ),
    ],
)
def test_wrong_networks_name_the_function_and_the_remedy(body, message):
    with pytest.raises(CraftbenchError, match=message):
        built(body)


def test_options_and_features():
    with pytest.raises(ValueError, match=r"own\.py:net has no option 'depth'; its options: width"):
        built(GOOD, "input_shape, classes, width=2", depth=3)
    both = (
        "image, beside = keras.Input(input_shape), keras.Input((features,))\n"
        "    joined = layers.Concatenate()([layers.Flatten()(image), beside])\n"
        "    return keras.Model([image, beside], softmax(classes)(joined))"
    )
    network = built(both, "input_shape, classes, features", features=4)
    assert model("own.py:net").joins_features and len(network.inputs) == 2
    write(GOOD)
    assert not model("own.py:net").joins_features


def test_training_form_keeps_unknown_layers():
    body = SEQUENTIAL.format(
        "layers.Conv2D(2, 3), layers.BatchNormalization(), Wavy(), layers.GroupNormalization(1), ",
        "softmax(classes)",
    )
    network = built(body)
    x = np.random.default_rng(0).random((5, 8, 8, 1), np.float32)
    found = np.asarray(training_form(network)(x, training=False))
    np.testing.assert_allclose(found, np.asarray(network(x, training=False)), atol=1e-5)


def test_training_form_keeps_layers_that_only_look_like_keras_own():
    head = (
        "class Sums(layers.AveragePooling2D):\n"
        "        def call(self, x):\n"
        "            return 4 * super().call(x)\n"
        "    "
    )
    network = built(head + SEQUENTIAL.format("Sums(2), ", "softmax(classes)"), check=False)
    x = np.random.default_rng(0).random((5, 8, 8, 1), np.float32)
    found = np.asarray(training_form(network)(x, training=False))
    np.testing.assert_allclose(found, np.asarray(network(x, training=False)), atol=1e-5)


def trained(name: str, representation: list[str], views: dict, x: np.ndarray, fitter) -> Path:
    """The stored model of an arm after one run on random samples."""
    arms = {"a": {"representation": representation, "model": name}}
    given = {"classes": ["x", "y"], "training_sizes": [20], "repeats": 1, "refit": False}
    contest = Contest.model_validate(given | {"arms": arms, "views": views})
    table = pd.DataFrame({"label": ["x", "y"] * 20, "role": ["pool"] * 24 + ["test"] * 16})
    names = None if views else [f"f:{i}" for i in range(x.shape[1])]
    training = Training(epochs=2, block_updates=2, patience=1)
    task = ArmTask("d", "a", contest, training, 0)
    store = RunStore(Path("runs"), "key")
    train_arm(task, ArmData((x,), table, names, (8, 8)), fitter, store)
    return next(Path("runs").rglob("model.keras" if views else "model.skops"))


def test_own_network_is_trained_stored_and_read_only_if_its_code_is_named(capsys):
    write(GOOD)
    x = np.random.default_rng(0).random((40, 8, 8, 1), np.float32)
    views = {"pixels": {"kind": "image", "height": 8, "width": 8}}
    file = trained("own.py:net", ["pixels"], views, x, fit_network.fitter)
    stored = load_model(file, [str(Path("own.py").resolve())])
    assert stored.about.own_models == ("own.py:net",)
    assert stored.probabilities(x[:3]).shape == (3, 2)
    with pytest.raises(CraftbenchError, match=r"needs own\.py:net.*name it with --code own\.py"):
        load_model(file, [])
    np.save("new.npy", np.zeros((2, 8, 8), np.float32))
    assert main(["predict", str(file), "new.npy"]) == 1
    assert "name it with --code own.py" in capsys.readouterr().err
    Path("own.py").unlink()
    with pytest.raises(CraftbenchError, match=r"there is no file own\.py; the working folder is"):
        load_model(file)


def test_a_network_with_own_layers_says_what_it_needs():
    write(GOOD)
    x = np.random.default_rng(0).random((40, 8, 8, 1), np.float32)
    views = {"pixels": {"kind": "image", "height": 8, "width": 8}}
    file = trained("own.py:net", ["pixels"], views, x, fit_network.fitter)
    sidecar = file.with_suffix(".json")
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(re.sub(r'"own_models": \[[^]]*\]', '"own_models": []', text))
    import keras

    keras.saving.get_custom_objects().clear()
    with pytest.raises(CraftbenchError, match=r"named in the card as FILE\.py:FUNCTION"):
        load_model(file)


CLASSIFIER = """
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.neighbors import KNeighborsClassifier


class Prior(ClassifierMixin, BaseEstimator):
    def fit(self, x, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.shares_ = counts / counts.sum()
        return self

    def predict_proba(self, x):
        return np.tile(self.shares_, (len(x), 1))


def nearest(seed):
    return KNeighborsClassifier(3, algorithm="kd_tree")


def prior(shape):
    return Prior()


def broken(seed):
    return Prior().set_params(nothing=1)


def f(x):
    return x[:, 0, :3]
"""


@pytest.mark.parametrize("name", ["nearest", "prior"])
def test_own_classifier_is_fitted_stored_and_read(name):
    Path("own.py").write_text(CLASSIFIER, encoding="utf-8")
    x = np.random.default_rng(0).random((40, 3), np.float32)
    file = trained(f"own.py:{name}", ["own.py:f"], {}, x, fit_classifier.fitter)
    stored = load_model(file, ["own.py"])
    assert stored.probabilities(x).shape == (40, 2)
    assert stored.pipeline.feature_sets == ("own.py:f",)


def test_an_exception_in_an_own_classifier_names_arm_and_line():
    Path("own.py").write_text(CLASSIFIER, encoding="utf-8")
    x = np.random.default_rng(0).random((40, 3), np.float32)
    with pytest.raises(CraftbenchError, match=r"d a: size 20.*own\.py:broken failed: ValueError"):
        trained("own.py:broken", ["own.py:f"], {}, x, fit_classifier.fitter)


def test_architecture_of_an_own_network_is_printed(capsys):
    write(GOOD)
    assert main(["architecture", "own.py:net", "--input", "8x8x1", "--classes", "3"]) == 0
    printed = capsys.readouterr().out
    assert "Wavy" in printed and "not known" in printed and "at least" in printed

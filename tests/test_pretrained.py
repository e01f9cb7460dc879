"""Arms on the output of a network that was trained elsewhere."""

import json
import zipfile
from dataclasses import replace

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import snakemake
from keras import layers
from keras.applications.imagenet_utils import preprocess_input
from keras.src.legacy.saving import legacy_h5_format
from simulated_study import HAND_CRAFTED, simulated_study

from craftbench.analyses.accuracy.checks import checks
from craftbench.cli.main import main
from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.config.pretrained import without_absent_networks
from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.datasets.download import sha256
from craftbench.datasets.views import ImageView
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import load_predictor
from craftbench.protocol.prepare import prepare
from craftbench.runs.arm import ArmTask
from craftbench.runs.collect import collect, copy_model
from craftbench.runs.fitters import fitter
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.pretrained import network_output
from craftbench.runs.run_store import RunStore
from craftbench.runs.train_arm import train_arm
from craftbench.settings import validate
from craftbench.steps import code as step_code
from craftbench.steps.settings import of_training
from models.keras_file import load_application, load_network
from models.preprocessing import preprocessed
from models.pretrained import feature_extractor

SHAPE = (8, 8, 1)
VIEW = ImageView(kind="image", height=8, width=8)
TINY_NETWORK = [
    keras.Input(SHAPE),
    layers.Conv2D(12, 3, activation="relu", name="maps"),
    layers.GlobalAveragePooling2D(name="averages"),
    layers.Dense(5, activation="softmax", name="classes"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of data with a tiny network, random but good enough for digits."""
    keras.utils.set_random_seed(0)
    (tmp_path / "nets").mkdir()
    keras.Sequential(TINY_NETWORK).save(tmp_path / "nets" / "tiny.keras")
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path))
    return tmp_path


def settings(folder, file="nets/tiny.keras", **changes) -> dict:
    return {"file": file, "sha256": sha256(folder / file), "preprocessing": "none"} | changes


def card(latent: dict, **more) -> Card:
    return Card.model_validate(
        {
            "title": "digits",
            "source": {"kind": "digits"},
            "classes": [str(digit) for digit in range(10)],
            "training_sizes": [200],
            "repeats": 1,
            "views": {"pixels": VIEW.model_dump()},
            "arms": {
                "pretrained": {"representation": ["pixels"], "latent": latent, "model": "ridge"},
                "majority": {"representation": [], "model": "majority"},
            },
        }
        | more
    )


def test_only_the_classifier_is_trained_and_predict_gives_the_same(folder, tmp_path):
    contest = card(settings(folder))
    assert contest.family("pretrained") == "pretrained"
    samples = prepare(contest.source, contest.classes, contest.split, 0)
    data = InputPipeline.of_arm(contest, "pretrained").represent(samples.values, samples.table, {})
    assert data.inputs[0].shape == (len(samples.values), 12)
    source = contest.source.model_dump(mode="json")
    task = ArmTask("digits", "pretrained", contest, None, seed=0, source=source)
    store = RunStore(tmp_path / "runs", "key")
    train_arm(task, data, fitter, store)
    facts = collect(task, store, "fit.json").iloc[0]
    assert facts["parameters"] > 12 * (9 + 1) and facts["ended"] == "solved"
    assert facts["fit_seconds"] > 200 * data.network_seconds > 0

    copy_model(task, store, tmp_path / "pretrained.skops")
    assert not list(tmp_path.glob("pretrained*.keras"))
    predictor = load_predictor(tmp_path / "pretrained.skops")
    predictions = collect(task, store, "predictions.parquet").query("split == 'test'")
    found = predictor.predict(samples, predictions["sample"].to_numpy())
    expected = predictions[[f"p_{name}" for name in contest.classes]]
    np.testing.assert_allclose(found.to_numpy(), expected.to_numpy(), atol=1e-4)
    labels = samples.table["label"].to_numpy()[predictions["sample"]]
    assert (found.columns[found.to_numpy().argmax(axis=1)] == labels).mean() > 0.4
    assert predictor.about.family == "pretrained"


def test_another_file_is_an_error(folder):
    network = PretrainedNetwork(**settings(folder))
    keras.Sequential(TINY_NETWORK[:3]).save(folder / "nets" / "tiny.keras")
    found = sha256(folder / "nets" / "tiny.keras")
    with pytest.raises(CraftbenchError, match=f"SHA-256 is {found}, expected {network.sha256}"):
        network.checked_path()


def test_a_missing_checksum_is_an_error_that_states_it(folder):
    given = card(settings(folder, sha256=None))
    found = sha256(folder / "nets" / "tiny.keras")
    with pytest.raises(CraftbenchError, match=f"digits.yaml: arms.pretrained.*{found}"):
        without_absent_networks(given, "digits.yaml")


def test_an_arm_whose_file_is_absent_is_skipped_with_the_reason(folder):
    given = card(settings(folder) | {"file": "nets/other.keras"})
    found = without_absent_networks(given, "digits.yaml")
    assert list(found.arms) == ["majority"]
    assert "no file nets/other.keras" in found.skipped["pretrained"]
    assert without_absent_networks(card(settings(folder)), "digits.yaml").skipped == {}
    alone = given.model_copy(update={"arms": {"pretrained": given.arms["pretrained"]}})
    with pytest.raises(CraftbenchError, match="no arm can run; pretrained: there is no file"):
        without_absent_networks(alone, "digits.yaml")


def test_a_skipped_arm_has_a_row_in_the_checks_and_changes_no_training(folder):
    study = simulated_study({"hand": {100: 0.8}}, {"hand": HAND_CRAFTED})
    contest = study.contest.model_copy(update={"skipped": {"big": "there is no file"}})
    row = checks(replace(study, contest=contest)).set_index("check").loc["skipped"]
    assert row[["arm", "note"]].tolist() == ["big", "there is no file"]

    config, given = Config(datasets=["digits"]), card(settings(folder))
    other = given.model_copy(update={"skipped": {"big": "there is no file"}})
    assert of_training(config, given, "majority") == of_training(config, other, "majority")


def output(network: dict, view: ImageView = VIEW, values=None) -> np.ndarray:
    values = np.zeros((2, 8, 8)) if values is None else values
    table = pd.DataFrame(index=range(len(values)))
    return network_output(PretrainedNetwork(**network), view, values, table).values


def test_a_view_that_does_not_fit_is_an_error_that_names_both(folder):
    view = ImageView(kind="image", height=16, width=16)
    with pytest.raises(CraftbenchError, match="16 × 16 × 1, but the network takes 8 × 8 × 1"):
        output(settings(folder), view)


def test_pixels_are_scaled_only_if_they_are_pixels(folder):
    with pytest.raises(CraftbenchError, match="preprocessing tf is for pixels .* are float64"):
        output(settings(folder, preprocessing="tf"))
    pixels = np.full((2, 8, 8), 255, np.uint8)
    scaled = output(settings(folder, preprocessing="unit"), values=pixels)
    np.testing.assert_allclose(scaled, output(settings(folder), values=np.ones((2, 8, 8))))


@pytest.mark.parametrize("how", ["tf", "torch", "caffe"])
def test_pixels_are_scaled_as_in_keras_applications(how):
    pixels = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3)).astype(np.float32)
    expected = preprocess_input(pixels.copy(), data_format="channels_last", mode=how)
    np.testing.assert_allclose(preprocessed(pixels, how), expected, atol=1e-4)


def test_default_layer_is_the_one_before_the_classes():
    network = keras.Sequential(TINY_NETWORK)
    x = np.random.default_rng(0).random((3, *SHAPE)).astype(np.float32)
    averages = np.asarray(feature_extractor(network, SHAPE)(x))
    np.testing.assert_allclose(feature_extractor(network, SHAPE, "averages")(x), averages)
    np.testing.assert_allclose(feature_extractor(network, SHAPE, "maps")(x), averages, rtol=1e-5)
    apart = keras.Sequential([*TINY_NETWORK[:3], layers.Dense(5), layers.Softmax()])
    assert feature_extractor(apart, SHAPE).output_shape == (None, 12)
    without = keras.Sequential(TINY_NETWORK[:2])
    assert feature_extractor(without, SHAPE).output_shape == (None, 12)


def test_layers_that_are_not_there_are_told():
    network = keras.Sequential(TINY_NETWORK)
    with pytest.raises(ValueError, match="no layer 'average'; its last layers are .*averages"):
        feature_extractor(network, SHAPE, "average")
    convolutional = keras.Sequential([*TINY_NETWORK[:3], layers.Softmax()])
    with pytest.raises(ValueError, match="set `layer` to one of"):
        feature_extractor(convolutional, SHAPE)


def test_code_in_a_file_is_not_run(folder):
    path = folder / "lambda.keras"
    keras.Sequential([*TINY_NETWORK[:3], layers.Lambda(lambda x: x + 1, name="more")]).save(path)
    with pytest.raises(ValueError, match=r"the layer more \(Lambda\) is not loaded"):
        load_network(path)
    with pytest.raises(CraftbenchError, match=r"the layer more \(Lambda\)"):
        output(settings(folder, "lambda.keras"))


def test_classes_from_elsewhere_are_not_looked_up(folder):
    path, changed = folder / "nets" / "tiny.keras", folder / "changed.keras"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "config.json":
                described = json.loads(content)
                described["config"]["layers"][1] |= {"module": "os", "class_name": "system"}
                content = json.dumps(described).encode()
            new.writestr(name, content)
    with pytest.raises(ValueError, match=r"\(system\) is not loaded"):
        load_network(changed)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", bytes(200 << 20), "config.json inflates from .* to 209,715,200 bytes"),
        ("model.weights.h5", bytes(300 << 20), "model.weights.h5 inflates from .* 100 times its"),
        ("config.json", b'{"a":' * 100_000, "not a network in Keras' own format"),
        ("config.json", b"\xff", "not a network in Keras' own format"),
        ("other", b"", "not a network in Keras' own format"),
    ],
    ids=["description", "weights", "deep", "not-text", "no-description"],
)
def test_network_files_that_inflate_or_nest_are_refused(name, content, message, tmp_path):
    with zipfile.ZipFile(tmp_path / "n.keras", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(name, content)
    with pytest.raises(ValueError, match=message):
        load_network(tmp_path / "n.keras")


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x02}."])
def test_other_files_are_told(folder, content):
    (folder / "broken.keras").write_bytes(content)
    with pytest.raises(ValueError, match="not a network in Keras' own format"):
        load_network(folder / "broken.keras")


def test_weights_of_an_application(folder):
    shape = (32, 32, 3)
    model = keras.applications.MobileNetV3Small(
        include_top=False, weights=None, input_shape=shape, pooling="avg"
    )
    model.save_weights(folder / "small.weights.h5")
    network = settings(folder, "small.weights.h5", application="MobileNetV3Small")
    view = ImageView(kind="image", height=32, width=32)
    pixels = np.random.default_rng(0).integers(0, 256, (2, *shape)).astype(np.uint8)
    expected = model.predict_on_batch(pixels.astype(np.float32))
    np.testing.assert_allclose(output(network, view, pixels), expected, atol=1e-5)
    with h5py.File(folder / "small.h5", "w") as file:  # the format of published weights
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    old = load_application("MobileNetV3Small", folder / "small.h5", shape)
    found = old.predict_on_batch(pixels.astype(np.float32))
    np.testing.assert_allclose(found, expected, atol=1e-5)
    with pytest.raises(ValueError, match="not the weights of MobileNetV2"):
        load_application("MobileNetV2", folder / "small.weights.h5", shape)
    with pytest.raises(ValueError, match="no application 'mobilenet'"):
        load_application("mobilenet", folder / "small.weights.h5", shape)
    with pytest.raises(CraftbenchError, match="ends in .keras, or `application`"):
        output(settings(folder, "small.weights.h5"), view, pixels)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latent": {"file": "x"}}, "latent.preprocessing: this key is required"),
        ({"latent": {"file": "x", "shasum": 1}}, "latent.shasum: unknown key"),
        ({"model": "lenet5"}, "expected a network as latent and a classifier as model"),
        ({"model": "scattering"}, "scattering takes image, but the latent network"),
        ({"representation": ["hog"]}, "takes image or signal, but hog gives features"),
        ({"representation": ["pixels", "hog"]}, "cannot join features"),
    ],
)
def test_arms_that_cannot_be_are_told(folder, changes, message):
    given = card(settings(folder)).model_dump(mode="json")
    given["arms"]["pretrained"] |= changes
    with pytest.raises(CraftbenchError, match=message):
        validate(given, Card, "digits.yaml")


def test_check_says_what_is_skipped_and_refuses_another_file(folder, capsys):
    path = folder / "digits.yaml"
    path.write_text(
        yaml.safe_dump(card(settings(folder)).model_dump(mode="json", exclude_none=True))
    )
    assert main(["check", str(path)]) == 0
    (folder / "nets" / "tiny.keras").write_bytes(b"other")
    assert main(["check", str(path)]) == 1
    assert "SHA-256 is" in capsys.readouterr().err
    (folder / "nets" / "tiny.keras").unlink()
    assert main(["check", str(path)]) == 0
    assert "the arm pretrained is skipped" in capsys.readouterr().out


def test_a_benchmark_with_a_pretrained_arm_and_an_absent_one(folder, project):
    given = card(settings(folder), training_sizes=[60, 120]).model_dump(
        mode="json", exclude_none=True
    )
    absent = given["arms"]["pretrained"]["latent"] | {"file": "absent.keras"}
    given["arms"]["absent"] = given["arms"]["pretrained"] | {"latent": absent}
    given["arms"]["hog_logistic"] = {"representation": ["hog"], "model": "logistic_regression"}
    target = project / "config" / "datasets" / "with_network.yaml"
    target.write_text(yaml.safe_dump(given))
    run = snakemake(project, "--config", "datasets=[with_network]", "bootstrap=100")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the arm absent is skipped, since there is no file absent.keras" in run.stderr
    tables = project / "results" / "tables"
    accuracy = pd.read_csv(tables / "accuracy.csv").set_index("arm")
    assert accuracy.loc["pretrained", "family"] == "pretrained"
    assert "pretrained" in set(pd.read_csv(tables / "robustness.csv")["arm"])
    assert pd.read_csv(tables / "verdict.csv")["best_pretrained"].eq("pretrained").all()
    skipped = pd.read_csv(tables / "checks.csv").set_index("check").loc["skipped"]
    assert skipped["arm"] == "absent" and "no file absent.keras" in skipped["note"]
    page = (project / "results" / "report.html").read_text(encoding="utf-8")
    assert "Arms that did not run" in page


def test_only_pretrained_arms_depend_on_the_code_that_loads_networks(folder):
    given = card(settings(folder))
    of_arm = {arm: step_code.of_training(given, arm) for arm in given.arms}
    assert {"models/keras_file.py", "models/pretrained.py"} <= set(of_arm["pretrained"])
    assert not {"models/keras_file.py", "craftbench/runs/pretrained.py"} & set(of_arm["majority"])
    assert "models/training.py" not in of_arm["pretrained"]

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from skimage.io import imsave

from craftbench.cli.main import main
from craftbench.config.cards import read_card
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import load_predictor
from craftbench.protocol.prepare import prepare
from craftbench.runs.arm import ArmTask
from craftbench.runs.collect import copy_model
from craftbench.runs.extraction import extract
from craftbench.runs.fitters import fitter
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ENDINGS
from craftbench.runs.run_store import RunStore
from craftbench.runs.train_arm import train_arm
from models.training import use_threads

# Before anything of TensorFlow runs in this process, as a job of the workflow does.
use_threads(1)
CARDS = Path(__file__).parent / "cards"


def trained(card, samples: Samples, arm: str, folder):
    """Model of one arm of a card, trained here on its smallest size."""
    card = card.model_copy(update={"training_sizes": card.training_sizes[:1], "repeats": 1})
    pipeline = InputPipeline.of_arm(card, arm)

    def of_set(name):
        found, _ = extract(name, samples.values, samples.table, samples.recordings)
        return found.drop(columns="sample")

    data = pipeline.represent(samples.values, samples.table, of_set)
    source = card.source.model_dump(mode="json")
    task = ArmTask("tiny", arm, card, Training(epochs=1, block_updates=5), seed=0, source=source)
    store = RunStore(folder / "runs", "key")
    train_arm(task, data, fitter, store)
    model = folder / f"{arm}{ENDINGS[card.arms[arm].kind]}"
    copy_model(task, store, model)
    return model


@pytest.fixture(scope="module")
def parcels() -> Samples:
    card = read_card(CARDS / "parcels_tiny.yaml")
    return prepare(card.source, card.classes, card.split, 0)


@pytest.fixture(scope="module")
def beats(real_data) -> Samples:
    card = read_card(CARDS / "mitdb_tiny.yaml")
    return prepare(card.source, card.classes, card.split, 0)


@pytest.fixture
def forest(parcels, tmp_path):
    card = read_card(CARDS / "parcels_tiny.yaml")
    arms = {"forest": card.arms["parcel_forest"].model_copy(update={"representation": ["parcel"]})}
    return trained(card.model_copy(update={"arms": arms}), parcels, "forest", tmp_path)


def test_height_image_from_a_file_is_predicted_as_the_sample(forest, parcels, tmp_path, capsys):
    imsave(tmp_path / "new.png", parcels.values[3], check_contrast=False)
    np.save(tmp_path / "new.npy", parcels.values[3:5] * 0.1)
    pixel = f"pixel_mm={parcels.table['pixel_mm'][3]}"
    options = ["--set", pixel, "--set"]
    png = ["predict", str(forest), str(tmp_path / "new.png"), *options, "height_unit_mm=0.1"]
    npy = ["predict", str(forest), str(tmp_path / "new.npy"), *options, "height_unit_mm=1"]
    assert main(png) == main(npy) == 0
    lines = capsys.readouterr().out.splitlines()
    expected = load_predictor(forest).predict(parcels, np.array([3])).iloc[0]
    ranked = expected.sort_values(ascending=False, kind="stable")
    words = ", ".join(f"{name} {100 * p:.0f} %" for name, p in ranked.items())
    assert lines[0] == f"{tmp_path / 'new.png'}: {words}"
    assert lines[1] == f"{tmp_path / 'new.npy'}[0]: {words}"
    assert len(lines) == 3


def test_channels_of_a_file_are_those_of_the_sample(parcels, tmp_path, capsys):
    card = read_card(CARDS / "parcels_channels_tiny.yaml")
    model = trained(card, parcels, "residual_cnn", tmp_path)
    imsave(tmp_path / "new.png", parcels.values[3], check_contrast=False)
    command = ["predict", str(model), str(tmp_path / "new.png"), "--set", "height_unit_mm=0.1"]
    assert main(command) == 1
    assert "the view needs pixel_mm" in capsys.readouterr().err
    assert main([*command, "--set", f"pixel_mm={parcels.table['pixel_mm'][3]}"]) == 0
    expected = load_predictor(model).predict(parcels, np.array([3])).iloc[0]
    ranked = expected.sort_values(ascending=False, kind="stable")
    assert (
        capsys.readouterr()
        .out.strip()
        .endswith(", ".join(f"{name} {100 * p:.0f} %" for name, p in ranked.items()))
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "--set height_unit_mm=0.1 for tenths"),
        (["--set", "height_unit_mm=0.1"], "needs pixel_mm.*--set pixel_mm="),
        (["--set", "height_unit_mm"], "expected NAME=NUMBER"),
        (["--set", "height_unit_mm=100"], "expected 0 to 6553.5; check --set height_unit_mm"),
    ],
)
def test_option_that_is_needed_is_named(forest, parcels, tmp_path, capsys, options, message):
    imsave(tmp_path / "new.png", parcels.values[3], check_contrast=False)
    assert main(["predict", str(forest), str(tmp_path / "new.png"), *options]) == 1
    error = capsys.readouterr().err
    assert pd.Series([error]).str.contains(message).all(), error


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", np.full((96, 96), 7, np.uint8), "expected 16-bit"),
        ("a.npy", np.ones((96, 96, 3)), "expected one height per pixel"),
        ("a.npy", np.array(["x"]), "values of <U1, expected numbers"),
        ("a.jpg", None, "found the ending .jpg"),
        ("absent.png", None, "there is no such file"),
    ],
)
def test_unfit_file_is_named(forest, tmp_path, capsys, name, content, message):
    file = tmp_path / name
    if content is not None and file.suffix == ".png":
        imsave(file, content, check_contrast=False)
    elif content is not None:
        np.save(file, content)
    elif file.suffix == ".jpg":
        file.write_bytes(b"x")
    assert main(["predict", str(forest), str(file), "--set", "height_unit_mm=1"]) == 1
    error = capsys.readouterr().err
    assert str(file) in error and message in error


def test_images_and_arrays_of_digits(finished, tmp_path, capsys):
    digits = finished / "results" / "digits_tiny"
    values = np.load(digits / "samples.npy")
    imsave(tmp_path / "one.png", values[0], check_contrast=False)
    np.save(tmp_path / "many.npy", values[:3])
    for arm in ("lenet5.keras", "hog_logistic.skops"):
        files = [str(tmp_path / name) for name in ("one.png", "many.npy")]
        assert main(["predict", str(digits / "models" / arm), *files]) == 0
        lines = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]
        assert len(lines) == 4
        assert lines[0] == lines[1]


def test_gaps_are_refused(finished, tmp_path, capsys):
    np.save(tmp_path / "gap.npy", np.full((2, 8, 8), np.nan))
    model = finished / "results" / "digits_tiny" / "models" / "lenet5.keras"
    assert main(["predict", str(model), str(tmp_path / "gap.npy")]) == 1
    assert "sample 0 has NaN" in capsys.readouterr().err


def test_frame_of_the_trained_camera_gets_its_belt_and_scale(forest, parcels, tmp_path, capsys):
    sidecar = json.loads(forest.with_suffix(".json").read_text())
    source = {"kind": "depth_folder", "folder": str(tmp_path), "unit_mm": 0.1}
    source |= {"measures": "height", "pixel_mm": float(parcels.table["pixel_mm"][3])}
    forest.with_suffix(".json").write_text(json.dumps(sidecar | {"source": source}))
    imsave(tmp_path / "new.png", parcels.values[3], check_contrast=False)
    assert main(["predict", str(forest), str(tmp_path / "new.png")]) == 0
    assert capsys.readouterr().out.count("%") == 3
    imsave(tmp_path / "flat.png", np.zeros((96, 96), np.uint16), check_contrast=False)
    assert main(["predict", str(forest), str(tmp_path / "flat.png")]) == 1
    error = capsys.readouterr().err
    assert "flat.png" in error and "no pixel has a measurement" in error
    assert "labels.csv" not in error


def test_beats_of_a_record_are_found_and_classified(beats, real_data, tmp_path, capsys):
    card = read_card(CARDS / "mitdb_tiny.yaml")
    for arm in ("rhythm_svm", "lenet5_1d"):
        model = trained(card, beats, arm, tmp_path / arm)
        assert main(["predict", str(model), str(real_data / "mitdb" / "200.hea")]) == 0
        lines = capsys.readouterr().out.splitlines()
        annotated = (beats.table["group"] == "200").sum()
        assert abs(len(lines) - annotated) < 0.02 * annotated
        labels = beats.table.loc[beats.table["group"] == "200"]
        at = np.array([float(line.split(" at ")[1].split(" s:")[0]) for line in lines])
        nearest = np.abs(at[:, None] - labels["r_peak"].to_numpy() / 360).argmin(axis=1)
        said = np.array([line.split(": ")[1].split()[0] for line in lines])
        floor = labels["label"].value_counts(normalize=True).iloc[0]
        if arm == "rhythm_svm":
            assert (said == labels["label"].to_numpy()[nearest]).mean() > floor


@pytest.mark.parametrize("arm", ["all_boosting", "lenet5_1d"])
def test_models_of_simulated_heartbeats_take_a_record(arm, real_data, tmp_path, capsys):
    card = read_card(CARDS / "ecg_tiny.yaml")
    samples = prepare(card.source, card.classes, card.split, 0)
    model = trained(card, samples, arm, tmp_path)
    assert main(["predict", str(model), str(real_data / "mitdb" / "100.dat")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == pytest.approx(2273, rel=0.01)
    if arm == "all_boosting":
        assert np.mean([line.split(": ")[1].startswith("N ") for line in lines]) > 0.9


def test_windows_cut_again_are_the_stored_samples(beats):
    source = read_card(CARDS / "mitdb_tiny.yaml").source
    again = source.window.cut_all(beats.recordings, beats.table)
    assert beats.values.shape[1:] == (281, 4)
    assert np.array_equal(again[..., :2], beats.values[..., :2])
    # The table lacks the beats of other classes, which count in the usual beat of the record.
    for values in (again, beats.values):
        usual = (values[..., :2] - values[..., 2:])[(beats.table["group"] == "200").to_numpy()]
        assert np.abs(usual - usual[0]).max() < 1e-5


def test_record_without_the_lead(beats, real_data, tmp_path, capsys):
    card = read_card(CARDS / "mitdb_tiny.yaml")
    model = trained(card, beats, "rhythm_svm", tmp_path)
    assert main(["predict", str(model), str(real_data / "mitdb" / "102")]) == 1
    assert "record 102 has no lead MLII, only V5, V2" in capsys.readouterr().err
    np.save(tmp_path / "w.npy", np.zeros((281, 1)))
    assert main(["predict", str(model), str(tmp_path / "w.npy")]) == 1
    assert "--set rr_before_s=…" in capsys.readouterr().err


def test_one_call_takes_many_files_and_goes_on_after_a_bad_one(forest, parcels, tmp_path, capsys):
    for name in "ac":
        imsave(tmp_path / f"{name} x.png", parcels.values[3], check_contrast=False)
    (tmp_path / "b x.png").write_bytes(b"x")
    files = sorted(map(str, tmp_path.glob("*.png")))
    options = ["--set", f"pixel_mm={parcels.table['pixel_mm'][3]}", "--set", "height_unit_mm=0.1"]
    assert main(["predict", str(forest), *files, *options]) == 1
    told = capsys.readouterr()
    assert [line.split(": ")[0] for line in told.out.splitlines()] == [files[0], files[2]]
    assert "b x.png" in told.err and "1 of 3 files were not predicted" in told.err


def test_a_forest_is_loaded_and_used_without_tensorflow(forest, parcels, tmp_path):
    imsave(tmp_path / "new.png", parcels.values[3], check_contrast=False)
    options = ["--set", f"pixel_mm={parcels.table['pixel_mm'][3]}", "--set", "height_unit_mm=0.1"]
    arguments = ["predict", str(forest), str(tmp_path / "new.png"), *options]
    code = f"""
import sys
from craftbench.cli.main import main
print([main({arguments}), *(m for m in ("tensorflow", "keras", "matplotlib") if m in sys.modules)])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[0]"

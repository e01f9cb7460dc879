import json

import numpy as np
import pandas as pd
import pytest

from benchmark.cards import Card
from benchmark.config import Training
from benchmark.errors import CraftbenchError
from benchmark.run_store import RunStore, fingerprint
from benchmark.runs import ArmData, ArmTask, collect, copy_model, train_arm
from benchmark.scoring import score_runs

CARD = Card.model_validate(
    {
        "title": "blobs",
        "source": {"kind": "digits"},
        "classes": ["a", "b"],
        "training_sizes": [20, 40],
        "repeats": 2,
        "arms": {
            "logistic": {"representation": ["hog"], "model": "logistic_regression"},
            "mlp": {"representation": ["hog"], "model": "feature_mlp"},
        },
    }
)
TRAINING = Training(epochs=2, block_updates=5, batch_size=8)


@pytest.fixture
def data() -> ArmData:
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b"], 120)
    x = (rng.normal(size=(120, 4)) + (label == "b")[:, None]).astype(np.float32)
    role = np.where(np.arange(120) < 80, "pool", "test")
    return ArmData(x, pd.DataFrame({"label": label, "role": role}), list("wxyz"))


def task(arm: str) -> ArmTask:
    return ArmTask("blobs", arm, CARD, TRAINING, seed=0)


def trained(arm, data, folder) -> dict[str, pd.DataFrame]:
    store = RunStore(folder, "key")
    train_arm(task(arm), data, store)
    return {name: collect(task(arm), store, name) for name in ("predictions.parquet", "fit.json")}


@pytest.mark.parametrize("arm", ["logistic", "mlp"])
def test_interrupted_job_goes_on_and_gives_what_an_undisturbed_one_gives(
    arm, data, tmp_path, monkeypatch, caplog
):
    undisturbed = trained(arm, data, tmp_path / "undisturbed")
    store = RunStore(tmp_path / "interrupted", "key")
    finish, finished = RunStore.finish, []

    def killed_in_the_third_run(self, size, repeat):
        if len(finished) == 2:
            raise KeyboardInterrupt
        finished.append((size, repeat))
        finish(self, size, repeat)

    monkeypatch.setattr(RunStore, "finish", killed_in_the_third_run)
    with pytest.raises(KeyboardInterrupt):
        train_arm(task(arm), data, store)
    monkeypatch.setattr(RunStore, "finish", finish)
    kept = {path: path.stat().st_mtime_ns for path in store.folder.glob("*-?/*")}

    with caplog.at_level("INFO"):
        resumed = trained(arm, data, tmp_path / "interrupted")
    assert caplog.text.count("finished before, kept") == 2
    assert kept and all(path.stat().st_mtime_ns == time for path, time in kept.items())
    pd.testing.assert_frame_equal(
        resumed["predictions.parquet"], undisturbed["predictions.parquet"]
    )


def test_arms_of_a_repeat_see_the_same_samples(data, tmp_path):
    columns = ["training_size", "repeat", "role", "sample"]
    seen = [
        trained(arm, data, tmp_path / arm)["predictions.parquet"][columns]
        for arm in ("logistic", "mlp")
    ]
    pd.testing.assert_frame_equal(*seen)


def test_no_test_sample_is_trained_on(data, tmp_path):
    predictions = trained("logistic", data, tmp_path)["predictions.parquet"]
    tested = data.table["role"] == "test"
    for role, rows in predictions.groupby("role", observed=True):
        assert tested[rows["sample"]].eq(role == "test").all()
    train, validation = (
        set(predictions.query("repeat == 0 and training_size == 40 and role == @role")["sample"])
        for role in ("train", "validation")
    )
    assert len(train) + len(validation) == 40
    assert not train & validation


def test_labels_of_the_test_part_change_no_prediction(data, tmp_path):
    shuffled = data.table.copy()
    test = shuffled["role"] == "test"
    shuffled.loc[test, "label"] = shuffled.loc[test, "label"].map({"a": "b", "b": "a"})
    before = trained("mlp", data, tmp_path / "before")
    after = trained("mlp", ArmData(data.x, shuffled, data.names), tmp_path / "after")
    pd.testing.assert_frame_equal(before["predictions.parquet"], after["predictions.parquet"])


def test_model_of_the_largest_size_is_kept_with_its_preparation(data, tmp_path):
    trained("logistic", data, tmp_path / "runs")
    store = RunStore(tmp_path / "runs", "key")
    copy_model(task("logistic"), store, tmp_path / "m.skops", tmp_path / "m.json")
    preparation = json.loads((tmp_path / "m.json").read_text())
    assert preparation["training_size"] == 40
    assert preparation["features"] == list("wxyz")
    assert len(preparation["standardisation"]["mean"]) == 4


def test_failing_run_names_dataset_arm_size_and_repeat(data, tmp_path):
    x = data.x.copy()
    x[:, 2] = np.nan
    with pytest.raises(
        CraftbenchError, match=r"blobs logistic: size 20, repeat 1 of 2: .* has a value of y"
    ):
        train_arm(task("logistic"), ArmData(x, data.table, data.names), RunStore(tmp_path, "key"))


def test_other_fingerprint_forgets_finished_runs(data, tmp_path):
    trained("logistic", data, tmp_path)
    assert RunStore(tmp_path, "key").has(40, 1)
    assert not RunStore(tmp_path, "other").has(40, 1)
    assert not (tmp_path / "key").exists()


def test_fingerprint_follows_settings_and_content(tmp_path):
    file = tmp_path / "samples.npy"
    file.write_bytes(b"1")
    first = fingerprint({"seed": 0}, [file])
    assert fingerprint({"seed": 0}, [file]) == first
    assert fingerprint({"seed": 1}, [file]) != first
    file.write_bytes(b"2")
    assert fingerprint({"seed": 0}, [file]) != first


def test_scores_of_runs(data, tmp_path):
    run = trained("logistic", data, tmp_path)
    runs = score_runs(
        run["predictions.parquet"], run["fit.json"], data.table["label"], CARD.classes
    )
    assert len(runs) == 2 * 2 * 3
    predictions = run["predictions.parquet"]
    own = predictions.query("training_size == 40 and repeat == 1 and role == 'test'")
    expected = (
        own["predicted"].astype(str) == data.table["label"].to_numpy()[own["sample"]]
    ).mean()
    found = runs.query("training_size == 40 and repeat == 1 and role == 'test'").iloc[0]
    assert found["accuracy"] == pytest.approx(expected)
    assert found["n"] == 40
    assert found["parameters"] == 5

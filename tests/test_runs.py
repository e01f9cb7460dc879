from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from craftbench.config.cards import Card
from craftbench.config.training import Training
from craftbench.errors import CraftbenchError
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.collect import collect, copy_model, copy_models_of_repeats
from craftbench.runs.fitters import fitter
from craftbench.runs.load_model import load_model
from craftbench.runs.model_store import ENDINGS
from craftbench.runs.run_store import RunStore, fingerprint
from craftbench.runs.scoring import score_runs
from craftbench.runs.train_arm import train_arm
from craftbench.stats.primary_metric import ACCURACY
from models.training import use_threads

CARD = Card.model_validate(
    {
        "title": "blobs",
        "source": {"kind": "digits"},
        "classes": ["a", "b"],
        "training_sizes": [20, 40],
        "repeats": 2,
        "validation_folds": 1,
        "views": {"pixels": {"kind": "image", "height": 16, "width": 16}},
        "arms": {
            "hybrid": {"representation": ["pixels", "hog"], "model": "pixel_mlp"},
            "latent": {
                "representation": ["pixels"],
                "latent": "pixel_mlp",
                "model": "logistic_regression",
            },
            "logistic": {"representation": ["hog"], "model": "logistic_regression"},
            "mlp": {"representation": ["hog"], "model": "feature_mlp"},
        },
    }
)
# Before anything of TensorFlow runs in this process, as a job of the workflow does.
use_threads(1)
TRAINING = Training(epochs=2, block_updates=5, batch_size=8)


@pytest.fixture
def data() -> ArmData:
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b"], 120)
    x = (rng.normal(size=(120, 4)) + (label == "b")[:, None]).astype(np.float32)
    role = np.where(np.arange(120) < 80, "pool", "test")
    table = pd.DataFrame({"label": label, "role": role})
    return ArmData((x,), table, list("wxyz"), (8, 8))


def task(arm: str) -> ArmTask:
    return ArmTask("blobs", arm, CARD, TRAINING, seed=0)


def trained(arm, data, folder) -> dict[str, pd.DataFrame]:
    store = RunStore(folder, "key")
    train_arm(task(arm), data, fitter, store)
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
        train_arm(task(arm), data, fitter, store)
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
    columns = ["training_size", "repeat", "split", "sample"]
    seen = [
        trained(arm, data, tmp_path / arm)["predictions.parquet"][columns]
        for arm in ("logistic", "mlp")
    ]
    pd.testing.assert_frame_equal(*seen)


@pytest.mark.parametrize("arm", ["logistic", "mlp"])
def test_a_class_without_a_training_sample_is_told_and_never_predicted(arm, data, tmp_path):
    label = np.where(np.arange(120) % 40 == 39, "c", data.table["label"])
    group = [f"g{i // 10}" for i in range(120)]
    grouped = replace(data, table=data.table.assign(label=label, group=group))
    contest = CARD.model_copy(
        update={"classes": ["a", "b", "c"], "training_sizes": [3], "repeats": 4}
    )
    store = RunStore(tmp_path, "key")
    changed = replace(task(arm), contest=contest)
    train_arm(changed, grouped, fitter, store)
    missing = collect(changed, store, "fit.json")["missing_classes"]
    assert set(missing) == {"", "c"}
    predictions = collect(changed, store, "predictions.parquet").set_index("repeat")
    if arm == "logistic":
        assert (predictions.loc[missing.index[missing == "c"], "p_c"] == 0).all()


@pytest.mark.parametrize("arm", ["logistic", "mlp"])
def test_a_feature_that_only_test_samples_have_is_dropped_and_recorded(arm, data, tmp_path):
    x, test = data.inputs[0].copy(), (data.table["role"] == "test").to_numpy()
    x[~test, 3] = np.nan
    probabilities = {}
    for name, values in (("kept", x[test, 3]), ("changed", 1e6)):
        x = x.copy()
        x[test, 3] = values
        found = trained(arm, replace(data, inputs=(x,)), tmp_path / name)
        assert set(found["fit.json"]["dropped_features"]) == {"z"}
        probabilities[name] = found["predictions.parquet"].query("split == 'test'")["p_a"]
    pd.testing.assert_series_equal(probabilities["kept"], probabilities["changed"])


def test_no_test_sample_is_trained_on(data, tmp_path):
    predictions = trained("logistic", data, tmp_path)["predictions.parquet"]
    tested = data.table["role"] == "test"
    for split, rows in predictions.groupby("split", observed=True):
        assert tested[rows["sample"]].eq(split == "test").all()
    train, validation = (
        set(predictions.query("repeat == 0 and training_size == 40 and split == @split")["sample"])
        for split in ("train", "validation")
    )
    assert len(train) == 40 and validation < train


@pytest.mark.parametrize("arm", ["logistic", "mlp", "latent"])
def test_the_model_is_fitted_on_the_whole_subset_and_validation_scores_come_from_before(
    arm, data, pictures, tmp_path
):
    seen = replace(pictures, inputs=pictures.inputs[:1], names=None) if arm == "latent" else data
    both = {}
    for refit in (True, False):
        contest = CARD.model_copy(update={"refit": refit, "repeats": 1, "training_sizes": [40]})
        store = RunStore(tmp_path / str(refit), "key")
        changed = replace(task(arm), contest=contest)
        train_arm(changed, seen, fitter, store)
        names = ("predictions.parquet", "fit.json")
        both[refit] = [collect(changed, store, name) for name in names]
    (after, facts), (before, facts_before) = both[True], both[False]
    columns = ["sample", "p_a", "p_b"]
    validation = [table.query("split == 'validation'")[columns] for table in (after, before)]
    pd.testing.assert_frame_equal(*(one.reset_index(drop=True) for one in validation))
    train, train_before = (
        set(table.query("split == 'train'")["sample"]) for table in (after, before)
    )
    assert train == train_before | set(validation[0]["sample"]) and len(train) == 40
    assert facts["train_samples"][0] == 40 > facts_before["train_samples"][0]
    assert facts["ended"][0] == facts_before["ended"][0]
    assert facts["tuning_seconds"][0] > 0 == facts_before["tuning_seconds"][0]
    test = [table.query("split == 'test'")["p_a"].to_numpy() for table in (after, before)]
    assert not np.allclose(*test)


@pytest.mark.parametrize("arm", ["logistic", "mlp"])
def test_with_folds_every_sample_of_the_subset_is_validated_once(arm, data, tmp_path):
    contest = CARD.model_copy(
        update={"validation_folds": "auto", "repeats": 1, "training_sizes": [20]}
    )
    store = RunStore(tmp_path, "key")
    changed = replace(task(arm), contest=contest)
    train_arm(changed, data, fitter, store)
    predictions = collect(changed, store, "predictions.parquet")
    train, validation = (
        predictions.loc[predictions["split"] == split, "sample"].tolist()
        for split in ("train", "validation")
    )
    assert sorted(validation) == train and len(train) == 20
    facts = collect(changed, store, "fit.json").iloc[0]
    assert facts["validation_folds"] == 3 and facts["validation_samples"] == 20
    if arm == "mlp":
        history = collect(changed, store, "history.parquet")
        assert set(history["fold"]) == {0, 1, 2}
        assert facts["plateau_epoch"] <= facts["epochs"]


def test_a_final_fit_on_more_samples_is_more_accurate(data, tmp_path):
    """On a simulated truth: a linear rule in noise, learned from 20 samples."""
    rng = np.random.default_rng(3)
    label = np.repeat(["a", "b"], 600)
    x = rng.normal(size=(1200, 12)) + 0.35 * np.where(label == "b", 1, -1)[:, None]
    role = np.where(np.arange(1200) % 2, "pool", "test")
    table = pd.DataFrame({"label": label, "role": role})
    names = [f"f{i}" for i in range(12)]
    blobs = ArmData((x.astype(np.float32),), table, names, (8, 8))
    accuracy = {}
    for refit in (True, False):
        contest = CARD.model_copy(
            update={"refit": refit, "repeats": 40, "training_sizes": [20], "validation_share": 0.4}
        )
        changed = replace(task("logistic"), contest=contest)
        store = RunStore(tmp_path / str(refit), "key")
        train_arm(changed, blobs, fitter, store)
        predictions = collect(changed, store, "predictions.parquet").query("split == 'test'")
        true = label[predictions["sample"]]
        accuracy[refit] = (predictions["predicted"].astype(str) == true).mean()
    assert accuracy[True] > accuracy[False] + 0.01


def test_labels_of_the_test_part_change_no_prediction(data, tmp_path):
    shuffled = data.table.copy()
    test = shuffled["role"] == "test"
    shuffled.loc[test, "label"] = shuffled.loc[test, "label"].map({"a": "b", "b": "a"})
    before = trained("mlp", data, tmp_path / "before")
    after = trained("mlp", replace(data, table=shuffled), tmp_path / "after")
    pd.testing.assert_frame_equal(before["predictions.parquet"], after["predictions.parquet"])


def test_model_of_the_largest_size_is_kept_with_its_preparation(data, tmp_path):
    trained("logistic", data, tmp_path / "runs")
    store = RunStore(tmp_path / "runs", "key")
    copy_model(task("logistic"), store, tmp_path / "m.skops")
    stored = load_model(tmp_path / "m.skops")
    assert stored.about.training_size == 40
    assert stored.about.family == "hand-crafted"
    assert stored.pipeline.feature_names == list("wxyz")
    assert len(stored.pipeline.feature_standardisation.mean) == 4


@pytest.mark.parametrize("arm", ["logistic", "mlp", "latent"])
def test_sizes_and_repeats_change_in_any_way_after_a_run(arm, data, pictures, tmp_path):
    seen = replace(pictures, inputs=pictures.inputs[:1], names=None) if arm == "latent" else data
    changes = [([20, 40], 2), ([20], 2), ([10, 20, 30], 1), ([40], 1), ([20, 40], 3)]
    names = set()
    for sizes, repeats in changes:
        contest = CARD.model_copy(update={"training_sizes": sizes, "repeats": repeats})
        changed = replace(task(arm), contest=contest, source={"kind": "digits"})
        store = RunStore(tmp_path / "runs", "key")
        train_arm(changed, seen, fitter, store)
        runs = collect(changed, store, "fit.json")[["training_size", "repeat"]]
        assert runs.to_numpy().tolist() == [[s, r] for s in sizes for r in range(repeats)]
        ending = ENDINGS[contest.arms[arm].kind]
        copy_model(changed, store, tmp_path / f"m{ending}")
        stored = load_model(tmp_path / f"m{ending}")
        assert stored.about.training_size == sizes[-1]
        assert stored.about.source == {"kind": "digits"}
        predictions = collect(changed, store, "predictions.parquet")
        largest = predictions.query(
            "training_size == @sizes[-1] and repeat == 0 and split == 'test'"
        )
        found = stored.probabilities(stored.pipeline.transform(seen, largest["sample"].to_numpy()))
        assert np.allclose(found[:, 0], largest["p_a"], atol=1e-6)
        names |= {(size, repeat) for size in sizes for repeat in range(repeats)}
    assert len(list(store.folder.iterdir())) == len(names), "each run was trained once"


def test_failing_run_names_dataset_arm_size_and_repeat(data, tmp_path):
    x = data.inputs[0].copy()
    x[:, 2] = np.inf
    with pytest.raises(
        CraftbenchError, match=r"blobs logistic: size 20, repeat 1 of 2: infinite values in y"
    ):
        train_arm(task("logistic"), replace(data, inputs=(x,)), fitter, RunStore(tmp_path, "key"))


def test_another_fingerprint_has_runs_of_its_own_and_the_first_ones_are_kept(data, tmp_path):
    trained("logistic", data, tmp_path)
    assert RunStore(tmp_path, "key").has(40, 1)
    assert not RunStore(tmp_path, "other").has(40, 1)
    assert RunStore(tmp_path, "key").has(40, 1)


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
        run["predictions.parquet"],
        run["fit.json"],
        data.table["label"],
        CARD.classes,
        ACCURACY,
    )
    assert len(runs) == 2 * 2 * 3
    predictions = run["predictions.parquet"]
    own = predictions.query("training_size == 40 and repeat == 1 and split == 'test'")
    expected = (
        own["predicted"].astype(str) == data.table["label"].to_numpy()[own["sample"]]
    ).mean()
    found = runs.query("training_size == 40 and repeat == 1 and split == 'test'").iloc[0]
    assert found["accuracy"] == pytest.approx(expected)
    assert found["n"] == 40
    assert found["parameters"] == 5


@pytest.fixture
def pictures(data) -> ArmData:
    """Noise in which the class shows as brightness, beside features in which it shows too."""
    bright = (data.table["label"] == "b").to_numpy()[:, None, None, None]
    noise = np.random.default_rng(1).normal(size=(len(bright), 16, 16, 1))
    return replace(data, inputs=((noise + 0.2 * bright).astype(np.float32), *data.inputs))


def test_a_hybrid_arm_learns_from_samples_and_features(pictures, tmp_path):
    found = trained("hybrid", pictures, tmp_path)
    assert CARD.family("hybrid") == "hybrid"
    assert found["fit.json"]["parameters"].iloc[0] == 84 * (256 + 4) + 84 + 2 * 84 + 2
    blind = replace(pictures, inputs=(pictures.inputs[0], 0 * pictures.inputs[1]))
    other = trained("hybrid", blind, tmp_path / "blind")
    assert not np.allclose(
        found["predictions.parquet"]["p_a"], other["predictions.parquet"]["p_a"], atol=1e-3
    )


def test_a_latent_arm_fits_its_classifier_on_the_networks_hidden_layer(pictures, tmp_path):
    seen = replace(pictures, inputs=pictures.inputs[:1], names=None)
    found = trained("latent", seen, tmp_path / "runs")
    assert CARD.family("latent") == "learned"
    assert found["fit.json"]["parameters"].iloc[0] == 84 * 256 + 84 + 84 + 1
    assert len(collect(task("latent"), RunStore(tmp_path / "runs", "key"), "history.parquet"))
    copy_model(task("latent"), RunStore(tmp_path / "runs", "key"), tmp_path / "m.skops")
    assert (tmp_path / "m.latent.keras").is_file()
    stored = load_model(tmp_path / "m.skops")
    last = found["predictions.parquet"].query("training_size == 40 and repeat == 0")
    tested = last[last["split"] == "test"]
    prepared = stored.pipeline.transform(seen, tested["sample"].to_numpy())
    assert np.allclose(stored.probabilities(prepared)[:, 0], tested["p_a"].to_numpy(), atol=1e-5)


@pytest.mark.parametrize("arm", ["logistic", "mlp"])
def test_a_cap_that_is_reached_at_once_leaves_the_defaults_trained_to_the_end(arm, data, tmp_path):
    untuned = trained(arm, data, tmp_path / "untuned")
    capped = replace(task(arm), candidates=5, candidate_seconds=1e-9)
    store = RunStore(tmp_path / "capped", "key")
    train_arm(capped, data, fitter, store)
    fits = collect(capped, store, "fit.json")
    assert (fits["candidates"] == 1).all() and (fits["candidates_planned"] == 5).all()
    assert (fits["setting"] == "defaults").all() and (fits["cpu_seconds"] > 0).all()
    predictions = collect(capped, store, "predictions.parquet")
    pd.testing.assert_frame_equal(predictions, untuned["predictions.parquet"])


def test_models_of_all_repeats_are_kept_where_they_are_needed(data, tmp_path):
    store, one = RunStore(tmp_path / "runs", "key"), task("logistic")
    train_arm(one, data, fitter, store)
    copy_models_of_repeats(one, store, tmp_path / "none", ".skops")
    assert not list((tmp_path / "none").iterdir())
    every = replace(one, every_model=True)
    train_arm(every, data, fitter, store)
    copy_models_of_repeats(every, store, tmp_path / "all", ".skops")
    assert sorted(file.name for file in (tmp_path / "all").iterdir()) == ["1.json", "1.skops"]

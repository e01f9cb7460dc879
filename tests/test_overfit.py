from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.analysis import analyses
from craftbench.analyses.features import Features
from craftbench.analyses.overfitting.designs import random_designs, selected_and_nested
from craftbench.analyses.refits import Refits
from craftbench.analyses.refitting.shuffled_labels import shuffled_labels
from craftbench.analyses.selection import COLUMNS as SELECTION_COLUMNS
from craftbench.analyses.selection import Selection
from craftbench.config.analyses import AnalysisSettings, DesignOptimismSettings
from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.runs.arm import ArmData

TRAINING = Training(epochs=6, block_updates=40)
RESAMPLES = 200
SETTINGS = AnalysisSettings(refits={"network_repeats": 3})


def contest(**changes) -> Contest:
    return Contest.model_validate(
        {
            "classes": ["a", "b"],
            "training_sizes": [20, 160],
            "repeats": 3,
            "views": {"pixels": {"kind": "image", "height": 16, "width": 16}},
            "arms": {
                "svm": {"representation": ["hog"], "model": "rbf_svm"},
                "forest": {"representation": ["hog"], "model": "random_forest"},
                "mlp": {"representation": ["pixels"], "model": "pixel_mlp"},
            },
        }
        | changes
    )


def samples(n: int = 600, signal: float = 2.0, groups: int | None = None, seed: int = 0):
    """Two classes `signal` standard deviations apart in the first of 12 features."""
    rng = np.random.default_rng(seed)
    label = rng.choice(["a", "b"], n)
    x = rng.normal(size=(n, 12)).astype(np.float32)
    x[:, 0] += signal * (label == "b")
    table = pd.DataFrame({"label": label, "role": np.where(np.arange(n) < n // 2, "pool", "test")})
    if groups:
        number = np.arange(n) * groups // n
        table["group"] = [f"g{i}" for i in number]
    return x, table


def refits(x, table, histories=None, arms=("forest", "mlp"), **changes) -> Refits:
    own = contest(**changes)
    size = own.training_sizes[-1]
    rows = [
        ("t", size, "family", own.family(arm), arm, "accuracy", 0.9, 3, 1, arm, 0.0) for arm in arms
    ]
    selection = Selection(pd.DataFrame(rows, columns=list(SELECTION_COLUMNS)))
    return Refits(
        "t",
        own,
        table,
        histories or {},
        selection,
        lambda arm: ArmData((x,), table, [f"f{i}" for i in range(12)], (8, 8)),
        SETTINGS,
        TRAINING,
        RESAMPLES,
        seed=0,
    )


def computed(name: str, given) -> pd.DataFrame:
    """The table of a registered analysis: its columns are checked."""
    return analyses()[name].compute(given)


def test_a_forest_fits_shuffled_labels_and_predicts_new_samples_by_chance():
    found = computed("random_label_fit", refits(*samples())).set_index(["arm", "shuffled_share"])
    shuffled = found.loc[[("forest", 1.0)]].iloc[0]
    assert shuffled["train_accuracy"] == 1
    assert shuffled["test_accuracy_low"] < 0.5 < shuffled["test_accuracy_high"]
    assert found.loc[[("forest", 0.0)], "accuracy_drop"].item() == 0
    assert shuffled["accuracy_drop_low"] > 0.1
    network = found.loc["mlp"].query("training == 'to the end'")
    assert network["train_accuracy"].min() > 0.6
    assert list(network.index) == [0, 1]
    assert set(found["n_test"]) == {300}
    assert set(found["interval"]) == {"groups and repeats"}


def test_a_network_memorises_if_it_is_trained_to_the_end():
    given = replace(
        refits(*samples(200), arms=["mlp"], repeats=2, training_sizes=[20, 60]),
        training=Training(epochs=60, block_updates=40, label_smoothing=0, weight_decay=0),
    )
    found = computed("random_label_fit", given).query("training == 'to the end'")
    shuffled = found.set_index("shuffled_share").loc[1]
    assert shuffled["train_accuracy"] > 0.97 and shuffled["ended"] == "training labels fitted"
    short = AnalysisSettings(refits={"epochs": 1, "shuffled_shares": [0, 1]})
    cut = computed("random_label_fit", replace(given, settings=short))
    assert set(cut.query("training == 'to the end'")["ended"]) == {"budget ran out"}


def test_a_network_has_its_own_number_of_repeats():
    given = replace(refits(*samples(200), training_sizes=[20, 60]), settings=AnalysisSettings())
    found = computed("random_label_fit", given).groupby("arm")
    assert dict(found["repeats"].max()) == {"forest": 3, "mlp": 1}
    assert found["note"].first()["mlp"].startswith("one repeat only")


def test_shuffling_keeps_class_counts_and_other_samples():
    y = np.random.default_rng(0).integers(0, 5, 200)
    rows = np.arange(100)
    given = shuffled_labels(y, rows, 0.5, seed=1)
    assert np.array_equal(np.bincount(given), np.bincount(y))
    assert np.array_equal(given[100:], y[100:])
    assert 25 < (given != y).sum() <= 50
    assert np.array_equal(shuffled_labels(y, rows, 0.0, seed=1), y)


def test_features_that_mark_a_group_cause_a_gap():
    x, table = samples(groups=60)
    rng = np.random.default_rng(1)
    number = pd.factorize(table["group"])[0]
    label = np.where(number % 2, "a", "b")
    x[:, :6] = 4 * rng.normal(size=(60, 6))[number]
    marked = table.assign(label=label)
    given = refits(x, marked, training_sizes=[10, 24], arms=["forest"])
    gap = computed("group_gap", given).set_index("arm")
    assert gap.loc["forest", "gap_low"] > 0.1
    assert gap.loc["forest", "same_group_accuracy"] > 0.9
    assert gap.loc["forest", "new_groups"] == 30


def test_without_groups_there_is_no_gap_but_the_header():
    given = refits(*samples(200), training_sizes=[20, 60])
    assert not len(computed("group_gap", given))
    assert not given._found, "nothing is fitted for an empty table"


def test_one_repeat_is_noted():
    given = refits(*samples(), repeats=1, arms=["svm"])
    found = computed("random_label_fit", given)
    assert set(found["interval"]) == {"groups only"}
    assert found["note"].str.contains("one repeat only").all()
    assert found["train_accuracy_low"].isna().all()


def history() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "training_size": 160,
            "repeat": np.repeat([0, 1, 2], 4),
            "epoch": [1, 2, 3, 4] * 3,
            "fold": 0,
            "validation_loss": [3, 1, 2, 4, 3, 2, 1, 4, 4, 1, 2, 3],
            "accuracy": 1.0,
            "validation_accuracy": 0.75,
        }
    )


def test_early_stopping_is_read_from_histories():
    given = refits(*samples(), {"mlp": history()}, arms=["forest"])
    (row,) = computed("early_stopping", given).to_dict("records")
    assert row["best_epoch"] == pytest.approx(7 / 3)
    assert row["epochs"] == 4 and np.isnan(row["epochs_low"]), "all repeats are alike"
    assert row["final_gap"] == 0.25
    assert 0 < row["best_epoch_low"] < 7 / 3 < row["best_epoch_high"]
    assert row["interval"] == "repeats only"
    assert np.isnan(row["accuracy_saved"])
    assert not given._found, "nothing is fitted where no network is selected"


def test_accuracy_saved_is_that_of_the_selected_network():
    given = refits(*samples(), {"mlp": history()}, arms=["mlp"])
    (row,) = computed("early_stopping", given).to_dict("records")
    fits = given.found("learned").by_training
    stopped, trained_on = (fits[kind, 0.0].test for kind in ("early stopping", "to the end"))
    assert row["accuracy_saved"] == pytest.approx(stopped.mean() - trained_on.mean())
    assert row["n_test"] == 300
    assert row["note"] == "accuracy_saved: repeats: 3, training samples: 128 at most"


def accuracy(true: np.ndarray, predicted: np.ndarray) -> float:
    return float((true == predicted).mean())


def test_optimism_of_random_features_grows_and_nested_stays_at_chance():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(160, 20)).astype(np.float32)
    y = np.arange(160) % 2
    found = []
    for seed in range(6):
        designs = random_designs([np.arange(20)], 16, 30, np.random.default_rng(seed))
        both = selected_and_nested(x, y, None, designs, DesignOptimismSettings(), seed, accuracy)
        found.append([(accuracy(y, a), accuracy(y, b)) for a, b in both.values()])
    selected, nested = np.mean(found, axis=0).T
    assert selected[0] == nested[0]
    assert (np.diff(selected) >= 0).all()
    optimism = selected - nested
    assert optimism[-1] > optimism[1] >= -0.02
    assert optimism[-1] > 0.03
    assert np.abs(nested - 0.5).max() < 0.06


def features(x: np.ndarray, table: pd.DataFrame, **settings) -> Features:
    given = AnalysisSettings(design_optimism=settings)
    return Features("t", contest(), table, {"hog": pd.DataFrame(x)}, given, RESAMPLES, 0)


def test_too_few_groups_are_noted():
    x, table = samples(100, groups=4)
    found = computed("design_optimism", features(x, table))
    assert found["selected"].isna().all()
    assert "2 groups in the pool; nested folds need at least 8" in found["note"].iloc[0]
    assert list(found["interval"]) == ["none"]


def test_optimism_of_designs_is_their_selected_minus_their_nested_accuracy():
    x, table = samples(160, signal=0.5)
    found = computed("design_optimism", features(x, table, designs=[1, 3], redraws=2))
    assert list(found["candidates"]) == [1, 3]
    assert found["optimism"].iloc[0] == 0
    assert np.allclose(found["optimism"], found["selected"] - found["nested"])
    assert set(found["interval"]) == {"groups and repeats"}


def test_designs_of_a_rare_class_are_optimistic_by_the_metric_that_sees_it():
    """On noise, no design beats the frequent class: by accuracy, none is optimistic."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"label": np.where(np.arange(120) % 6, "a", "b"), "role": "pool"})
    x = rng.normal(size=(120, 12)).astype(np.float32)
    found = {}
    for metric in ("auto", "accuracy"):
        given = replace(features(x, table, designs=[16], redraws=4), contest=contest(metric=metric))
        (row,) = computed("design_optimism", given).to_dict("records")
        found[row["metric"]] = row
    assert found["accuracy"]["selected"] == pytest.approx(5 / 6, abs=0.01)
    assert found["accuracy"]["optimism"] == pytest.approx(0, abs=0.01)
    assert found["macro_f1"]["optimism"] > 0.03


def test_without_features_there_is_a_header():
    _, table = samples(40)
    given = Features("t", contest(), table, {}, AnalysisSettings(), RESAMPLES, 0)
    assert not len(computed("design_optimism", given))


def test_no_group_is_trained_and_tested_on_in_nested_folds():
    x, table = samples(300, signal=0, groups=30)
    number = pd.factorize(table["group"])[0]
    x[:] = 5 * np.random.default_rng(2).normal(size=(30, 12))[number]
    y = (number % 2).astype(int)
    designs = random_designs([np.arange(12)], 4, 30, np.random.default_rng(0))
    settings = DesignOptimismSettings()
    grouped, single = (
        accuracy(y, selected_and_nested(x, y, groups, designs, settings, 0, accuracy)[4][1])
        for groups in (number, None)
    )
    assert grouped < 0.75 < single


def test_settings_without_their_reference_are_refused():
    with pytest.raises(ValueError, match="with 0 among them"):
        AnalysisSettings(refits={"shuffled_shares": [0.2]})
    with pytest.raises(ValueError, match="with 1 among them"):
        AnalysisSettings(importance={"weights": [0.0, 2.0]})

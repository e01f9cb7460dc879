import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.correctness import Resampling
from craftbench.analyses.overfitting.design_optimism import (
    chosen_and_nested,
    design_optimism,
    random_designs,
)
from craftbench.analyses.overfitting.early_stopping import early_stopping_rows
from craftbench.analyses.overfitting.random_label_fit import shuffled_labels
from craftbench.analyses.overfitting.refits import Results, overfit_tables
from craftbench.analyses.selection import best_arm, validation_accuracies
from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.runs.arm import ArmData

CONFIG = Config(datasets=["t"], bootstrap=200, training={"epochs": 6, "block_updates": 40})


def card(**changes) -> Card:
    return Card.model_validate(
        {
            "title": "t",
            "source": {"kind": "digits"},
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


def runs(accuracy: float, size: int = 160) -> pd.DataFrame:
    return pd.DataFrame({"role": "validation", "training_size": [size], "accuracy": accuracy})


def tables(x, table, folder, best="forest", **changes) -> dict[str, pd.DataFrame]:
    score = {"svm": 0.7, "forest": 0.7, "mlp": 0.6} | {best: 0.9}
    own = card(**changes)
    results = Results(
        "t",
        own,
        table,
        {arm: runs(value, own.training_sizes[-1]) for arm, value in score.items()},
        {},
        lambda arm: ArmData((x,), table, [f"f{i}" for i in range(12)], (8, 8)),
    )
    return overfit_tables(results, CONFIG, folder, 1)


def test_an_arm_that_learns_by_heart_reaches_1_on_shuffled_labels_and_chance_on_new_ones(tmp_path):
    found = tables(*samples(), tmp_path)["memorisation"].set_index(["arm", "shuffled_share"])
    shuffled = found.loc[("forest", 1.0)]
    assert shuffled["train_accuracy"] == 1
    assert shuffled["test_accuracy_low"] < 0.5 < shuffled["test_accuracy_high"]
    assert found.loc[("forest", 0.0), "lost"] == 0
    assert shuffled["lost_low"] > 0.1
    network = found.loc["mlp"].query("training == 'fixed epochs'")
    assert network["train_accuracy"].min() > 0.6
    assert list(network.index) == [0, 0.2, 0.5, 1]
    assert set(found["n_test"]) == {300}


def test_shuffling_keeps_class_counts_and_other_samples():
    y = np.random.default_rng(0).integers(0, 5, 200)
    rows = np.arange(100)
    told = shuffled_labels(y, rows, 0.5, seed=1)
    assert np.array_equal(np.bincount(told), np.bincount(y))
    assert np.array_equal(told[100:], y[100:])
    assert 25 < (told != y).sum() <= 50
    assert np.array_equal(shuffled_labels(y, rows, 0.0, seed=1), y)


def test_what_groups_have_in_common_shows_as_gap(tmp_path):
    x, table = samples(groups=60)
    rng = np.random.default_rng(1)
    number = pd.factorize(table["group"])[0]
    label = np.where(number % 2, "a", "b")
    x[:, :6] = 4 * rng.normal(size=(60, 6))[number]
    marked = table.assign(label=label)
    gap = tables(x, marked, tmp_path, training_sizes=[10, 24])["group_gap"].set_index("arm")
    assert gap.loc["forest", "gap_low"] > 0.1
    assert gap.loc["forest", "same_group_accuracy"] > 0.9
    assert gap.loc["forest", "new_groups"] == 30


def test_without_groups_there_is_no_gap_but_the_header(tmp_path):
    x, table = samples(200)
    found = tables(x, table, tmp_path, training_sizes=[20, 60])["group_gap"]
    assert not len(found)
    assert {"dataset", "arm", "family", "gap", "gap_low", "gap_high"} <= set(found.columns)


def test_best_arm_is_chosen_by_validation_and_within_a_family():
    scores = {"svm": 0.8, "forest": 0.7, "mlp": 0.99}
    by_arm = {arm: runs(value) for arm, value in scores.items()}
    by_arm["forest"].loc[1] = ["test", 160, 1.0]
    validation = validation_accuracies(card(), by_arm)
    assert best_arm(card(), validation, "hand-crafted") == "svm"
    assert best_arm(card(), validation, "learned") == "mlp"
    assert best_arm(card(), validation, "hybrid") is None
    assert best_arm(card(), validation | {"svm": float("nan")}, "hand-crafted") == "forest"


def test_early_stopping_is_read_from_histories():
    _, table = samples(100)
    history = pd.DataFrame(
        {
            "training_size": 160,
            "repeat": np.repeat([0, 1, 2], 4),
            "epoch": [1, 2, 3, 4] * 3,
            "validation_loss": [3, 1, 2, 4, 3, 2, 1, 4, 4, 1, 2, 3],
            "accuracy": 1.0,
            "validation_accuracy": 0.75,
        }
    )
    resampling = Resampling(table, np.arange(50, 100), 200, 0)
    (row,) = early_stopping_rows("t", card(), {"mlp": history}, resampling, "samples")
    assert row["best_epoch"] == pytest.approx(7 / 3)
    assert row["epochs"] == row["epochs_low"] == 4
    assert row["final_gap"] == 0.25
    assert row["best_epoch_low"] < 7 / 3 < row["best_epoch_high"]


def test_optimism_of_random_features_grows_and_nested_stays_at_chance():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(160, 20)).astype(np.float32)
    y = np.arange(160) % 2
    found = []
    for seed in range(6):
        designs = random_designs([np.arange(20)], 16, np.random.default_rng(seed))
        answers = chosen_and_nested(x, y, None, designs, 2, seed)
        found.append([(a.mean(), b.mean()) for a, b in answers.values()])
    chosen, nested = np.mean(found, axis=0).T
    assert chosen[0] == nested[0]
    assert (np.diff(chosen) >= 0).all()
    optimism = chosen - nested
    assert optimism[-1] > optimism[1] >= -0.02
    assert optimism[-1] > 0.03
    assert np.abs(nested - 0.5).max() < 0.06


def test_too_few_groups_are_told_in_a_note():
    x, table = samples(100, groups=4)
    features = {"hog": pd.DataFrame(x)}
    found = design_optimism("t", card(), table, features, 200, 0)
    assert found["selected"].isna().all()
    assert "2 pool groups, expected 8" in found["note"].iloc[0]


def test_no_group_is_trained_and_tested_on_in_nested_folds():
    x, table = samples(300, signal=0, groups=30)
    number = pd.factorize(table["group"])[0]
    x[:] = 5 * np.random.default_rng(2).normal(size=(30, 12))[number]
    y = (number % 2).astype(int)
    designs = random_designs([np.arange(12)], 4, np.random.default_rng(0))
    grouped, single = (
        chosen_and_nested(x, y, groups, designs, 2, 0)[4][1].mean() for groups in (number, None)
    )
    assert grouped < 0.75 < single

"""Studies with known accuracies, for tests of tables and verdicts."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import analyses, needing
from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.selection import Selection, select
from craftbench.analyses.study import Study
from craftbench.config.contest import Contest
from craftbench.runs.scoring import score_runs

CLASSES = ["a", "b", "c"]
HAND_CRAFTED = {"representation": ["hog"], "model": "rbf_svm"}
LEARNED = {"representation": ["pixels"], "model": "lenet5"}
BASELINE: dict = {"representation": [], "model": "majority"}


def simulated_study(
    accuracies: dict[str, dict[int, float]],
    arms: dict[str, dict],
    *,
    repeats: int = 3,
    n_test: int = 600,
    groups: int | None = None,
    sd_repeat: float = 0.005,
    resamples: int = 400,
    missing: tuple[tuple[str, int], ...] = (),
    seed: int = 0,
) -> Study:
    """A study whose arms are correct with given probabilities.

    A sample has a difficulty that all arms and repeats share, so that their errors are correlated.
    Each training has a shift of its own: nothing of it is shared between arms.
    """
    rng = np.random.default_rng(seed)
    sizes = sorted({size for curve in accuracies.values() for size in curve})
    contest = Contest.model_validate(
        {
            "classes": CLASSES,
            "training_sizes": sizes,
            "repeats": repeats,
            "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
            "arms": arms,
        }
    )
    pool = max(2 * max(sizes), 200)
    table = pd.DataFrame({"label": rng.choice(CLASSES, pool + n_test, p=[0.4, 0.35, 0.25])})
    table["source"] = [f"file {i}" for i in range(len(table))]
    table["role"] = np.where(np.arange(len(table)) < pool, "pool", "test")
    if groups:
        number = np.arange(n_test) * groups // n_test
        table["group"] = [f"p{i // 5}" for i in range(pool)] + [f"t{i}" for i in number]
    difficulty = rng.random(len(table))
    by_arm = {}
    for number, (arm, curve) in enumerate(accuracies.items()):
        parts = [
            _run(table, difficulty, (size, repeat, number), right, pool, n_test, sd_repeat, rng)
            for size, right in curve.items()
            for repeat in range(repeats)
            if (arm, size) not in missing
        ]
        by_arm[arm] = _result(pd.concat(parts, ignore_index=True), table, contest)
    extraction = pd.DataFrame({"feature_set": "hog", "seconds_per_sample": [0.001, 0.003]})
    runs = {arm: one.runs for arm, one in by_arm.items()}
    selection = Selection(select("t", contest, runs, contest.primary_metric(table)))
    return Study("t", contest, table, by_arm, selection, extraction, resamples=resamples, seed=0)


def _run(table, difficulty, training, right, pool, n_test, sd_repeat, rng) -> pd.DataFrame:
    size, repeat, _ = training
    shift = sd_repeat * np.random.default_rng(training).standard_normal()
    parts = []
    for split, rows in (
        ("train", np.arange(min(size, 100))),
        ("validation", np.arange(100, 200)),
        ("test", np.arange(pool, pool + n_test)),
    ):
        label = table["label"].to_numpy()[rows]
        chance = 0.7 * difficulty[rows] + 0.3 * rng.random(len(rows))
        threshold = np.quantile(0.7 * rng.random(20_000) + 0.3 * rng.random(20_000), right + shift)
        wrong = (chance > threshold) & (split != "train")
        other = np.array(CLASSES)[(np.searchsorted(CLASSES, label) + 1) % 3]
        predicted = np.where(wrong, other, label)
        confidence = np.full(len(rows), right)
        probabilities = {
            f"p_{name}": np.where(predicted == name, confidence, (1 - confidence) / 2)
            for name in CLASSES
        }
        parts.append(
            pd.DataFrame({"split": split, "sample": rows, "predicted": predicted, **probabilities})
        )
    return pd.concat(parts).assign(training_size=size, repeat=repeat)


def _result(predictions: pd.DataFrame, table: pd.DataFrame, contest: Contest) -> ArmResult:
    fits = predictions[["training_size", "repeat"]].drop_duplicates()
    fits = fits.assign(
        train_samples=fits["training_size"],
        validation_samples=100,
        parameters=7,
        fit_seconds=0.1 + 0.01 * fits["repeat"],
        tuning_seconds=0.0,
        cpu_seconds=0.2 + 0.01 * fits["repeat"],
        candidates=1,
        candidates_planned=1,
        candidate_seconds=np.nan,
        peak_memory_mib=500.0,
        ended="solved",
        at_edge="",
        missing_classes="",
        dropped_features="",
        predict_seconds_per_sample=1e-4,
    )
    largest = predictions["training_size"] == predictions["training_size"].max()
    probabilities = predictions[largest & (predictions["split"] != "train")]
    keys = ["training_size", "repeat", "split", "sample", "predicted"]
    return ArmResult(
        score_runs(predictions[keys], fits, table["label"], CLASSES, contest.primary_metric(table)),
        predictions[keys],
        lambda: probabilities.drop(columns=["training_size", "predicted"]),
    )


def tables_of(study: Study) -> dict[str, pd.DataFrame]:
    """All tables that are computed from a study."""
    return {name: analyses()[name].compute(study) for name in needing("study")}

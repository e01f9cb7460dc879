"""The comparison tables of one data set, every estimate with its 95 % interval and its n."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmark import statistics
from benchmark.cost import cost_table
from benchmark.hardest import hardest_samples
from benchmark.metrics import class_scores, scores
from benchmark.protocol import seed_of
from benchmark.scoring import test_predictions
from benchmark.study import Study, bounded

SCORES = ("accuracy", "balanced_accuracy", "macro_f1")


def comparison_tables(study: Study) -> dict[str, pd.DataFrame]:
    """All tables of a data set by name.

    ``accuracy``, ``accuracy_per_class``, ``confusions`` and ``hardest`` are of the largest training
    size; ``data_needs`` and ``overfitting`` have a row for each size; ``cost`` and ``datasets``
    speak for themselves.
    Intervals come from `study.resamples` resamples of the test groups and of the repeats.
    """
    curves, per_class, confusions = [], [], []
    wrong: dict[str, np.ndarray] = {}
    for arm, result in study.arms.items():
        by_size = test_predictions(result.predictions, study.samples["label"], study.card.classes)
        for size, (samples, true, predicted) in sorted(by_size.items()):
            resampled = _Resampled.of(study, size, samples, true, predicted)
            curves.append(_curve_row(study, arm, size, resampled))
        # From here on it is the largest size that counts, the last one of the loop.
        per_class.extend(_class_rows(study, arm, size, resampled))
        confusions.extend(_confusion_rows(study, arm, size, resampled))
        if study.card.family(arm) != "baseline":
            wrong[arm] = np.where(predicted == true, -1, predicted)
    curve = pd.DataFrame(curves)
    largest = curve["training_size"] == study.card.training_sizes[-1]
    about = ["dataset", "arm", "family", "training_size", "size_unit", "train_samples"]
    counts = ["repeats", "n_test", "test_groups"]
    tested = _with_bounds(SCORES)
    gap = _with_bounds(("train_accuracy", "validation_accuracy", "accuracy", "gap"))
    return {
        "accuracy": curve.loc[largest, [*about, *counts, *tested]],
        "accuracy_per_class": pd.DataFrame(per_class),
        "confusions": pd.DataFrame(confusions),
        "hardest": hardest_samples(study, samples, wrong),
        "data_needs": curve[[*about, *counts, *tested, *_with_bounds(("train_accuracy",))]],
        "overfitting": curve[[*about, *counts, *gap]].rename(
            columns=lambda name: (
                name.replace("accuracy", "test_accuracy") if name.startswith("accuracy") else name
            )
        ),
        "cost": cost_table(study),
        "datasets": _counts(study),
    }


def _with_bounds(names: tuple[str, ...]) -> list[str]:
    return [column for name in names for column in (name, f"{name}_low", f"{name}_high")]


@dataclass(frozen=True)
class _Resampled:
    """Confusion matrices of one arm at one size, as observed and as resampled.

    ``observed`` is (1, repeats, classes, classes), ``drawn`` (resamples, repeats, classes, classes)
    and ``chosen`` (resamples, repeats): the repeats that each resample takes.
    """

    observed: np.ndarray
    drawn: np.ndarray
    chosen: np.ndarray
    groups: int

    @classmethod
    def of(
        cls, study: Study, size: int, samples: np.ndarray, true: np.ndarray, predicted: np.ndarray
    ) -> "_Resampled":
        repeats, classes = len(predicted), len(study.card.classes)
        seed = seed_of(study.seed, study.dataset, "bootstrap", size)
        if study.has_groups:
            group = pd.factorize(study.samples["group"].iloc[samples])[0]
        else:
            group = np.arange(len(samples))
        confusions = statistics.group_confusions(true, predicted, group, classes)
        return cls(
            np.asarray(confusions.sum(axis=0)).reshape(1, repeats, classes, classes),
            statistics.bootstrap_confusions(confusions, repeats, classes, study.resamples, seed),
            statistics.resampled_repeats(repeats, study.resamples, seed + 1),
            int(group.max()) + 1,
        )

    def interval(self, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the mean over repeats of a score of `drawn`."""
        return statistics.interval(statistics.mean_over_repeats(score, self.chosen))


def _curve_row(study: Study, arm: str, size: int, resampled: _Resampled) -> dict:
    result = study.arms[arm].runs
    runs = result[result["training_size"] == size].set_index("role").sort_values("repeat")
    row = {
        **study.row_of(arm, size),
        "train_samples": runs.loc["test", "train_samples"].mean(),
        "repeats": resampled.chosen.shape[1],
        "n_test": int(resampled.observed[0, 0].sum()),
        "test_groups": resampled.groups if study.has_groups else pd.NA,
    }
    drawn = scores(resampled.drawn)
    for name, score in scores(resampled.observed).items():
        row |= bounded(name, score.mean(), resampled.interval(drawn[name]))
    of_repeats = {}
    for role in ("train", "validation"):
        score = runs.loc[[role], "accuracy"].to_numpy()
        of_repeats[role] = score[resampled.chosen].mean(axis=1)
        row |= bounded(f"{role}_accuracy", score.mean(), statistics.interval(of_repeats[role]))
    tested = statistics.mean_over_repeats(drawn["accuracy"], resampled.chosen)
    gap = row["train_accuracy"] - row["accuracy"]
    return row | bounded("gap", gap, statistics.interval(of_repeats["train"] - tested))


def _class_rows(study: Study, arm: str, size: int, resampled: _Resampled) -> list[dict]:
    found, drawn = class_scores(resampled.observed), class_scores(resampled.drawn)
    bounds = {name: resampled.interval(score) for name, score in drawn.items()}
    repeats = resampled.chosen.shape[1]
    never = np.isnan(found["precision"][0]).sum(axis=0)
    rows = []
    for i, name in enumerate(study.card.classes):
        n = int(resampled.observed[0, 0, i].sum())
        notes = ["no test sample of this class"] if not n else []
        if never[i]:
            notes.append(f"never predicted in {never[i]} of {repeats} repeats")
        row = {**study.row_of(arm, size), "class": name, "n_test": n, "repeats": repeats}
        for score in ("sensitivity", "precision", "f1"):
            low, high = bounds[score]
            row |= bounded(score, found[score][0, :, i].mean(), (low[i], high[i]))
        rows.append({**row, "note": "; ".join(notes)})
    return rows


def _confusion_rows(study: Study, arm: str, size: int, resampled: _Resampled) -> list[dict]:
    """Share of each true class that is taken for each class, mean over repeats."""
    found, drawn = (
        confusion / np.maximum(confusion.sum(axis=-1, keepdims=True), 1)
        for confusion in (resampled.observed, resampled.drawn)
    )
    low, high = resampled.interval(drawn)
    classes = study.card.classes
    return [
        {
            **study.row_of(arm, size),
            "true": true,
            "predicted": predicted,
            "n_test": int(resampled.observed[0, 0, i].sum()),
            **bounded("share", found[0, :, i, j].mean(), (low[i, j], high[i, j])),
        }
        for i, true in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]


def _counts(study: Study) -> pd.DataFrame:
    """Samples and groups of each class in the pool and in the test part."""
    rows = []
    for role in ("pool", "test"):
        part = study.samples[study.samples["role"] == role]
        for name in study.card.classes:
            of_class = part[part["label"] == name]
            groups = of_class["group"].nunique() if "group" in part else pd.NA
            rows.append(
                {
                    "dataset": study.dataset,
                    "role": role,
                    "class": name,
                    "samples": len(of_class),
                    "groups": groups,
                }
            )
    return pd.DataFrame(rows)

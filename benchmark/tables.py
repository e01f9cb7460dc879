"""The comparison tables of one data set, every estimate with its 95 % interval and its n."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmark import statistics
from benchmark.cards import Card
from benchmark.metrics import class_scores, scores
from benchmark.protocol import seed_of
from benchmark.scoring import test_predictions

SCORES = ("accuracy", "balanced_accuracy", "macro_f1")
HARDEST = 18


@dataclass(frozen=True)
class ArmResult:
    """What the runs of one arm left behind.

    Parameters
    ----------
    runs : DataFrame
        From `benchmark.scoring.score_runs`.
    predictions : DataFrame
        ``training_size, repeat, role, sample, predicted``.
    """

    runs: pd.DataFrame
    predictions: pd.DataFrame


@dataclass(frozen=True)
class Study:
    """One data set with the results of all its arms.

    Parameters
    ----------
    dataset : str
        Name of the card.
    card : Card
        The card.
    samples : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    arms : dict of ArmResult
        In the order of the card.
    extraction : DataFrame
        ``feature_set, seconds_per_sample``: one row a timed chunk of samples.
    resamples, seed : int
        Of the bootstrap.
    """

    dataset: str
    card: Card
    samples: pd.DataFrame
    arms: dict[str, ArmResult]
    extraction: pd.DataFrame
    resamples: int
    seed: int


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
        for size, (samples, true, predicted) in by_size.items():
            resampled = _Resampled.of(study, size, samples, true, predicted)
            curves.append(_curve_row(study, arm, size, resampled))
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
        "hardest": _hardest(study, samples, wrong),
        "data_needs": curve[[*about, *counts, *tested, *_with_bounds(("train_accuracy",))]],
        "overfitting": curve[[*about, *counts, *gap]].rename(
            columns=lambda name: (
                name.replace("accuracy", "test_accuracy") if name.startswith("accuracy") else name
            )
        ),
        "cost": _cost(study),
        "datasets": _counts(study),
    }


def _with_bounds(names: tuple[str, ...]) -> list[str]:
    return [column for name in names for column in (name, f"{name}_low", f"{name}_high")]


def _bounded(name: str, estimate: float, bounds: tuple) -> dict[str, float]:
    """An estimate with its bounds; without an estimate there are none."""
    low, high = (np.nan, np.nan) if np.isnan(estimate) else bounds
    return {name: float(estimate), f"{name}_low": float(low), f"{name}_high": float(high)}


def _head(study: Study, arm: str, size: int) -> dict:
    return {
        "dataset": study.dataset,
        "arm": arm,
        "family": study.card.family(arm),
        "training_size": size,
        "size_unit": "groups" if "group" in study.samples else "samples",
    }


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
        if "group" in study.samples:
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
        **_head(study, arm, size),
        "train_samples": runs.loc["test", "train_samples"].mean(),
        "repeats": resampled.chosen.shape[1],
        "n_test": int(resampled.observed[0, 0].sum()),
        "test_groups": resampled.groups if "group" in study.samples else pd.NA,
    }
    drawn = scores(resampled.drawn)
    for name, score in scores(resampled.observed).items():
        row |= _bounded(name, score.mean(), resampled.interval(drawn[name]))
    of_repeats = {}
    for role in ("train", "validation"):
        score = runs.loc[[role], "accuracy"].to_numpy()
        of_repeats[role] = score[resampled.chosen].mean(axis=1)
        row |= _bounded(f"{role}_accuracy", score.mean(), statistics.interval(of_repeats[role]))
    tested = statistics.mean_over_repeats(drawn["accuracy"], resampled.chosen)
    gap = row["train_accuracy"] - row["accuracy"]
    return row | _bounded("gap", gap, statistics.interval(of_repeats["train"] - tested))


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
        row = {**_head(study, arm, size), "class": name, "n_test": n, "repeats": repeats}
        for score in ("sensitivity", "precision", "f1"):
            low, high = bounds[score]
            row |= _bounded(score, found[score][0, :, i].mean(), (low[i], high[i]))
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
            **_head(study, arm, size),
            "true": true,
            "predicted": predicted,
            "n_test": int(resampled.observed[0, 0, i].sum()),
            **_bounded("share", found[0, :, i, j].mean(), (low[i, j], high[i, j])),
        }
        for i, true in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]


def _hardest(study: Study, samples: np.ndarray, wrong: dict[str, np.ndarray]) -> pd.DataFrame:
    """Test samples that the most runs of all arms but baselines get wrong.

    `wrong` has the predicted codes (repeats, n) of each arm, -1 where they are right.
    """
    columns = ["dataset", "sample", "source", "label", "taken_for", "runs_wrong", "runs"]
    if not wrong:
        return pd.DataFrame(columns=columns)
    codes = np.concatenate(list(wrong.values()))
    misses = (codes >= 0).sum(axis=0)
    order = np.argsort(-misses, kind="stable")[:HARDEST]
    order = order[misses[order] > 0]
    taken_for = [np.bincount(codes[codes[:, i] >= 0, i]).argmax() for i in order]
    table = study.samples.iloc[samples[order]]
    return pd.DataFrame(
        {
            "dataset": study.dataset,
            "sample": samples[order],
            "source": table["source"].to_numpy(),
            "label": table["label"].to_numpy(),
            "taken_for": np.array(study.card.classes)[taken_for],
            "runs_wrong": misses[order],
            "runs": len(codes),
        },
        columns=columns,
    )


def _cost(study: Study) -> pd.DataFrame:
    """Seconds and parameters at the largest training size; intervals over repeats or chunks."""
    rows = []
    size = study.card.training_sizes[-1]
    for arm, result in study.arms.items():
        runs = result.runs[(result.runs["training_size"] == size) & (result.runs["role"] == "test")]
        seed = seed_of(study.seed, study.dataset, arm, "cost")
        row = {**_head(study, arm, size), "repeats": len(runs)}
        row |= _extraction_seconds(study, arm, seed)
        for name in ("fit_seconds", "predict_seconds_per_sample", "parameters"):
            values = runs[name].to_numpy()
            bounds = statistics.bootstrap_mean(values, study.resamples, seed)
            row |= _bounded(name, values.mean(), bounds)
        rows.append(row)
    return pd.DataFrame(rows)


def _extraction_seconds(study: Study, arm: str, seed: int) -> dict[str, float]:
    """Summed over the feature sets of an arm; 0 where nothing is extracted."""
    name = "extract_seconds_per_sample"
    chunks = [
        study.extraction.loc[study.extraction["feature_set"] == feature_set, "seconds_per_sample"]
        for feature_set in study.card.feature_sets(arm)
    ]
    if not chunks:
        return _bounded(name, 0.0, (0.0, 0.0))
    drawn = [
        values.to_numpy()[
            statistics.resampled_repeats(len(values), study.resamples, seed + i)
        ].mean(axis=1)
        for i, values in enumerate(chunks)
    ]
    total = sum(values.mean() for values in chunks)
    several = min(map(len, chunks)) > 1
    bounds = statistics.interval(np.sum(drawn, axis=0)) if several else (np.nan, np.nan)
    return _bounded(name, total, bounds)


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

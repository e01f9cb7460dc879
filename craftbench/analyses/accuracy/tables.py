"""The comparison tables of one data set, every estimate with its 95 % interval and its n."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from craftbench.analyses.accuracy.calibration import calibration
from craftbench.analyses.accuracy.checks import checks
from craftbench.analyses.accuracy.comparisons import comparisons
from craftbench.analyses.accuracy.most_misclassified import hardest_samples
from craftbench.analyses.cost.cost import cost_table
from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.data_needs.data_needs import needs
from craftbench.analyses.data_needs.learning_curve_fits import learning_curves
from craftbench.analyses.resampled import Resampled
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.verdict import verdict
from craftbench.stats.heartbeat_index import LIMITS as J_KAPPA_LIMITS
from craftbench.stats.heartbeat_index import j_kappa
from craftbench.stats.intervals import RepeatMultipliers, bounded, draws_of_mean, interval
from craftbench.stats.metrics import class_scores, scores

SCORES = {
    "accuracy": (0, 1),
    "balanced_accuracy": (0, 1),
    "macro_f1": (0, 1),
    "kappa": (-1, 1),
}
ABOUT = ("dataset", "arm", "family", "training_size", "size_unit", "train_samples")
COUNTS = ("repeats", "n_test", "test_groups")


def comparison_tables(study: Study) -> dict[str, pd.DataFrame]:
    """All tables of a data set by name.

    ``accuracy``, ``accuracy_per_class``, ``confusions`` and ``hardest`` are of the largest training
    size; ``data_needs`` and ``overfitting`` have a row for each size; ``cost`` and ``datasets``
    speak for themselves. Intervals are those of `craftbench.stats.intervals.draws_of_mean`; what they
    lack is said in the column ``note``.
    """
    curves, per_class, confusions = [], [], []
    for arm in study.arms:
        for size in study.contest.training_sizes:
            if (arm, size) not in study.tested:
                curves.append(_row_of_missing(study, arm, size))
                continue
            resampled = Resampled.of(study, arm, size)
            curves.append(_curve_row(study, arm, size, resampled))
            if size == study.largest_size:
                per_class.extend(_class_rows(study, arm, size, resampled))
                confusions.extend(_confusion_rows(study, arm, size, resampled))
    curve = pd.DataFrame(curves)
    largest = curve["training_size"] == study.largest_size
    about = [*ABOUT, *COUNTS]
    tested = _with_bounds(SCORES)
    crossings = crossing(study)
    gap = _with_bounds(("train_accuracy", "validation_accuracy", "accuracy", "gap"))
    return {
        "accuracy": curve.loc[largest, [*about, *tested, *_with_bounds(["j_kappa"]), "note"]],
        "accuracy_per_class": pd.DataFrame(per_class),
        "confusions": pd.DataFrame(confusions),
        "hardest": hardest_samples(study),
        "data_needs": curve[[*about, *tested, *_with_bounds(["train_accuracy"]), "note"]],
        "overfitting": curve[[*about, *gap, "note"]].rename(
            columns=lambda name: (
                name.replace("accuracy", "test_accuracy") if name.startswith("accuracy") else name
            )
        ),
        "cost": cost_table(study),
        "comparisons": comparisons(study),
        "calibration": calibration(study),
        "learning_curves": learning_curves(study),
        "needs": needs(study),
        "crossing": crossings,
        "verdict": verdict(study, crossings=crossings),
        "checks": checks(study),
        "datasets": _counts(study),
    }


def _with_bounds(names: Iterable[str]) -> list[str]:
    return [column for name in names for column in (name, f"{name}_low", f"{name}_high")]


def _row_of_missing(study: Study, arm: str, size: int) -> dict:
    estimates = [*SCORES, "j_kappa", "train_accuracy", "validation_accuracy", "gap"]
    return {
        **study.row_of(arm, size),
        "train_samples": np.nan,
        "repeats": 0,
        "n_test": 0,
        "test_groups": pd.NA,
        **dict.fromkeys(_with_bounds(estimates), np.nan),
        "note": "; ".join(study.limits_of_interval(arm, size)),
    }


def _curve_row(study: Study, arm: str, size: int, resampled: Resampled) -> dict:
    result = study.arms[arm].runs
    runs = result[result["training_size"] == size].set_index("role").sort_values("repeat")
    row = {
        **study.row_of(arm, size),
        "train_samples": runs.loc[["test"], "train_samples"].mean(),
        "repeats": resampled.repeats,
        "n_test": int(resampled.observed[0].sum()),
        "test_groups": resampled.groups if study.has_groups else pd.NA,
    }
    notes = study.limits_of_interval(arm, size)
    found, drawn = scores(resampled.observed), scores(resampled.drawn)
    for name, limits in SCORES.items():
        bounds = resampled.bounds(found[name], drawn[name], limits)
        row |= bounded(name, found[name].mean(), bounds)
    if row["accuracy"] == 1:
        notes.append("no test sample wrong: bound by Clopper and Pearson over test groups")
    index, note = _heartbeat_index(study, resampled)
    row |= index
    for role in ("train", "validation"):
        score = runs.loc[[role], "accuracy"].to_numpy()
        bounds = _over_repeats(score, resampled.multipliers)
        row |= bounded(f"{role}_accuracy", score.mean(), bounds)
    gap = runs.loc[["train"], "accuracy"].to_numpy() - found["accuracy"]
    drawn_gap = gap + found["accuracy"] - drawn["accuracy"]
    row |= bounded("gap", gap.mean(), resampled.bounds(gap, drawn_gap, (-1, 1)))
    return {**row, "note": "; ".join([*notes, *note])}


def _over_repeats(score: np.ndarray, multipliers: RepeatMultipliers | None) -> tuple:
    """Interval of a score that no test group has a part in; none for a single repeat."""
    if multipliers is None:
        return np.nan, np.nan
    return interval(draws_of_mean(score, score[None], np.inf, multipliers, limits=(0, 1)))


def _heartbeat_index(study: Study, resampled: Resampled) -> tuple[dict, list[str]]:
    classes = study.contest.classes
    found, drawn = j_kappa(resampled.observed, classes), j_kappa(resampled.drawn, classes)
    if found is None or drawn is None:
        return bounded("j_kappa", np.nan, ()), []
    groups = resampled.groups_of_class[[classes.index("S"), classes.index("V")]].min()
    bounds = resampled.bounds(found, drawn, J_KAPPA_LIMITS, groups)
    missing = int(np.isnan(found).sum())
    what = f"j_kappa: S or V is absent or never predicted in {missing} of {len(found)} repeats"
    return bounded("j_kappa", found.mean(), bounds), [what] if missing else []


def _class_rows(study: Study, arm: str, size: int, resampled: Resampled) -> list[dict]:
    found, drawn = class_scores(resampled.observed), class_scores(resampled.drawn)
    groups = resampled.groups_of_class
    bounds = {
        name: resampled.bounds(found[name], score, groups=groups) for name, score in drawn.items()
    }
    never = np.isnan(found["precision"]).sum(axis=0)
    rows = []
    for i, name in enumerate(study.contest.classes):
        n = int(resampled.observed[0, i].sum())
        notes = study.limits_of_interval(arm, size)
        notes += ["no test sample of this class"] if not n else []
        if groups[i] == 1 < resampled.groups:
            notes.append(f"all in one test {study.size_unit[:-1]}: no interval")
        if never[i]:
            notes.append(f"never predicted in {never[i]} of {resampled.repeats} repeats")
        row = {
            **study.row_of(arm, size),
            "class": name,
            "n_test": n,
            "test_groups": groups[i] if study.has_groups else pd.NA,
            "repeats": resampled.repeats,
        }
        for score in ("sensitivity", "precision", "f1"):
            low, high = bounds[score]
            row |= bounded(score, found[score][:, i].mean(), (low[i], high[i]))
        rows.append({**row, "note": "; ".join(notes)})
    return rows


def _confusion_rows(study: Study, arm: str, size: int, resampled: Resampled) -> list[dict]:
    """Share of each true class that is taken for each class, mean over repeats."""
    with np.errstate(invalid="ignore"):
        found, drawn = (
            confusion / confusion.sum(axis=-1, keepdims=True)
            for confusion in (resampled.observed, resampled.drawn)
        )
    low, high = resampled.bounds(found, drawn, groups=resampled.groups_of_class[:, None])
    classes = study.contest.classes
    return [
        {
            **study.row_of(arm, size),
            "true": true,
            "predicted": predicted,
            "n_test": int(resampled.observed[0, i].sum()),
            "repeats": resampled.repeats,
            **bounded("share", found[:, i, j].mean(), (low[i, j], high[i, j])),
        }
        for i, true in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]


def _counts(study: Study) -> pd.DataFrame:
    """Samples and groups of each class in the pool and in the test part."""
    rows = []
    for role in ("pool", "test"):
        part = study.samples[study.samples["role"] == role]
        for name in study.contest.classes:
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

"""All runs of one arm: every training size and repeat, fitted and predicted."""

import json
import logging
import resource
import sys
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.final_fit import facts_of, refit
from craftbench.runs.fitting import Fitted, Fitter, FitterOfArm, Fitting
from craftbench.runs.model_store import described, save_model
from craftbench.runs.prepared import Prepared
from craftbench.runs.run_clock import RunClock
from craftbench.runs.run_rows import RunRows, run_rows
from craftbench.runs.run_store import RunStore
from craftbench.runs.shards import runs_of_shard
from craftbench.runs.tuning import Found, Part, search
from craftbench.stats.seeds import seed_of
from models.search_space import at_edge, candidate_settings
from models.search_space import described as in_words

SPLITS = ("train", "validation", "test")
LOADING = "craftbench.runs.load_model"
"""Imported by name: the training of other arms does not depend on this code."""
MODEL = "model"
"""Name, without ending, of the model in a run's folder."""

log = logging.getLogger(__name__)


def train_arm(task: ArmTask, data: ArmData, fitter: FitterOfArm, store: RunStore) -> None:
    """Fit and predict every run of the task that `store` does not have yet.

    Each run leaves ``fit.json``, ``predictions.parquet``, ``candidates.parquet`` and, for networks,
    ``history.parquet`` in the store. The first repeat of every training size also leaves its model,
    and so do all repeats of the largest size if the task says so.

    Parameters
    ----------
    task, data
        The arm and its samples.
    fitter : callable
        `fitter` of `fit_classifier`, `fit_network` or `fit_latent`, after the kind of the arm.
    store : RunStore
        Finished runs.

    Raises
    ------
    CraftbenchError
        Naming the data set, arm, training size and repeat that cannot be fitted.
    """
    fit = fitter(task, data)
    repeats = task.contest.repeats
    runs = runs_of_shard(task.contest.training_sizes, repeats, task.shard, task.shards)
    for number, (size, repeat) in enumerate(runs, 1):
        name = f"{task.dataset} {task.arm}: size {size}, repeat {repeat + 1} of {repeats}"
        if store.has(size, repeat) and _lacks_model(task, store, size, repeat):
            store.discard(size, repeat)
        if store.has(size, repeat):
            log.info("%s (run %d of %d): finished before, kept", name, number, len(runs))
            continue
        try:
            seconds = _run(task, data, fit, size, repeat, store)
        except (CraftbenchError, ValueError, RuntimeError) as error:
            raise CraftbenchError(f"{name}: {error}") from error
        log.info("%s (run %d of %d): %.1f s", name, number, len(runs), seconds)


def _run(
    task: ArmTask, data: ArmData, fit: Fitter, size: int, repeat: int, store: RunStore
) -> float:
    """Fit, predict and store one run; returns the seconds of its fits."""
    folder, seed = store.begin(size, repeat), seed_of(task.seed, task.dataset, repeat)
    rows, clock = run_rows(task, data, size, seed), RunClock()
    parts = [Prepared.of(task, data, train) for train, _ in rows.folds]
    named = Fitting(parts[0].train, None, seed, f"{size}-{repeat}")
    found = _searched(task, data, fit, parts, rows, named)
    search_seconds = clock.lap()
    final, fitted = _final(task, data, fit, parts[0], rows, found, named)
    final_seconds, cpu_seconds = clock.lap(), clock.cpu_seconds

    probabilities = {"test": fitted.probabilities(final.part(rows.test)[0])}
    test_seconds = clock.lap()
    probabilities["train"] = fitted.probabilities(final.train[0])
    probabilities["validation"] = np.concatenate(found.chosen.probabilities)
    of_split = {"train": final.rows, "validation": rows.validation, "test": rows.test}
    tables = [
        _predictions(split, of_split[split], probabilities[split], task.contest.classes)
        for split in SPLITS
    ]
    # Without a final fit of its own, the only fit of the search is the model.
    once = final is parts[0] and not len(found.tried)
    # A pretrained network has seen all samples once, but each fit needs its output for the subset.
    network_seconds = data.network_seconds * len(np.union1d(final.rows, rows.validation))
    facts = {
        "train_samples": len(final.rows),
        "validation_samples": len(rows.validation),
        "validation_folds": len(rows.folds),
        "missing_classes": _missing_classes(task, data, final.rows),
        "dropped_features": ", ".join(final.pipeline.dropped_features),
        "parameters": fitted.parameters + data.network_parameters,
        "fit_seconds": (search_seconds if once else final_seconds) + network_seconds,
        "tuning_seconds": 0.0 if once else search_seconds,
        "cpu_seconds": cpu_seconds + network_seconds,
        "candidate_seconds": np.nan if task.candidate_seconds is None else task.candidate_seconds,
        "candidates": max(1, len(found.tried)),
        "candidates_planned": task.candidates,
        "setting": in_words(found.chosen.setting),
        "predict_seconds_per_sample": test_seconds / len(rows.test) + data.network_seconds,
        "peak_memory_mib": peak_memory_mib(),
        "at_edge": at_edge(found.chosen.setting, task.contest.arms[task.arm].space),
        **facts_of(found.chosen, fitted.training_facts),
    }
    if facts["dropped_features"]:
        log.warning(
            "%s: dropped, no training sample has a value: %s", named.name, facts["dropped_features"]
        )
    _write(folder, pd.concat(tables, ignore_index=True), facts, found)
    if _leaves_model(task, size, repeat):
        # At every size, so that after a change of the sizes the new largest one has a model.
        about = described(task, size)
        file = save_model(fitted, about, final.pipeline, folder / MODEL)
        if about.own_models:
            import_module(LOADING).load_model(
                file
            )  # Better to find out here than after all training.
    store.finish(size, repeat)
    return search_seconds + final_seconds


def _leaves_model(task: ArmTask, size: int, repeat: int) -> bool:
    return repeat == 0 or (task.every_model and size == task.contest.training_sizes[-1])


def _lacks_model(task: ArmTask, store: RunStore, size: int, repeat: int) -> bool:
    """Whether a finished run left no model because none was needed then."""
    stored = (store.path(size, repeat) / f"{MODEL}.json").is_file()
    return _leaves_model(task, size, repeat) and not stored


def _searched(
    task: ArmTask,
    data: ArmData,
    fit: Fitter,
    parts: list[Prepared],
    rows: RunRows,
    named: Fitting,
) -> Found:
    """The candidates of the arm, compared on the validation part or on all folds."""
    return search(
        fit,
        candidate_settings(task.contest.arms[task.arm].space, task.candidates),
        [
            Part(one.train, one.part(validation), partial(one.part, rows.test))
            for one, (_, validation) in zip(parts, rows.folds, strict=True)
        ],
        named,
        task.contest.primary_metric(data.table),
        task.candidate_seconds,
    )


def _final(
    task: ArmTask,
    data: ArmData,
    fit: Fitter,
    part: Prepared,
    rows: RunRows,
    found: Found,
    named: Fitting,
) -> tuple[Prepared, Fitted]:
    """The model of the run, and the samples that it is fitted on."""
    if task.contest.refit:
        whole = Prepared.of(task, data, rows.whole)
        return whole, refit(fit, found.chosen, whole.train, named)
    if not len(found.tried):
        return part, found.chosen.fitted
    validation, setting = part.part(rows.validation), found.chosen.setting
    return part, fit(replace(named, validation=validation, setting=setting))[0]


def _missing_classes(task: ArmTask, data: ArmData, rows: np.ndarray) -> str:
    """Names of the classes without a training sample, which no arm can predict."""
    found = set(data.table["label"].iloc[rows])
    return ", ".join(name for name in task.contest.classes if name not in found)


def _predictions(
    split: str, rows: np.ndarray, probabilities: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    """One row per sample: its number, the predicted class and a probability for each class."""
    predicted = np.array(classes)[probabilities.argmax(axis=1)]
    return pd.DataFrame(
        {
            "split": pd.Categorical([split] * len(rows), list(SPLITS)),
            "sample": rows.astype(np.int32),
            "predicted": pd.Categorical(predicted, classes),
            **{f"p_{name}": probabilities[:, i] for i, name in enumerate(classes)},
        }
    )


def _write(folder: Path, predictions: pd.DataFrame, facts: dict[str, Any], found: Found) -> None:
    predictions.to_parquet(folder / "predictions.parquet", index=False, compression="zstd")
    (folder / "fit.json").write_text(json.dumps(facts))
    found.tried.to_parquet(folder / "candidates.parquet", index=False)
    if found.chosen.histories:
        history = pd.concat(found.chosen.histories, ignore_index=True)
        history.to_parquet(folder / "history.parquet", index=False)


def peak_memory_mib() -> float:
    """Highest memory use of this process so far, in MiB."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / 2**20 if sys.platform == "darwin" else highest / 2**10

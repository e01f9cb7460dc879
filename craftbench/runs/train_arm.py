"""All runs of one arm: every training size and repeat, fitted and predicted."""

import json
import logging
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.protocol.subsets import draw
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitter, FitterOfArm, Fitting
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import described, save_model
from craftbench.runs.run_store import RunStore
from craftbench.runs.tuning import Tuned, fit_tuned
from craftbench.stats.seeds import seed_of
from models.model_input import LabelledInput, ModelInput
from models.search_space import at_edge, candidate_settings
from models.search_space import described as in_words

SPLITS = ("train", "validation", "test")
MODEL = "model"
"""Name, without ending, of the model in a run's folder."""

log = logging.getLogger(__name__)


def train_arm(task: ArmTask, data: ArmData, fitter: FitterOfArm, store: RunStore) -> None:
    """Fit and predict every run that `store` does not have yet.

    Each run leaves ``fit.json``, ``predictions.parquet``, ``candidates.parquet`` and, for networks,
    ``history.parquet`` in the store. The first repeat of every training size also leaves its model.

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
    runs = [(size, repeat) for size in task.contest.training_sizes for repeat in range(repeats)]
    for number, (size, repeat) in enumerate(runs, 1):
        name = f"{task.dataset} {task.arm}: size {size}, repeat {repeat + 1} of {repeats}"
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
    """Fit, predict and store one run; returns the seconds of its fit."""
    seed = seed_of(task.seed, task.dataset, repeat)
    rows = _rows(task, data, size, seed)
    folder = store.begin(size, repeat)
    cpu_start = time.process_time()
    run = _prepared(task, data, rows)

    start = time.perf_counter()
    given = Fitting(run.part("train"), run.part("validation"), seed, f"{size}-{repeat}")
    tuned = _tuned(task, fit, run, given)
    fit_seconds = run.fit_seconds + time.perf_counter() - start - tuned.seconds
    cpu_seconds = time.process_time() - cpu_start

    start = time.perf_counter()
    probabilities = {"test": tuned.fitted.probabilities(run.x["test"])}
    test_seconds = run.test_seconds + time.perf_counter() - start
    for split in ("train", "validation"):
        probabilities[split] = tuned.fitted.probabilities(run.x[split])
    tables = [_predictions(s, rows[s], probabilities[s], task.contest.classes) for s in SPLITS]
    facts = {
        "train_samples": len(rows["train"]),
        "validation_samples": len(rows["validation"]),
        "missing_classes": _missing_classes(task, data, rows["train"]),
        "parameters": tuned.fitted.parameters,
        "fit_seconds": fit_seconds,
        "tuning_seconds": tuned.seconds,
        "cpu_seconds": cpu_seconds,
        "candidate_seconds": np.nan if task.candidate_seconds is None else task.candidate_seconds,
        "candidates": max(1, len(tuned.tried)),
        "candidates_planned": task.candidates,
        "setting": in_words(tuned.setting),
        "predict_seconds_per_sample": test_seconds / len(rows["test"]),
        "peak_memory_mib": peak_memory_mib(),
        "at_edge": at_edge(tuned.setting, task.contest.arms[task.arm].space),
        **tuned.fitted.training_facts,
    }
    _write(folder, pd.concat(tables, ignore_index=True), facts, tuned)
    if repeat == 0:
        # At every size, so that after a change of the sizes the new largest one has a model.
        save_model(tuned.fitted, described(task, size), run.pipeline, folder / MODEL)
    store.finish(size, repeat)
    return fit_seconds


@dataclass(frozen=True)
class _Prepared:
    """The input and class codes of each split, and the seconds that preparing them took."""

    pipeline: InputPipeline
    x: dict[str, ModelInput]
    y: dict[str, np.ndarray]
    fit_seconds: float
    test_seconds: float

    def part(self, split: str) -> LabelledInput:
        return self.x[split], self.y[split]


def _prepared(task: ArmTask, data: ArmData, rows: dict[str, np.ndarray]) -> _Prepared:
    """Each split, standardised by its training part."""
    codes = pd.Categorical(data.table["label"], categories=task.contest.classes).codes
    y = codes.astype(np.int64)
    start = time.perf_counter()
    pipeline = InputPipeline.of_arm(task.contest, task.arm).fit(data, rows["train"])
    x = {split: pipeline.transform(data, rows[split]) for split in ("train", "validation")}
    fitted = time.perf_counter()
    x["test"] = pipeline.transform(data, rows["test"])
    test_seconds = time.perf_counter() - fitted
    labels = {split: y[rows[split]] for split in SPLITS}
    return _Prepared(pipeline, x, labels, fitted - start, test_seconds)


def _tuned(task: ArmTask, fit: Fitter, run: _Prepared, fitting: Fitting) -> Tuned:
    return fit_tuned(
        fit,
        candidate_settings(task.contest.arms[task.arm].space, task.candidates),
        fitting,
        run.part("test"),
        task.contest.class_weights,
        len(task.contest.classes),
        task.candidate_seconds,
    )


def _rows(task: ArmTask, data: ArmData, size: int, seed: int) -> dict[str, np.ndarray]:
    """Rows of the data set in each split of a run."""
    pool = np.flatnonzero(data.table["role"] == "pool")
    contest = task.contest
    drawn = draw(data.table.iloc[pool], size, contest.validation_share, seed, contest.drawing)
    test = np.flatnonzero(data.table["role"] == "test")
    return {"train": pool[drawn.train], "validation": pool[drawn.validation], "test": test}


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


def _write(folder: Path, predictions: pd.DataFrame, facts: dict[str, Any], tuned: Tuned) -> None:
    predictions.to_parquet(folder / "predictions.parquet", index=False, compression="zstd")
    (folder / "fit.json").write_text(json.dumps(facts))
    tuned.tried.to_parquet(folder / "candidates.parquet", index=False)
    if tuned.history is not None:
        tuned.history.to_parquet(folder / "history.parquet", index=False)


def peak_memory_mib() -> float:
    """Highest memory use of this process so far, in MiB."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / 2**20 if sys.platform == "darwin" else highest / 2**10

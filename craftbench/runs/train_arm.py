"""All runs of one arm: every training size and repeat, fitted and predicted."""

import json
import logging
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.protocol.subsets import Draw, draw
from craftbench.runs.arm import ArmData, ArmTask, InputPreparation
from craftbench.runs.fitters import Fitter, Fitting, fitter
from craftbench.runs.run_store import RunStore
from craftbench.runs.stored_arm import save_model
from craftbench.runs.tuning import fit_tuned
from craftbench.stats.seeds import seed_of
from models.search_space import candidate_settings, described

log = logging.getLogger(__name__)


def train_arm(task: ArmTask, data: ArmData, store: RunStore) -> None:
    """Fit and predict every run that `store` does not have yet.

    Each run leaves ``fit.json``, ``predictions.parquet``, ``candidates.parquet`` and, for networks,
    ``history.parquet`` in the store; the first repeat of the largest size also leaves its model and
    ``preparation.json``.

    Raises
    ------
    CraftbenchError
        Naming the data set, arm, training size and repeat that cannot be fitted.
    """
    fit = fitter(task, data)
    runs = [
        (size, repeat)
        for size in task.contest.training_sizes
        for repeat in range(task.contest.repeats)
    ]
    for number, (size, repeat) in enumerate(runs, 1):
        name = f"{task.dataset} {task.arm}: size {size}, repeat {repeat + 1} of {task.card.repeats}"
        if store.has(size, repeat):
            log.info("%s (run %d of %d): finished before, kept", name, number, len(runs))
            continue
        try:
            seconds = _run(task, data, fit, size, repeat, store)
        except (CraftbenchError, ValueError, RuntimeError) as error:
            raise CraftbenchError(f"{name}: {error}") from error
        log.info("%s (run %d of %d): %.1f s", name, number, len(runs), seconds)


def collect(task: ArmTask, store: RunStore, file: str) -> pd.DataFrame:
    """One table from a file of all runs, with the columns ``training_size`` and ``repeat``."""
    return pd.concat(list(_tables(task, store, file)), ignore_index=True)


def _tables(task: ArmTask, store: RunStore, file: str) -> Iterator[pd.DataFrame]:
    for size in task.contest.training_sizes:
        for repeat in range(task.contest.repeats):
            path = store.path(size, repeat) / file
            if path.suffix == ".json":
                table = pd.DataFrame([json.loads(path.read_text())])
            else:
                table = pd.read_parquet(path)
            table.insert(0, "training_size", size)
            table.insert(1, "repeat", repeat)
            yield table


def copy_model(task: ArmTask, store: RunStore, model: Path, preparation: Path) -> None:
    """Copy the model of the largest size, first repeat, and what prepares its input."""
    run = store.path(task.contest.training_sizes[-1], 0)
    for file in run.glob("model.*"):
        shutil.copyfile(file, model.parent / f"{model.stem}{file.name.removeprefix('model')}")
    shutil.copyfile(run / "preparation.json", preparation)


def _run(
    task: ArmTask, data: ArmData, fit: Fitter, size: int, repeat: int, store: RunStore
) -> float:
    pool = np.flatnonzero(data.table["role"] == "pool")
    test = np.flatnonzero(data.table["role"] == "test")
    seed = seed_of(task.seed, task.dataset, repeat)
    drawn = draw(data.table.iloc[pool], size, task.contest.validation_share, seed)
    drawn = Draw(pool[drawn.train], pool[drawn.validation])
    y = pd.Categorical(data.table["label"], categories=task.contest.classes).codes.astype(np.int64)

    rows = {"train": drawn.train, "validation": drawn.validation, "test": test}

    folder = store.begin(size, repeat)
    start = time.perf_counter()
    prepare = InputPreparation.fit(data, drawn.train)
    train, validation = (prepare(data, rows[role]) for role in ("train", "validation"))
    prepared = time.perf_counter()
    tested = prepare(data, test)
    test_seconds = time.perf_counter() - prepared
    settings = candidate_settings(task.contest.arms[task.arm].space, task.candidates)
    tuned = fit_tuned(
        fit,
        settings,
        Fitting((train, y[drawn.train]), (validation, y[drawn.validation]), seed, folder),
        (tested, y[test]),
        task.contest.class_weights,
        len(task.contest.classes),
    )
    fitted, history = tuned.fitted, tuned.history
    fit_seconds = time.perf_counter() - start - test_seconds - tuned.seconds

    start = time.perf_counter()
    probabilities = {"test": fitted.probabilities(tested)}
    test_seconds += time.perf_counter() - start
    probabilities |= {
        "train": fitted.probabilities(train),
        "validation": fitted.probabilities(validation),
    }
    predictions = pd.concat(
        [
            _predictions(role, rows[role], probabilities[role], task.contest.classes)
            for role in rows
        ],
        ignore_index=True,
    )
    predictions.to_parquet(folder / "predictions.parquet", index=False, compression="zstd")
    tuned.tried.to_parquet(folder / "candidates.parquet", index=False)
    if history is not None:
        history.to_parquet(folder / "history.parquet", index=False)
    facts = {
        "train_samples": len(drawn.train),
        "validation_samples": len(drawn.validation),
        "parameters": fitted.parameters,
        "fit_seconds": fit_seconds,
        "tuning_seconds": tuned.seconds,
        "candidates": len(settings),
        "setting": described(tuned.setting),
        "predict_seconds_per_sample": test_seconds / len(test),
        "peak_memory_mib": peak_memory_mib(),
    }
    (folder / "fit.json").write_text(json.dumps(facts))
    if (size, repeat) == (task.contest.training_sizes[-1], 0):
        save_model(task, data, fitted, prepare, size, folder)
    store.finish(size, repeat)
    return fit_seconds


def peak_memory_mib() -> float:
    """Most memory that this process has had in use so far, in MiB."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / 2**20 if sys.platform == "darwin" else highest / 2**10


def _predictions(
    role: str, rows: np.ndarray, probabilities: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    """One row a sample: its number, the predicted class and a probability for each class."""
    predicted = np.array(classes)[probabilities.argmax(axis=1)]
    return pd.DataFrame(
        {
            "role": pd.Categorical([role] * len(rows), ["train", "validation", "test"]),
            "sample": rows.astype(np.int32),
            "predicted": pd.Categorical(predicted, classes),
            **{f"p_{name}": probabilities[:, i] for i, name in enumerate(classes)},
        }
    )

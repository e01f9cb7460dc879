"""All runs of one arm: every training size and repeat, fitted and predicted."""

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from benchmark.cards import Card
from benchmark.config import Training
from benchmark.errors import CraftbenchError
from benchmark.protocol import Draw, draw, seed_of
from benchmark.run_store import RunStore
from models import Model
from models.standardisation import Standardisation

log = logging.getLogger(__name__)

Part = tuple[np.ndarray, np.ndarray]


class Fitted(Protocol):
    """What a fitted classifier and a fitted network have in common."""

    def probabilities(self, x: np.ndarray) -> np.ndarray: ...

    @property
    def parameters(self) -> int: ...

    def save(self, path: Path) -> None: ...


@dataclass(frozen=True)
class ArmData:
    """The samples of a data set in the representation of one arm.

    Parameters
    ----------
    x : (n, d) or (n, …, channels) array
        Features, or raw samples in their view; (n, 0) for a baseline that looks at nothing.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``: one row a sample.
    names : list of str or None
        Names of the features.
    """

    x: np.ndarray
    table: pd.DataFrame
    names: list[str] | None


@dataclass(frozen=True)
class ArmTask:
    """What `train_arm` is to do.

    Parameters
    ----------
    dataset, arm : str
        Names, for messages and seeds.
    card : Card
        Of the data set.
    training : Training
        How networks are trained.
    seed : int
        Of the benchmark.
    threads : int
        That TensorFlow may use.
    tensorboard : Path or None
        Folder for TensorBoard logs.
    """

    dataset: str
    arm: str
    card: Card
    training: Training
    seed: int
    threads: int = 1
    tensorboard: Path | None = None


def train_arm(task: ArmTask, data: ArmData, store: RunStore) -> None:
    """Fit and predict every run that `store` does not have yet.

    Each run leaves ``fit.json``, ``predictions.parquet`` and, for networks, ``history.parquet`` in
    the store; the first repeat of the largest size also leaves its model and ``preparation.json``.

    Raises
    ------
    CraftbenchError
        Naming the data set, arm, training size and repeat that cannot be fitted.
    """
    fit = _fitter(task, data)
    runs = [
        (size, repeat) for size in task.card.training_sizes for repeat in range(task.card.repeats)
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
    for size in task.card.training_sizes:
        for repeat in range(task.card.repeats):
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
    run = store.path(task.card.training_sizes[-1], 0)
    shutil.copyfile(run / f"model{model.suffix}", model)
    shutil.copyfile(run / "preparation.json", preparation)


Fitter = Callable[[Part, Part, int, Path], tuple[Fitted, pd.DataFrame | None]]


def _fitter(task: ArmTask, data: ArmData) -> Fitter:
    model, classes = task.card.model(task.arm), len(task.card.classes)
    if model.kind == "classifier":
        return _classifier_fitter(model, classes)
    try:
        return _network_fitter(model, data.x.shape[1:], classes, task)
    except ValueError as error:
        raise CraftbenchError(f"{task.dataset} {task.arm}: {error}") from error


def _classifier_fitter(model: Model, classes: int) -> Fitter:
    from models.classical import fit_classifier

    def fit(train: Part, validation: Part, seed: int, folder: Path):
        x, y = train
        return fit_classifier(model.build(seed, x.shape), x, y, classes), None

    return fit


def _network_fitter(model: Model, shape: tuple, classes: int, task: ArmTask) -> Fitter:
    from models.training import NetworkTrainer, TrainingRule, use_threads

    use_threads(task.threads)
    settings = task.training.model_dump()
    weights = settings.pop("class_weights")
    trainer = NetworkTrainer(model.build, shape, classes, TrainingRule(**settings), weights)

    def fit(train: Part, validation: Part, seed: int, folder: Path):
        logs = task.tensorboard / folder.stem if task.tensorboard else None
        # Beside the run's folder, which a new start of the job empties.
        fitted = trainer.fit(train, validation, seed, folder.with_suffix(".backup"), logs)
        return fitted, fitted.history

    return fit


def _run(
    task: ArmTask, data: ArmData, fit: Fitter, size: int, repeat: int, store: RunStore
) -> float:
    pool = np.flatnonzero(data.table["role"] == "pool")
    test = np.flatnonzero(data.table["role"] == "test")
    seed = seed_of(task.seed, task.dataset, repeat)
    drawn = draw(data.table.iloc[pool], size, task.card.validation_share, seed)
    drawn = Draw(pool[drawn.train], pool[drawn.validation])
    y = pd.Categorical(data.table["label"], categories=task.card.classes).codes.astype(np.int64)

    folder = store.begin(size, repeat)
    start = time.perf_counter()
    standardise = Standardisation.fit(data.x[drawn.train], data.names)
    prepared = {rows: standardise(data.x[getattr(drawn, rows)]) for rows in ("train", "validation")}
    fitted, history = fit(
        (prepared["train"], y[drawn.train]),
        (prepared["validation"], y[drawn.validation]),
        seed,
        folder,
    )
    fit_seconds = time.perf_counter() - start

    start = time.perf_counter()
    probabilities = {"test": fitted.probabilities(standardise(data.x[test]))}
    predict_seconds = time.perf_counter() - start
    probabilities |= {rows: fitted.probabilities(x) for rows, x in prepared.items()}
    rows = {"train": drawn.train, "validation": drawn.validation, "test": test}
    predictions = pd.concat(
        [_predictions(role, rows[role], probabilities[role], task.card.classes) for role in rows],
        ignore_index=True,
    )
    predictions.to_parquet(folder / "predictions.parquet", index=False, compression="zstd")
    if history is not None:
        history.to_parquet(folder / "history.parquet", index=False)
    facts = {
        "train_samples": len(drawn.train),
        "validation_samples": len(drawn.validation),
        "parameters": fitted.parameters,
        "fit_seconds": fit_seconds,
        "predict_seconds_per_sample": predict_seconds / len(test),
    }
    (folder / "fit.json").write_text(json.dumps(facts))
    if (size, repeat) == (task.card.training_sizes[-1], 0):
        _save_model(task, data, fitted, standardise, size, folder)
    store.finish(size, repeat)
    return fit_seconds


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


def _save_model(
    task: ArmTask,
    data: ArmData,
    fitted: Fitted,
    standardise: Standardisation,
    size: int,
    folder: Path,
) -> None:
    arm, card = task.card.arms[task.arm], task.card
    fitted.save(folder / ("model.skops" if arm.kind == "classifier" else "model.keras"))
    preparation: dict[str, Any] = {
        "dataset": task.dataset,
        "arm": task.arm,
        "model": arm.model,
        "representation": arm.representation,
        "views": {n: v.model_dump() for n, v in card.views.items() if n in arm.representation},
        "features": data.names,
        "classes": card.classes,
        "training_size": size,
        "standardisation": standardise.to_json(),
        "source": card.source.model_dump(mode="json"),
    }
    (folder / "preparation.json").write_text(json.dumps(preparation, ensure_ascii=False, indent=1))

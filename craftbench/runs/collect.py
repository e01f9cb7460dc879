"""The finished runs of an arm, gathered into one table and one stored model."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd

from craftbench.datasets.stored_file import read_json, read_parquet
from craftbench.runs.arm import ArmTask
from craftbench.runs.model_store import read_sidecar, write_sidecar
from craftbench.runs.run_store import RunStore
from craftbench.runs.train_arm import MODEL


def collect(task: ArmTask, store: RunStore, file: str) -> pd.DataFrame:
    """One table from a file of all runs, with the columns ``training_size`` and ``repeat``."""
    tables = []
    for size in task.contest.training_sizes:
        for repeat in range(task.contest.repeats):
            table = _read(store.path(size, repeat) / file)
            table.insert(0, "training_size", size)
            table.insert(1, "repeat", repeat)
            tables.append(table)
    return pd.concat(tables, ignore_index=True)


def copy_model(task: ArmTask, store: RunStore, model: Path) -> None:
    """Copy the model of the largest size, first repeat, with the files beside it.

    Parameters
    ----------
    task, store
        The arm and its finished runs.
    model : Path
        ``{arm}.skops`` or ``{arm}.keras``; the files beside it are named after it.
    """
    _copy(task, store, 0, model)


def copy_models_of_repeats(task: ArmTask, store: RunStore, folder: Path, ending: str) -> None:
    """Copy the models of the largest size of all repeats but the first, if they are stored.

    Parameters
    ----------
    task, store
        The arm and its finished runs.
    folder : Path
        Is created, and gets ``{repeat}.skops`` or ``{repeat}.keras`` with the files beside it.
    ending : str
        Of the model's file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if task.every_model:
        for repeat in range(1, task.contest.repeats):
            _copy(task, store, repeat, folder / f"{repeat}{ending}")


def _copy(task: ArmTask, store: RunStore, repeat: int, model: Path) -> None:
    run = store.path(task.contest.training_sizes[-1], repeat)
    for file in run.glob(f"{MODEL}.*"):
        shutil.copyfile(file, model.with_name(model.stem + file.name.removeprefix(MODEL)))
    # The run may be older than the source's settings, if those gave the same samples.
    sidecar = read_sidecar(run / f"{MODEL}.json")
    about = replace(sidecar.about, source=task.source)
    write_sidecar(model.with_suffix(".json"), replace(sidecar, about=about))


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".json":
        return pd.DataFrame([read_json(path)])
    return read_parquet(path)

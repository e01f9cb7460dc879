"""The finished runs of an arm, gathered into one table and one stored model."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd

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
    run = store.path(task.contest.training_sizes[-1], 0)
    for file in run.glob(f"{MODEL}.*"):
        shutil.copyfile(file, model.with_name(model.stem + file.name.removeprefix(MODEL)))
    # The run may be older than the source's settings, if those gave the same samples.
    sidecar = read_sidecar(run / f"{MODEL}.json")
    about = replace(sidecar.about, source=task.source)
    write_sidecar(model.with_suffix(".json"), replace(sidecar, about=about))


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".json":
        return pd.DataFrame([json.loads(path.read_text())])
    return pd.read_parquet(path)

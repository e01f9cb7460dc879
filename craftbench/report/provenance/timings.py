"""Time and memory of the jobs, as Snakemake has measured them."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

MANY = ("train", "extract", "cross_dataset")
"""Steps with one job for each arm, feature set or other data set, which ends the file's name."""
COLUMNS = ("dataset", "step", "jobs", "wall_seconds", "longest_seconds", "job_memory_mib")


def timings(folder: Path, datasets: Collection[str]) -> pd.DataFrame:
    """Wall time and largest memory of each step of each data set.

    Parameters
    ----------
    folder : Path
        With ``{dataset}/{job}.tsv``, one row each, as Snakemake's ``benchmark`` writes it. Jobs
        that have not run since are those of an earlier run.
    datasets : collection of str
        Those of the page; others are left out.

    Returns
    -------
    DataFrame
        ``dataset, step, jobs, wall_seconds`` (their sum), ``longest_seconds`` (of one job) and
        ``job_memory_mib`` (of the largest). Without rows where nothing was measured.
    """
    jobs = [
        (dataset, _step(file.stem), *measured)
        for dataset in datasets
        for file in sorted((folder / dataset).glob("*.tsv"))
        if (measured := _read(file))
    ]
    if not jobs:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame(jobs, columns=["dataset", "step", "seconds", "memory"])
    grouped = table.groupby(["dataset", "step"], sort=False).agg(
        jobs=("seconds", "size"),
        wall_seconds=("seconds", "sum"),
        longest_seconds=("seconds", "max"),
        job_memory_mib=("memory", "max"),
    )
    return grouped.reset_index()


def _step(job: str) -> str:
    found = next((step for step in MANY if job.startswith(f"{step}_")), job)
    return found.replace("_", " ")


def _read(file: Path) -> tuple[float, float] | None:
    """Seconds and MiB of a job; None for a file that does not hold them."""
    try:
        row = pd.read_csv(file, sep="\t", na_values=["-"]).iloc[-1]
        return float(row["s"]), float(row["max_rss"])
    except (OSError, ValueError, KeyError, IndexError):
        return None

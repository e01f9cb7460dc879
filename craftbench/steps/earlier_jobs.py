"""What jobs needed in an earlier run: the benchmark files of Snakemake."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path("results/benchmarks")
_MEBIBYTE = 2**20


@dataclass(frozen=True)
class EarlierJob:
    """Peak of the resident memory in bytes, and wall-clock seconds, of a job."""

    memory: float
    seconds: float


def benchmark_file(rule: str, wildcards: Mapping[str, str], folder: Path = BENCHMARKS) -> Path:
    """The benchmark file of a job, as the rules of ``workflow/rules/`` name it."""
    names = {"extract": "extract_{feature_set}", "cross_dataset": "cross_dataset_{other}"}
    training = "train_{arm}_shard_{shard}-of-{shards}" if "shard" in wildcards else "train_{arm}"
    name = training if rule.startswith("train_") else names.get(rule, rule)
    return folder / wildcards.get("dataset", "") / f"{name.format_map(wildcards)}.tsv"


def earlier_job(file: Path, samples: Path) -> EarlierJob | None:
    """The largest figures of a benchmark file.

    None if it is missing, cannot be read, or is older than the samples: those may be others now.
    Jobs that end before Snakemake looks at them have no memory, which is then 0.
    """
    try:
        if samples.exists() and file.stat().st_mtime < samples.stat().st_mtime:
            return None
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened, delimiter="\t"))
        seconds = max(float(row["s"]) for row in rows)
        return EarlierJob(max(_number(row["max_rss"]) for row in rows) * _MEBIBYTE, seconds)
    except (OSError, ValueError, KeyError):
        return None


def earlier_arm(file: Path, samples: Path) -> EarlierJob | None:
    """As `earlier_job`; the job of an arm together with those that shared its runs, if any did.

    The seconds are their sum, the memory is that of the largest.
    """
    shards = sorted(file.parent.glob(f"{file.stem}_shard_*-of-*.tsv"), key=_time)
    of_last = [one for one in shards if one.stem.split("-")[-1] == shards[-1].stem.split("-")[-1]]
    jobs = [job for one in (file, *of_last) if (job := earlier_job(one, samples))]
    if not jobs:
        return None
    return EarlierJob(max(job.memory for job in jobs), sum(job.seconds for job in jobs))


def _time(file: Path) -> float:
    return file.stat().st_mtime


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:  # "NA" and "-" stand for a job that was not seen.
        return 0.0
    return number if number >= 0 else 0.0

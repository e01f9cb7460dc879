"""The runs of one arm, divided among jobs.

Another number of jobs changes no result. Snakemake would still collect all runs again, and compute
all analyses, since the job that collects them has other input files. So the number that an arm was
trained with is recorded beside its finished runs, and is kept as long as nothing else has changed.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from craftbench.runs.durable import write_whole

RECORD = "shards.json"


def runs_of_shard(
    sizes: Sequence[int], repeats: int, shard: int = 1, shards: int = 1
) -> list[tuple[int, int]]:
    """Training size and repeat of every run of one job, in the order of the sizes.

    A run of a large size takes longer. The runs are dealt out one by one, the largest first, so
    that every job gets as many of each size as the others, or one less.

    Parameters
    ----------
    sizes : sequence of int
        Training sizes of the card.
    repeats : int
        Of every size.
    shard : int
        Number of the job, from 1.
    shards : int
        Number of jobs.

    Raises
    ------
    ValueError
        If the job is not among the jobs.
    """
    if not 1 <= shard <= shards:
        raise ValueError(f"shard {shard} is not one of 1 to {shards}")
    largest_first = [
        (size, repeat) for size in sorted(sizes, reverse=True) for repeat in range(repeats)
    ]
    return sorted(largest_first[shard - 1 :: shards])


def share_of_shard(sizes: Sequence[int], repeats: int, shard: int, shards: int) -> float:
    """Share of the time of all runs that one job needs, if a run's time is linear in its size."""
    own = sum(size for size, _ in runs_of_shard(sizes, repeats, shard, shards))
    return own / (repeats * sum(sizes))


def made_from(settings: Any, curve: Any, code: Iterable[str | Path]) -> str:
    """A digest of what an arm was trained with: its settings, sizes, repeats and source files."""
    digest = hashlib.sha256(json.dumps([settings, curve], sort_keys=True, default=str).encode())
    for file in map(Path, code):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def record_shards(folder: Path, shards: int, key: str) -> None:
    """Record in how many jobs the runs of an arm were done.

    Parameters
    ----------
    folder : Path
        Of the arm's finished runs.
    shards : int
        Number of jobs.
    key : str
        The digest `made_from`.
    """
    write_whole(folder / RECORD, json.dumps({"shards": shards, "made_from": key}))


def recorded_shards(folder: Path) -> tuple[int, str] | None:
    """What `record_shards` wrote; None where there is nothing that can be read."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return int(found["shards"]), str(found["made_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Time of a grid of 10,000 runs on 1, 16 and 256 cores, from the times of finished runs.

    python performance/grid_on_paper.py [RESULTS] [--start SECONDS] [--times FACTOR]

Nothing of the grid runs: the jobs of a finished benchmark are repeated until there are 10 data sets
with 20 arms each, 5 training sizes and 10 repeats, and are placed on the cores by list scheduling
(longest job first) in the order that the workflow prescribes. Each job has the CPU seconds that it
needed, and ``--start`` seconds that Snakemake and the cluster add to it. ``--times`` makes every
run longer, as with larger networks or more samples.
"""

import argparse
import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from measurement import markdown

from craftbench.runs.shards import runs_of_shard

DATASETS, ARMS, SIZES, REPEATS = 10, 20, 5, 10
CORES, SHARDS = (1, 16, 256), (1, 10, 50)
BEFORE, AFTER = ("prepare", "extract"), ("architectures", "compare", "design", "examine", "refit")
PAGE_SECONDS = 60.0
"""Joint tables, figures and the report, one after the other."""
LEAST_TRAINING_SECONDS = 1.5
"""A job of training without its runs: Python, imports, reading."""


@dataclass
class Job:
    """CPU seconds of a job, and the numbers of the jobs that it waits for."""

    seconds: float
    after: list[int]


def makespan(jobs: Sequence[Job], cores: int) -> float:
    """Seconds from the first start to the last end; among jobs that may start, longest first."""
    waits = [len(job.after) for job in jobs]
    followers = defaultdict(list)
    for number, job in enumerate(jobs):
        for other in job.after:
            followers[other].append(number)
    ready = [(-job.seconds, number) for number, job in enumerate(jobs) if not job.after]
    heapq.heapify(ready)
    running: list[tuple[float, int]] = []
    now = 0.0
    while ready or running:
        while ready and len(running) < cores:
            _, number = heapq.heappop(ready)
            heapq.heappush(running, (now + jobs[number].seconds, number))
        now, ended = heapq.heappop(running)
        for number in followers[ended]:
            waits[number] -= 1
            if not waits[number]:
                heapq.heappush(ready, (-jobs[number].seconds, number))
    return now


def longest_chain(jobs: Sequence[Job]) -> float:
    """Seconds of the longest sequence of jobs of which each waits for the one before."""
    ends: list[float] = []
    for job in jobs:
        ends.append(job.seconds + max((ends[other] for other in job.after), default=0.0))
    return max(ends)


def grid(results: Path, start: float, times: float, shards: int) -> list[Job]:
    """The jobs of the grid, each after those that it waits for."""
    jobs: list[Job] = []

    def add(seconds: float, after: Sequence[int]) -> int:
        jobs.append(Job(start + seconds, list(after)))
        return len(jobs) - 1

    measured = sorted(path.parent.name for path in results.glob("*/fits"))
    analysed = []
    for number in range(DATASETS):
        dataset = measured[number % len(measured)]
        steps = _benchmarks(results / "benchmarks" / dataset)
        prepared = add(steps["prepare"].max(), [])
        extracted = [add(seconds, [prepared]) for seconds in steps["extract"]]
        fits = sorted((results / dataset / "fits").glob("*.parquet"))
        trained = []
        for arm in range(ARMS):
            runs = _run_seconds(pd.read_parquet(fits[arm % len(fits)]), times)
            parts = [
                sum(runs[run] for run in runs_of_shard(range(SIZES), REPEATS, shard + 1, shards))
                for shard in range(shards)
            ]
            done = [add(LEAST_TRAINING_SECONDS + part, [prepared, *extracted]) for part in parts]
            trained += done if shards == 1 else [add(LEAST_TRAINING_SECONDS, done)]
        analysed += [add(seconds, trained) for step in AFTER for seconds in steps[step]]
    add(PAGE_SECONDS, analysed)
    return jobs


def _benchmarks(folder: Path) -> dict[str, pd.Series]:
    """CPU seconds of the jobs of a data set, by step."""
    seconds = {
        file.stem: pd.read_csv(file, sep="\t")["cpu_time"].max() for file in folder.glob("*.tsv")
    }
    return {
        step: pd.Series({name: s for name, s in seconds.items() if name.split("_")[0] == step})
        for step in (*BEFORE, *AFTER)
    }


def _run_seconds(fits: pd.DataFrame, times: float) -> dict[tuple[int, int], float]:
    """CPU seconds of each run of the grid, from the measured size and repeat in its place."""
    cpu = fits.set_index(["training_size", "repeat"])["cpu_seconds"]
    sizes, repeats = (sorted(cpu.index.unique(level)) for level in (0, 1))
    return {
        (size, repeat): times
        * cpu[sizes[size * len(sizes) // SIZES], repeats[repeat % len(repeats)]]
        for size in range(SIZES)
        for repeat in range(REPEATS)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?", type=Path, default=Path("results"))
    parser.add_argument("--start", type=float, default=7.0, help="seconds added to each job")
    parser.add_argument("--times", type=float, default=1.0, help="factor of the time of each run")
    given = parser.parse_args()
    rows = []
    for shards in SHARDS:
        jobs = grid(given.results, given.start, given.times, shards)
        work = sum(job.seconds for job in jobs)
        for cores in CORES:
            seconds = makespan(jobs, cores)
            rows.append(
                {
                    "shards": shards,
                    "jobs": len(jobs),
                    "cores": cores,
                    "core hours": work / 3600,
                    "hours": seconds / 3600,
                    "cores in use %": 100 * work / (cores * seconds),
                    "longest chain, hours": longest_chain(jobs) / 3600,
                }
            )
    print(markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    main()

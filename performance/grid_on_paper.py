"""Time of a grid of 10,000 runs on 1, 16 and 256 cores, from the times of finished runs.

    python performance/grid_on_paper.py [RESULTS] [--times FACTOR …]

Nothing of the grid runs. It has 10 data sets with 20 arms each, 5 training sizes and 10 repeats:
the data sets and arms of a finished benchmark, in turns, with the CPU seconds that their jobs and
runs needed. ``--times`` makes every run longer, as with larger networks, more samples or more
candidates. The jobs are placed on the cores by list scheduling: among those that may start, the
longest first. One and 16 cores are one machine; 256 cores are a Slurm cluster, where each job
starts Snakemake twice more, states are asked for now and then, and submissions take time.
"""

import argparse
import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from measurement import markdown

from craftbench.runs.before.seconds import OF_JOB, OF_NETWORK_JOB
from craftbench.runs.shards import runs_of_shard

DATASETS, ARMS, SIZES, REPEATS = 10, 20, 5, 10
SHARDS = (1, 10, 50)
BEFORE = ("prepare", "extract")
AFTER = ("architectures", "compare", "design", "examine", "refit")
PAGE_SECONDS = 60.0
"""Joint tables, figures and the report, one after the other."""
SLURM_CORES = 256


@dataclass(frozen=True)
class Place:
    """Where jobs run.

    Parameters
    ----------
    cores : int
        Jobs at once.
    start : float
        Seconds of a core that each job takes beside its own.
    notice : float
        Seconds after which the end of a job is known, and others that wait for it may start.
    between : float
        Shortest time in seconds between two starts of jobs.
    """

    cores: int
    start: float = 0.0
    notice: float = 0.0
    between: float = 0.0


PLACES = (Place(1, 0.5), Place(16, 0.5), Place(SLURM_CORES, 5.0, 40.0, 0.5))
"""On Slurm, a start of Snakemake takes 2.3 to 3.0 CPU seconds (``snakemake -n`` of one file), and
the executor asks for states after 40 seconds. Half a second on one machine for each job, and for
each submission (a script is written, ``sbatch`` called), is assumed."""


@dataclass(frozen=True)
class Job:
    """CPU seconds of a job, and the numbers of the jobs that it waits for."""

    seconds: float
    after: list[int]


def makespan(jobs: Sequence[Job], place: Place) -> float:
    """Seconds until the last end is known; among jobs that may start, the longest first."""
    waits, followers = [len(job.after) for job in jobs], defaultdict(list)
    for number, job in enumerate(jobs):
        for other in job.after:
            followers[other].append(number)
    ready = [(-job.seconds, number) for number, job in enumerate(jobs) if not job.after]
    heapq.heapify(ready)
    ends: list[float] = []
    known: list[tuple[float, int]] = []
    now = next_start = 0.0
    while ready or known:
        while ends and ends[0] <= now:
            heapq.heappop(ends)
        while known and known[0][0] <= now:
            for number in followers[heapq.heappop(known)[1]]:
                waits[number] -= 1
                if not waits[number]:
                    heapq.heappush(ready, (-jobs[number].seconds, number))
        if ready and len(ends) < place.cores and next_start <= now:
            _, number = heapq.heappop(ready)
            end = now + place.start + jobs[number].seconds
            heapq.heappush(ends, end)
            heapq.heappush(known, (end + place.notice, number))
            next_start = now + place.between
            continue
        coming = [queue for queue in (ends[:1], [time for time, _ in known[:1]]) if queue]
        if ready and len(ends) < place.cores:
            coming.append([next_start])
        if coming:
            now = max(now, min(one[0] for one in coming))
    return now


def longest_chain(jobs: Sequence[Job], place: Place) -> float:
    """Seconds of the longest sequence of jobs of which each waits for the one before."""
    ends: list[float] = []
    for job in jobs:
        before = max((ends[other] for other in job.after), default=0.0)
        ends.append(before + place.start + job.seconds + place.notice)
    return max(ends)


def bound(jobs: Sequence[Job], place: Place) -> str:
    """What keeps the grid from being faster, with its share of the time, in words."""
    seconds = makespan(jobs, place)
    work = sum(place.start + job.seconds for job in jobs) / place.cores
    found = {
        "cores": work,
        "submissions": place.between * len(jobs),
        "longest chain of jobs": longest_chain(jobs, place),
    }
    name = max(found, key=lambda one: found[one])
    return f"{name} ({100 * found[name] / seconds:.0f} %)"


def grid(results: Path, times: float, shards: int) -> list[Job]:
    """The jobs of the grid, each after those that it waits for."""
    jobs: list[Job] = []

    def add(seconds: float, after: Sequence[int]) -> int:
        jobs.append(Job(seconds, list(after)))
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
            file = fits[arm % len(fits)]
            network = (results / dataset / "history" / file.name).exists()
            start = OF_NETWORK_JOB if network else OF_JOB
            runs = _run_seconds(pd.read_parquet(file), times)
            parts = [
                sum(runs[run] for run in runs_of_shard(range(SIZES), REPEATS, shard + 1, shards))
                for shard in range(shards)
            ]
            done = [add(start + part, [prepared, *extracted]) for part in parts]
            trained += done if shards == 1 else [add(start, done)]
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


def rows(results: Path, times: float) -> list[dict[str, object]]:
    """Of the table: the grid with each number of shards in each place."""
    found = []
    for place in PLACES:
        for shards in SHARDS:
            jobs = grid(results, times, shards)
            seconds = makespan(jobs, place)
            work = sum(place.start + job.seconds for job in jobs)
            found.append(
                {
                    "runs take": f"{times:g} ×",
                    "cores": place.cores,
                    "shards": shards,
                    "jobs": len(jobs),
                    "core hours": work / 3600,
                    "hours": seconds / 3600,
                    "cores in use, %": round(100 * work / (place.cores * seconds)),
                    "bound by (its share of the time)": bound(jobs, place),
                }
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?", type=Path, default=Path("results"))
    parser.add_argument(
        "--times", type=float, nargs="+", default=[1.0, 100.0], help="factors of a run's time"
    )
    given = parser.parse_args()
    print(markdown(pd.DataFrame([row for one in given.times for row in rows(given.results, one)])))


if __name__ == "__main__":
    main()

"""How far a run of the whole workflow is: what is done, what runs, and the time that is left.

Snakemake logs its events by Python's `logging`; their names and fields are those of its public
interface for logger plugins. A field that a later version leaves out makes the line shorter.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple

BENCHMARKS = Path("results/benchmarks")
TARGETS = ("all", "study")
"""Rules that do nothing themselves."""


class Running(NamedTuple):
    """A job under way: its rule, what it is about, when it started, and how long it once took."""

    rule: str
    about: str
    since: float
    seconds: float | None


class Progress:
    """The state of a run, from its events.

    Parameters
    ----------
    earlier : mapping of float
        By path of a benchmark file: seconds of the job in an earlier run.
    start : float
        Time of the start in seconds.
    """

    def __init__(self, earlier: Mapping[str, float], start: float) -> None:
        self.start, self.earlier = start, dict(earlier)
        self.cores, self.done, self.failed, self.total = 1, 0, 0, 0
        self.waiting: Counter[str] = Counter()
        self.running: dict[int, Running] = {}
        self.took: dict[str, list[float]] = defaultdict(list)

    def take(self, event: str, fields: Mapping[str, Any], now: float) -> None:
        """Take an event into account; other events than those of jobs change nothing."""
        if event == "run_info":
            counts = dict(fields.get("stats") or {})
            self.total = counts.pop("total", sum(counts.values()))
            self.waiting = Counter(counts)
        elif event == "resources_info":
            self.cores = fields.get("cores") or self.cores
        elif event == "job_info":
            rule, wildcards = fields.get("rule_name", ""), dict(fields.get("wildcards") or {})
            about = " ".join([rule, *map(str, wildcards.values())])
            file = "".join(_listed(fields.get("benchmark"))[:1])
            job = Running(rule, about, now, self.earlier.get(file))
            self.running[fields.get("jobid", -1)] = job
            self.waiting[rule] -= 1
        elif event in ("job_finished", "job_error"):
            job_id = fields.get("job_id", fields.get("jobid"))
            ended = self.running.pop(job_id, None)
            self.failed += event == "job_error"
            if ended is not None and event == "job_finished":
                self.took[ended.rule].append(now - ended.since)
        elif event == "progress":
            self.done = fields.get("done", self.done)
            self.total = fields.get("total", self.total)

    def seconds_left(self, now: float) -> float | None:
        """An estimate of the time left; None while nothing is known.

        A waiting job takes the mean of its rule: in this run, else in earlier ones. Where there is
        none, it takes the median of all jobs of this run, else of earlier ones. The sum is divided
        by the number of cores, and is at least what the longest running job still needs.
        """
        rest = []
        for job in self.running.values():
            expected = job.seconds if job.seconds is not None else self._expected(job.rule)
            if expected is None:
                return None
            rest.append(max(expected - (now - job.since), 0))
        waiting = 0.0
        for rule, count in self.waiting.items():
            expected = self._expected(rule)
            if expected is None and count > 0:
                return None
            waiting += max(count, 0) * (expected or 0)
        return max([(waiting + sum(rest)) / self.cores, *rest])

    def _expected(self, rule: str) -> float | None:
        if rule in TARGETS:
            return 0.0
        earlier = [one for file, one in self.earlier.items() if _rule_of(file) == _rule_of(rule)]
        if own := self.took.get(rule) or earlier:
            return fmean(own)
        of_all = [one for took in self.took.values() for one in took] or list(self.earlier.values())
        return median(of_all) if of_all else None

    def line(self, now: float) -> str:
        """``12 of 40 steps in 3 min; running: train_network digits lenet5; about 6 min left``."""
        parts = [f"{self.done} of {self.total} steps in {in_words(now - self.start)}"]
        if self.failed:
            parts.append(f"{self.failed} failed")
        if self.running:
            parts.append("running: " + ", ".join(job.about for job in self.running.values()))
        left = self.seconds_left(now)
        if self.done < self.total:
            parts.append("time left unknown" if left is None else f"about {in_words(left)} left")
        return "; ".join(parts)


def in_words(seconds: float) -> str:
    """Examples: ``45 s``, ``12 min``, ``2 h 05 min``."""
    minutes = round(seconds / 60)
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def seconds_of_earlier_runs(folder: Path = BENCHMARKS) -> dict[str, float]:
    """Seconds by benchmark file of Snakemake; files that cannot be read are left out."""
    found = {}
    for path in folder.rglob("*.tsv"):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                found[str(path)] = fmean(
                    float(row["s"]) for row in csv.DictReader(file, delimiter="\t")
                )
        except (OSError, ValueError, KeyError):
            continue
    return found


def _rule_of(file: str) -> str:
    """The first word of a rule: ``train`` of ``results/benchmarks/digits/train_lenet5.tsv``.

    Rules and their benchmark files begin with the same word.
    """
    return Path(file).stem.split("_")[0]


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else [str(v) for v in value]

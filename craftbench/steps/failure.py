"""Failed jobs of a run: the data set and the arm that each concerns, and why it failed."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.runs.job_record import JobRecord, unfinished

COLUMNS = ("dataset", "step", "arm", "part", "reason", "log")
_TRAINING = "train_"
_WHOLE = ("train", "prepare", "score")
"""Steps of which all outputs are missing together, and stand for an arm or a data set."""
_CRASH = "Fatal Python error: "


@dataclass(frozen=True)
class Failure:
    """A job that failed.

    Parameters
    ----------
    step : str
        Name of its rule; ``train`` for every kind of training.
    dataset, arm : str
        Which it concerns; empty for steps over all data sets, or all arms.
    parts : tuple of str
        Names of the files that it did not make: a feature set, tables, figures.
    reason : str
        In words.
    log : str
        Its log file.
    outputs : tuple of str
        Names of all files that it should have made.
    killed : bool
        Whether it ended without an error of its own.
    """

    step: str
    dataset: str
    arm: str
    parts: tuple[str, ...]
    reason: str
    log: str
    outputs: tuple[str, ...] = ()
    killed: bool = False

    @classmethod
    def of(cls, record: JobRecord) -> "Failure":
        """From the record that the job left."""
        wildcards = record.wildcards
        step = "train" if record.rule.startswith(_TRAINING) else record.rule
        parts = tuple(record.parts)
        if "feature_set" in wildcards:
            parts = (wildcards["feature_set"],)
        if not parts and step not in _WHOLE:
            parts = tuple(dict.fromkeys(record.outputs))
        return cls(
            step,
            wildcards.get("dataset", ""),
            wildcards.get("arm", ""),
            parts,
            record.reason or _without_a_word(Path(record.log)),
            record.log,
            tuple(dict.fromkeys(record.outputs)),
            not record.reason,
        )


def _without_a_word(log: Path) -> str:
    """Why a process ended that says nothing itself."""
    lines = log.read_text("utf-8", "replace").split("\n") if log.is_file() else []
    said = [line for line in lines if line.strip()]
    for line in said:
        if line.startswith(_CRASH):
            return f"crashed: {line.removeprefix(_CRASH)}"
    last = f"; the last line of its log: {said[-1].strip()}" if said else ""
    return (
        "killed: its process ended without an error, which happens when the memory is used up "
        f"(give it more, or run fewer jobs at once){last}"
    )


def failures(logs: Path) -> tuple[list[Failure], bool]:
    """The failed jobs that left a record below a folder, and whether the user stopped a job.

    Of several jobs that share the runs of an arm and failed for one reason, the first stands.
    """
    records = unfinished(logs)
    stopped = any(record.interrupted for record in records)
    found = [Failure.of(record) for record in records if not record.interrupted]
    first = {(one.step, one.dataset, one.arm, one.parts, one.reason): one for one in found[::-1]}
    return [one for one in found if one in first.values()], stopped


def table_of(found: Iterable[Failure]) -> pd.DataFrame:
    """Columns `COLUMNS`: one row a failed job."""
    rows = [
        (
            one.dataset,
            one.step,
            one.arm,
            ", ".join(one.parts),
            " ".join(one.reason.split()),
            one.log,
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_failures(found: Iterable[Failure], file: Path) -> None:
    """Store failures for the run of the rest; `read_failures` reads them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(one) for one in found], indent=1), encoding="utf-8")


def read_failures(file: str | None) -> list[Failure]:
    """What `write_failures` wrote; none where there is no file."""
    if file is None:
        return []
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    return [Failure(**{name: _tuple(value) for name, value in one.items()}) for one in content]


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def in_words(found: Iterable[Failure]) -> str:
    """A summary for the terminal: what failed, why, and where the log is."""
    lines = []
    for one in found:
        about = " ".join(text for text in (one.dataset, one.step, one.arm) if text)
        parts = "" if one.arm or not one.parts else f" ({', '.join(one.parts)})"
        lines += [f"  {about}{parts}: {_in_line(one.reason)}", f"    log: {one.log}"]
    return "\n".join(lines)

"""The record of a job that has not succeeded: written at its start, deleted at its success.

A job that is killed writes nothing more, so what it leaves is the record of its start. The file is
locked as long as the process lives: a job whose Snakemake was killed goes on, and the next process
of the same job waits for it instead of writing to the same files.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

ENDING = ".unfinished.json"
"""Of a record, which stands beside the log of its job."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobRecord:
    """A job that has not succeeded.

    Parameters
    ----------
    rule : str
        Of the workflow.
    wildcards : dict of str
        Of the job.
    log : str
        Its log file.
    outputs : list of str
        Names, without folder and ending, of the files that it writes.
    parts : list of str
        Those of `outputs` that failed, or that it was working on; empty where it has no parts.
    reason : str
        The error; empty for a process that ended without one, as a killed one does.
    interrupted : bool
        Whether the user stopped it.
    process : int
        Its number.
    """

    rule: str
    wildcards: dict[str, str]
    log: str
    outputs: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    reason: str = ""
    interrupted: bool = False
    process: int = 0


class OpenRecord:
    """The record of the running job, locked until the process ends.

    Parameters
    ----------
    snakemake
        The job.
    """

    def __init__(self, snakemake: Any) -> None:
        self.path = Path(snakemake.log[0]).with_suffix(ENDING)
        self._file = _locked(self.path)
        outputs = [Path(file).stem for file in snakemake.output]
        wildcards = {name: str(value) for name, value in snakemake.wildcards.items()}
        self.record = JobRecord(snakemake.rule, wildcards, str(snakemake.log[0]), outputs)
        self.note(process=os.getpid())

    def note(self, **changes: Any) -> None:
        """Write the record with these changes."""
        self.record = replace(self.record, **changes)
        try:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(json.dumps(asdict(self.record), ensure_ascii=False))
            self._file.flush()
        except OSError as error:
            log.warning("%s: cannot be written (%s)", self.path, error)

    def delete(self) -> None:
        """The job has succeeded."""
        self.path.unlink()


def unfinished(logs: Path) -> list[JobRecord]:
    """Records below a folder of jobs whose process has ended."""
    found = []
    for _, file in _records(logs):
        try:
            found.append(JobRecord(**json.loads(file.read())))
        except ValueError:
            # Not written to its end, as on a full disk.
            continue
    return found


def delete_records(logs: Path) -> None:
    """Delete the records below a folder, but those of processes that still run."""
    for path, _ in _records(logs):
        path.unlink()


def _records(logs: Path) -> Iterator[tuple[Path, TextIO]]:
    for path in sorted(logs.rglob(f"*{ENDING}")):
        with path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield path, file


def _locked(path: Path) -> TextIO:
    """The file, opened and locked; waits for another process that has it."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("waiting for an earlier process of this job, which still runs (%s)", path)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            # A file system without locks.
            return file
        # Deleted meanwhile by a process that succeeded?
        if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()

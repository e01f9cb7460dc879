"""What every job of the workflow has in common: a record, a log, errors without a stack trace."""

import faulthandler
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from craftbench.errors import CraftbenchError
from craftbench.runs.job_record import OpenRecord

log = logging.getLogger(__name__)

_NO_MEMORY = "the memory is used up: give it more, or run fewer jobs at once"
_OPEN: list[OpenRecord] = []
"""The record of this process' job: a process has one."""


def run_job(main: Callable[[Any], None], snakemake: Any) -> None:
    """Run the `main` of a script, with progress on the terminal and in the rule's log.

    A CraftbenchError is shown as its text, any other error as one line that names the log, where
    the stack trace is. Both end the process with exit code 1. What libraries print goes to the log
    only. Until the job has succeeded it has a record, see `craftbench.runs.job_record`.

    The process ends here: taking TensorFlow down piece by piece would take a second a job.
    """
    path = Path(snakemake.log[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    terminal = _terminal_besides(path)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    faulthandler.enable()
    for package in ("craftbench", "features", "models"):
        logging.getLogger(package).setLevel(logging.INFO)
        logging.getLogger(package).addHandler(terminal)
    record = OpenRecord(snakemake)
    _OPEN[:] = [record]
    try:
        main(snakemake)
    except KeyboardInterrupt:
        record.note(interrupted=True)
        sys.exit(130)
    except CraftbenchError as error:
        record.note(reason=str(error), parts=getattr(error, "parts", record.record.parts))
        log.error("ERROR: %s", error)
        sys.exit(1)
    except MemoryError as error:
        record.note(reason=f"{_NO_MEMORY} ({error})")
        log.error("ERROR: %s (details in %s)", _NO_MEMORY, path)
        logging.getLogger().exception("out of memory")
        sys.exit(1)
    except Exception as error:
        record.note(reason=f"{type(error).__name__}: {error}")
        log.error("ERROR: %s: %s (details in %s)", type(error).__name__, error, path)
        logging.getLogger().exception("unexpected error")
        sys.exit(1)
    record.delete()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def working_on(part: str) -> None:
    """Write into the record of the job which part of its work has begun."""
    for record in _OPEN:
        record.note(parts=[part])


def _terminal_besides(path: Path) -> logging.Handler:
    """A handler for the terminal; standard output and error themselves now go to the file."""
    stream = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")
    with path.open("wb") as file:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler

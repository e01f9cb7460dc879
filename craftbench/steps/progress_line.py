"""A line about the whole run on the terminal, instead of what Snakemake prints about each job."""

import logging
import math
import sys
import threading
import time
from typing import Any

from craftbench.steps.progress import Progress, seconds_of_earlier_runs

EVERY_S = 60.0
"""Seconds after which the line is printed again although no job has ended."""
SETTLED_S = 0.5
"""Seconds after the end or start of a job: those at the same time are reported together."""
REPLACED = ("job_started", "job_finished", "progress")
"""Events that the line reports; what Snakemake prints about them is left out."""


def show_progress(logger: logging.Logger, stream: Any = None) -> None:
    """Print the line whenever a job ends, if the standard error is a terminal.

    Where it is not, everything stays as it is: Snakemake's own lines, and nothing in addition.
    """
    stream = sys.stderr if stream is None else stream
    if not stream.isatty() or any(isinstance(one, ProgressHandler) for one in logger.handlers):
        return
    for handler in logger.handlers:
        if not isinstance(handler, logging.FileHandler):
            handler.addFilter(_is_not_replaced)
    logger.addHandler(ProgressHandler(stream))


class ProgressHandler(logging.Handler):
    """Prints the line shortly after a job has started or ended, and once a minute.

    Parameters
    ----------
    stream
        The terminal.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.stream = stream
        self.progress = Progress(seconds_of_earlier_runs(), time.monotonic())
        self.due = math.inf
        threading.Thread(target=self._keep_printing, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record of Snakemake; `logging` reports a fault in this, and the run goes on."""
        event = _event(record)
        try:
            self.progress.take(event, vars(record), time.monotonic())
            if event in ("job_started", "progress"):
                self.due = time.monotonic() + SETTLED_S
            if event == "progress" and self.progress.done == self.progress.total:
                self._print()
                self.due = math.inf
        except Exception:  # a line of progress must not cost a run
            self.handleError(record)

    def _print(self) -> None:
        now = time.monotonic()
        self.due = now + EVERY_S
        self.stream.write(self.progress.line(now) + "\n")
        self.stream.flush()

    def _keep_printing(self) -> None:
        while True:
            time.sleep(SETTLED_S / 2)
            self.acquire()
            try:
                if time.monotonic() > self.due:
                    self._print()
            finally:
                self.release()


def _event(record: logging.LogRecord) -> str:
    return str(getattr(record, "event", None) or "")


def _is_not_replaced(record: logging.LogRecord) -> bool:
    return _event(record) not in REPLACED and not str(record.msg).startswith("Select jobs to ")

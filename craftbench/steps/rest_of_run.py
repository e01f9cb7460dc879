"""What happens around a run of the workflow, so that a failed job costs no other its results.

Snakemake runs nothing that depends on a failed job. When a run ends with failures, Snakemake is
therefore started again on what remains: the cards without the failed arms, without the data sets
that could not be prepared, and with empty tables in place of the failed ones. The first Snakemake
still ends with an error, and the next start of the whole benchmark tries the failed jobs again,
because their outputs do not exist.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from craftbench.report.earlier_run import is_marked, mark, unmark
from craftbench.runs.job_record import delete_records
from craftbench.steps.failure import Failure, failures, in_words, table_of, write_failures
from craftbench.steps.remaining import first_failures

VARIABLE = "CRAFTBENCH_FAILURES"
"""Environment variable of a run of what remains: the file with the failures."""
_FORCED = ("-F", "--forceall", "-f", "--force")
_FORCED_RULES = ("-R", "--forcerun")
_MOST_ROUNDS = 20


class RestOfRun:
    """The hooks of one run: at its start, after success, after a failure.

    Parameters
    ----------
    results : Path
        Folder of the results.
    arguments : sequence of str
        Of the command line of Snakemake, which runs what remains with the same ones.
    folder : str
        In which Snakemake was started: arguments are relative to it.
    anything_left : callable
        Whether a data set remains without some failures.
    """

    def __init__(
        self,
        results: Path,
        arguments: Sequence[str],
        folder: str,
        anything_left: Callable[[list[Failure]], bool],
    ) -> None:
        self._logs, self._page = results / "logs", results / "report.html"
        self._table = results / "tables" / "failures.csv"
        self._file = self._logs / "failures.json"
        self._arguments, self._folder = list(arguments), folder
        self._anything_left = anything_left
        self._stopped = self._writes_page = False
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def is_rest(self) -> bool:
        """Whether this process runs what remains of another one's run."""
        return VARIABLE in os.environ

    def start(self, whole: bool, writes_page: bool) -> None:
        """Forget the failures of the last run, and mark its report until this one writes it.

        `whole`, here and below: whether the whole benchmark was asked for, not some of its files.
        `writes_page`: whether the report is among what was asked for; for `verify` it is not.
        """
        if self.is_rest:
            return
        delete_records(self._logs)
        self._writes_page = writes_page
        if whole:
            self._table.unlink(missing_ok=True)
        if writes_page:
            mark(self._page, datetime.now())
        for one in (signal.SIGINT, signal.SIGTERM):
            self._listen(one)

    def succeed(self, whole: bool) -> None:
        """The report is up to date, whether it was written anew or not."""
        if whole and not self.is_rest:
            self._page_is_new()
            self._write_table([])

    def fail(self, whole: bool, log: str) -> None:
        """Run what remains, and tell what failed; `log` is that of Snakemake."""
        if self.is_rest:
            return
        found, interrupted = failures(self._logs)
        if self._stopped or interrupted:
            print("\nStopped; start it again, and it goes on.", file=sys.stderr)
            return
        if whole:
            found = self._run_rest(found)
            self._write_table(found)
        if not found:
            print(
                "\nA job failed without a record: before its work began, or in another folder, "
                f"as on Kubernetes; see {log}",
                file=sys.stderr,
            )
            return
        print(f"\n{len(found)} failed jobs:\n{in_words(found)}", file=sys.stderr)
        print(self._about_report(whole), file=sys.stderr)

    def _run_rest(self, found: list[Failure]) -> list[Failure]:
        known: list[Failure] = []
        for _ in range(_MOST_ROUNDS):
            added = first_failures(found)
            if not added or self._stopped:
                break
            known += [_hopeless(one, known) for one in added]
            if not self._anything_left(known):
                return known
            delete_records(self._logs)
            write_failures(known, self._file)
            names = ", ".join(
                " ".join(part for part in (one.dataset, one.step, one.arm) if part) for one in added
            )
            print(f"\nFailed: {names}. The rest goes on without.\n", file=sys.stderr, flush=True)
            if self._snakemake() == 0:
                self._page_is_new()
                return known
            found, interrupted = failures(self._logs)
            self._stopped = self._stopped or interrupted
        return known + [one for one in found if one not in known]

    def _page_is_new(self) -> None:
        if self._writes_page:
            unmark(self._page)

    def _snakemake(self) -> int:
        command = command_of_rest(self._arguments)
        environment = os.environ | {VARIABLE: str(self._file.resolve())}
        self._child = subprocess.Popen(command, cwd=self._folder, env=environment)
        try:
            return self._child.wait()
        except KeyboardInterrupt:
            self._stopped = True
            return self._child.wait()

    def _listen(self, number: signal.Signals) -> None:
        """Note a signal that ends the run, and pass it on."""
        before = signal.getsignal(number)

        def heard(*given: Any) -> None:
            self._stopped = True
            if self._child is not None and number == signal.SIGTERM:
                self._child.terminate()
            elif callable(before):
                before(*given)

        signal.signal(number, heard)

    def _about_report(self, whole: bool) -> str:
        if not whole:
            return "Start it again once the reason is gone; the failed jobs run again."
        if is_marked(self._page):
            report = f"{self._page} is of an earlier run, and says so"
        elif self._page.is_file():
            report = f"{self._page} has everything else"
        else:
            report = "there is no report"
        return f"{report}; {self._table} lists the failures. The next start runs failed jobs again."

    def _write_table(self, found: list[Failure]) -> None:
        self._table.parent.mkdir(parents=True, exist_ok=True)
        table_of(found).to_csv(self._table, index=False)


def _hopeless(one: Failure, known: list[Failure]) -> Failure:
    """A failure of all parts, where a job was killed for the second time: at whichever part."""
    again = any((it.step, it.dataset, it.killed) == (one.step, one.dataset, True) for it in known)
    return replace(one, parts=one.outputs) if one.killed and again and one.outputs else one


def command_of_rest(arguments: Sequence[str]) -> list[str]:
    """The command for what remains; options stand first, as words after ``--`` are targets."""
    return [sys.executable, "-m", "snakemake", "--nolock", *unforced(arguments)]


def unforced(arguments: Sequence[str]) -> list[str]:
    """Arguments of Snakemake without those that run jobs again which have just run."""
    found, skipping = [], False
    for one in arguments:
        if one.startswith("-"):
            skipping = one in _FORCED_RULES
        if not skipping and one not in _FORCED:
            found.append(one)
    return found

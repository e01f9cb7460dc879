"""Kill a run at random moments, start it again, and compare its tables with undisturbed ones.

    python performance/kill_harness.py [--moments 100] [--seed 0] [--network] [--tables NAME ...]

A moment is one of: a signal (TERM, INT, KILL) to one job, to Snakemake alone, or to all processes;
a file of a finished run that is truncated; a limit on the size of files, as on a full disk. After
each, the run is started again, until it finishes; then the next run begins from nothing. Lost are
finished runs (data set, arm, size, repeat) that are gone, repeated are those that were trained
again although they were finished and undamaged. ``--network`` adds an arm with a network.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from killed_project import DATASET, LONGEST, KilledProject, made
from measurement import markdown

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
KINDS = [(who, one.name) for who in ("job", "snakemake", "all") for one in SIGNALS]
KINDS += [("finished run", "truncated"), ("disk", "full")]
TABLES = ("selection",)


@dataclass
class Count:
    """What happened at the moments of one kind."""

    moments: int = 0
    lost: int = 0
    repeated: int = 0


@dataclass
class Harness:
    """Disturbs the runs of a project, and counts what that costs.

    Parameters
    ----------
    project : KilledProject
        Is run and killed.
    chance : Random
        Decides moments, kinds and victims.
    """

    project: KilledProject
    chance: random.Random
    counts: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    damaged: set[Path] = field(default_factory=set)
    laps: int = 0
    different: int = 0

    def forget(self) -> None:
        """Back to a project in which nothing has run."""
        self.project.forget()
        self.damaged.clear()

    def disturb(self, kind: tuple[str, str], seconds: float) -> bool:
        """Start, disturb at a random moment, wait for the end; False if the run ended before."""
        who, how = kind
        damages = who == "finished run"
        if damages:
            self._begin()
        before = self.project.finished_runs()
        if who == "disk":
            # Files of a run have some hundred bytes to a hundred kilobytes.
            process = self.project.start(int(2 ** self.chance.uniform(9, 16)))
            ended = process.wait(LONGEST) == 0
        elif who == "finished run":
            self._truncate_a_file(sorted(before))
            process = self.project.start()
            ended = self._after(process, self.chance.uniform(0, seconds))
            if not ended:
                self._signal(process, "all", signal.SIGKILL)
        else:
            process = self.project.start()
            ended = self._after(process, self.chance.uniform(0.5, seconds))
            if not ended:
                self._signal(process, who, signal.Signals[how])
        process.wait(LONGEST)
        after = self.project.finished_runs()
        count = self.counts[kind]
        count.moments += damages or not ended
        # A damaged run may be found, and trained again, several starts later.
        kept = {run: about for run, about in before.items() if run not in self.damaged}
        count.lost += sum(run not in after for run in kept)
        count.repeated += sum(after.get(run, about) != about for run, about in kept.items())
        self.project.unlock()
        return damages or not ended

    def _begin(self) -> None:
        """Go on until there is a finished run, which a moment can damage."""
        if self.project.finished_runs():
            return
        process = self.project.start()
        while process.poll() is None and not self.project.finished_runs():
            time.sleep(0.05)
        if process.poll() is None:
            self._signal(process, "all", signal.SIGTERM)
        process.wait(LONGEST)
        self.project.unlock()

    def _after(self, process: subprocess.Popen, seconds: float) -> bool:
        try:
            return process.wait(seconds) is not None
        except subprocess.TimeoutExpired:
            return False

    def _truncate_a_file(self, runs: list[Path]) -> None:
        run = self.chance.choice(runs)
        file = self.chance.choice(sorted(run.iterdir()))
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        self.damaged.add(run)

    def _signal(self, process: subprocess.Popen, who: str, number: signal.Signals) -> None:
        if who == "all":
            os.killpg(process.pid, number)
        elif who == "snakemake":
            process.send_signal(number)
        else:
            while process.poll() is None:
                if jobs := self.project.running_jobs():
                    os.kill(self.chance.choice(jobs), number)
                    return
                time.sleep(0.02)

    def run(self, moments: int) -> pd.DataFrame:
        """Disturb so many times; returns one row a kind of moment."""
        seconds = self.project.finish() / 2
        expected, runs = self.project.tables(), len(self.project.finished_runs())
        self.forget()
        kinds = [KINDS[i % len(KINDS)] for i in range(moments)]
        self.chance.shuffle(kinds)
        while kinds:
            if self.disturb(kinds[-1], seconds):
                kinds.pop()
                print(f"{moments - len(kinds)} of {moments} moments", file=sys.stderr, flush=True)
            elif not self.project.is_complete():
                self.chance.shuffle(kinds)
            if self.project.is_complete() or not kinds:
                self._compare(expected, runs)
        return self._table()

    def _compare(self, expected: dict[str, pd.DataFrame], runs: int) -> None:
        """Finish this lap, and begin the next one."""
        self.project.finish()
        self.laps += 1
        tables = self.project.tables()
        same = tables.keys() == expected.keys()
        same = same and all(expected[name].equals(found) for name, found in tables.items())
        self.different += not (same and len(self.project.finished_runs()) == runs)
        self.forget()

    def _table(self) -> pd.DataFrame:
        rows = [
            {"disturbed": who, "by": how, **vars(self.counts[who, how])}
            for who, how in KINDS
            if self.counts[who, how].moments
        ]
        return pd.DataFrame(rows)


def killed(folder: Path, moments: int, seed: int, network: bool, tables=TABLES) -> Harness:
    """A harness after its moments."""
    targets = [f"results/{DATASET}/tables/{name}.csv" for name in tables]
    harness = Harness(KilledProject(made(folder, network), targets), random.Random(seed))
    print(markdown(harness.run(moments)))
    print(
        f"{harness.laps} runs were finished after their moments; the tables of {harness.different} "
        "differ from undisturbed ones"
    )
    return harness


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--network", action="store_true", help="with an arm that is a network")
    parser.add_argument("--tables", nargs="+", default=TABLES, help="that are asked of Snakemake")
    parser.add_argument("--folder", type=Path, help="of the copy; by default a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.folder or Path(temporary) / "project")
        folder.mkdir(parents=True)
        harness = killed(folder, options.moments, options.seed, options.network, options.tables)
    bad = sum(one.lost + one.repeated for one in harness.counts.values()) + harness.different
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

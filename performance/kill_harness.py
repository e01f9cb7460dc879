"""Kill a run at random moments, start it again, and compare its tables with undisturbed ones.

    python performance/kill_harness.py [--moments 100] [--seed 0] [--network] [--tables NAME ...]

A moment is one of: a signal (TERM, INT, KILL) to one job, to Snakemake alone, or to all processes;
a file of a finished run that is truncated; a limit on the size of files, as on a full disk. After
each, the run is started again, until it finishes; then the next run begins from nothing. Lost are
finished runs (data set, arm, size, repeat) that are gone, repeated are those that were trained
again although they were finished and undamaged. ``--network`` adds an arm with a network.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml
from measurement import markdown

PROJECT = Path(__file__).parents[1]
PARTS = ("Snakefile", "craftbench", "config", "features", "models", "profiles", "workflow")
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
KINDS = [(who, one.name) for who in ("job", "snakemake", "all") for one in SIGNALS]
KINDS += [("finished run", "truncated"), ("disk", "full")]
DATASET = "killed"
TABLES = ("selection",)
MEASURED = ("seconds", "memory", "bytes")
LONGEST = 900
CARD = {
    "title": "Digits, killed",
    "source": {"kind": "digits"},
    "classes": ["0", "1", "2", "3"],
    "training_sizes": [40, 80, 120],
    "repeats": 3,
    "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
    "arms": {
        "majority": {"representation": [], "model": "majority"},
        "hog_logistic": {"representation": ["hog"], "model": "logistic_regression"},
        "hog_ridge": {"representation": ["hog"], "model": "ridge"},
    },
}
CONFIG = {"cards": "cards", "datasets": [DATASET], "bootstrap": 100}
CONFIG |= {"training": {"epochs": 2, "block_updates": 5, "patience": 1}}


@dataclass
class Count:
    """What happened at the moments of one kind."""

    moments: int = 0
    lost: int = 0
    repeated: int = 0


@dataclass
class Harness:
    """A copy of the project that is run and killed.

    Parameters
    ----------
    folder : Path
        Of the copy.
    targets : list of str
        Files that are asked of Snakemake.
    chance : Random
        Decides moments, kinds and victims.
    """

    folder: Path
    targets: list[str]
    chance: random.Random
    counts: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    damaged: set[Path] = field(default_factory=set)
    laps: int = 0
    different: int = 0

    def start(self, limit: int | None = None) -> subprocess.Popen:
        """Snakemake in a session of its own; `limit` bytes are the most that a file may have."""
        command = [sys.executable, "-m", "snakemake", *self.targets, "--cores", "2"]

        def limited() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        file = self.folder / "output.log" if limit is None else Path(os.devnull)
        output = file.open("ab")
        return subprocess.Popen(
            [*command, "--configfile", "kill.yaml"],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=limited,
        )

    def finish(self) -> float:
        """Run to the end without any disturbance; returns the seconds."""
        begin = time.monotonic()
        code = self.start().wait(LONGEST)
        if code:
            raise SystemExit(f"an undisturbed run failed, see {self.folder / 'output.log'}")
        return time.monotonic() - begin

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables and predictions, without what is measured in seconds or bytes."""
        found = {}
        predictions = sorted(self.folder.glob(f"results/{DATASET}/predictions/*.parquet"))
        for target in [*self.targets, *predictions]:
            file = self.folder / target
            table = pd.read_csv(file) if file.suffix == ".csv" else pd.read_parquet(file)
            measured = [name for name in table if any(word in name for word in MEASURED)]
            found[file.name] = table.drop(columns=measured)
        return found

    def finished_runs(self) -> dict[Path, tuple[int, int]]:
        """Finished runs, and what changes when one is trained again."""
        manifests = self.folder.glob(f"results/{DATASET}/finished_runs/*/*/*/checksums.json")
        found = {}
        for one in manifests:
            if one.parent.suffix == "":
                found[one.parent] = (one.stat().st_ino, one.stat().st_mtime_ns)
        return found

    def forget(self) -> None:
        """Back to a project in which nothing has run."""
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        shutil.rmtree(self.folder / ".snakemake", ignore_errors=True)
        self.damaged.clear()

    def disturb(self, kind: tuple[str, str], seconds: float) -> bool:
        """Start, disturb at a random moment, wait for the end; False if the run ended before."""
        who, how = kind
        damages = who == "finished run"
        if damages:
            self._begin()
        before = self.finished_runs()
        if who == "disk":
            # Files of a run have some hundred bytes to a hundred kilobytes.
            process = self.start(int(2 ** self.chance.uniform(9, 16)))
            ended = process.wait(LONGEST) == 0
        elif who == "finished run":
            self._truncate_a_file(sorted(before))
            process = self.start()
            ended = self._after(process, self.chance.uniform(0, seconds))
            if not ended:
                self._signal(process, "all", signal.SIGKILL)
        else:
            process = self.start()
            ended = self._after(process, self.chance.uniform(0.5, seconds))
            if not ended:
                self._signal(process, who, signal.Signals[how])
        process.wait(LONGEST)
        after = self.finished_runs()
        count = self.counts[kind]
        count.moments += damages or not ended
        # A damaged run may be found, and trained again, several starts later.
        kept = {run: about for run, about in before.items() if run not in self.damaged}
        count.lost += sum(run not in after for run in kept)
        count.repeated += sum(after.get(run, about) != about for run, about in kept.items())
        self._unlock()
        return damages or not ended

    def _begin(self) -> None:
        """Go on until there is a finished run, which a moment can damage."""
        if self.finished_runs():
            return
        process = self.start()
        while process.poll() is None and not self.finished_runs():
            time.sleep(0.05)
        if process.poll() is None:
            self._signal(process, "all", signal.SIGTERM)
        process.wait(LONGEST)
        self._unlock()

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
                if jobs := _running_jobs(self.folder):
                    os.kill(self.chance.choice(jobs), number)
                    return
                time.sleep(0.02)

    def _unlock(self) -> None:
        """As a user does after Snakemake itself was killed."""
        locks = self.folder / ".snakemake" / "locks"
        if locks.is_dir() and any(locks.iterdir()):
            command = [sys.executable, "-m", "snakemake", "--configfile", "kill.yaml", "--unlock"]
            environment = os.environ | {"PYTHONPATH": str(self.folder)}
            subprocess.run(command, cwd=self.folder, env=environment, capture_output=True)

    def run(self, moments: int) -> pd.DataFrame:
        """Disturb so many times; returns one row a kind of moment."""
        seconds = self.finish() / 2
        expected, runs = self.tables(), len(self.finished_runs())
        self.forget()
        kinds = [KINDS[i % len(KINDS)] for i in range(moments)]
        self.chance.shuffle(kinds)
        while kinds:
            if self.disturb(kinds[-1], seconds):
                kinds.pop()
                print(f"{moments - len(kinds)} of {moments} moments", file=sys.stderr, flush=True)
            elif not self._is_complete():
                self.chance.shuffle(kinds)
            if self._is_complete() or not kinds:
                self._compare(expected, runs)
        return self._table()

    def _is_complete(self) -> bool:
        return all((self.folder / target).is_file() for target in self.targets)

    def _compare(self, expected: dict[str, pd.DataFrame], runs: int) -> None:
        """Finish this lap, and begin the next one."""
        self.finish()
        self.laps += 1
        tables = self.tables()
        same = tables.keys() == expected.keys()
        same = same and all(expected[name].equals(found) for name, found in tables.items())
        self.different += not (same and len(self.finished_runs()) == runs)
        self.forget()

    def _table(self) -> pd.DataFrame:
        rows = [
            {"disturbed": who, "by": how, **vars(self.counts[who, how])}
            for who, how in KINDS
            if self.counts[who, how].moments
        ]
        return pd.DataFrame(rows)


def _running_jobs(folder: Path) -> list[int]:
    """Numbers of the processes that have a record, see `craftbench.runs.job_record`."""
    found = []
    for record in folder.glob("results/logs/**/*.unfinished.json"):
        try:
            number = json.loads(record.read_text())["process"]
            os.kill(number, 0)
        except (OSError, ValueError):
            continue
        found.append(number)
    return found


def made(folder: Path, network: bool) -> Path:
    """A copy of the project with one tiny card."""
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    arms = CARD["arms"] | (
        {"lenet5": {"representation": ["pixels"], "model": "lenet5"}} if network else {}
    )
    (folder / "cards").mkdir()
    (folder / "cards" / f"{DATASET}.yaml").write_text(yaml.safe_dump(CARD | {"arms": arms}))
    (folder / "kill.yaml").write_text(yaml.safe_dump(CONFIG))
    return folder


def killed(folder: Path, moments: int, seed: int, network: bool, tables=TABLES) -> Harness:
    """A harness after its moments."""
    targets = [f"results/{DATASET}/tables/{name}.csv" for name in tables]
    harness = Harness(made(folder, network), targets, random.Random(seed))
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

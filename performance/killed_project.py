"""A copy of the project with one tiny card, which is started, killed and started again."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

PROJECT = Path(__file__).parents[1]
PARTS = ("Snakefile", "craftbench", "config", "features", "models", "profiles", "workflow")
DATASET = "killed"
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
class KilledProject:
    """A copy of the project that is run and killed.

    Parameters
    ----------
    folder : Path
        Of the copy.
    targets : list of str
        Files that are asked of Snakemake.
    """

    folder: Path
    targets: list[str]

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

    def is_complete(self) -> bool:
        """Whether all targets exist."""
        return all((self.folder / target).is_file() for target in self.targets)

    def unlock(self) -> None:
        """As a user does after Snakemake itself was killed."""
        locks = self.folder / ".snakemake" / "locks"
        if locks.is_dir() and any(locks.iterdir()):
            command = [sys.executable, "-m", "snakemake", "--configfile", "kill.yaml", "--unlock"]
            environment = os.environ | {"PYTHONPATH": str(self.folder)}
            subprocess.run(command, cwd=self.folder, env=environment, capture_output=True)

    def running_jobs(self) -> list[int]:
        """Numbers of the processes that have a record, see `craftbench.runs.job_record`."""
        found = []
        for record in self.folder.glob("results/logs/**/*.unfinished.json"):
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

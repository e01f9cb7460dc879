"""The tiny benchmark on a Slurm cluster of one node, and its tables beside those of a local run.

    python performance/slurm_cluster.py [--config FILE] [--set KEY=VALUE] [--local RESULTS]
        [--targets FILE ...]

Installs Debian's packages `slurm-wlm` and `munge` if they are missing, which needs root, starts the
cluster (`slurm_node.py`), and runs the benchmark on it with ``profiles/slurm`` in a copy of the
project: so many jobs at once, their states from `squeue`, no accounting database. The tables must
equal those of a run without the cluster, to the last digit; ``--local`` names the results of one
that was made with the same settings, otherwise it is made first. If it has more data sets, the
tables of each data set of the cluster are compared, otherwise the joint ones too. ``--targets``
makes only these files. Only what is measured in seconds or bytes may differ. The exit code is 1 if
a table differs or no two jobs ran at once, and 3 if no cluster can be started on this machine.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import pandas as pd
from slurm_node import NoCluster, install, running_node

PROJECT = Path(__file__).parents[1]
PARTS = ("Snakefile", "craftbench", "config", "features", "models", "profiles", "workflow", "tests")
MEASURED = ("seconds", "memory", "bytes")
"""Parts of the names of columns that a machine decides."""
CLUSTER = [
    *("--profile", "profiles/slurm", "--slurm-no-account", "--slurm-status-command", "squeue"),
    # Questions after 2 and 14 s: a job of the tiny benchmark takes about 10 s.
    *("--slurm-init-seconds-before-status-checks", "2", "--max-status-checks-per-second", "1"),
]


def main() -> int:
    """Run both, compare, and say what was found."""
    given = _arguments()
    # Ended like this, it still stops the cluster.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    install()
    with tempfile.TemporaryDirectory(prefix="slurm-") as name:
        folder = Path(name)
        (folder / "node").mkdir()
        local = given.local or _run(folder / "local", given, dict(os.environ), ["--cores", "all"])
        with running_node(folder / "node", given.jobs) as environment:
            options = [*CLUSTER, "--jobs", str(given.jobs)]
            cluster = _run(folder / "cluster", given, environment, options)
            jobs = _jobs(environment)
        folders = comparable(local, cluster)
        faults = [
            f"{name}/{fault}"
            for name in folders
            for fault in differences(local / name, cluster / name)
        ]
        tables = sum(len(list((cluster / name).glob("*.csv"))) for name in folders)
    at_once = most_at_once(jobs["start"], jobs["end"])
    states = ", ".join(f"{n} {state}" for state, n in jobs["state"].value_counts().items())
    print(f"{len(jobs)} Slurm jobs ({states}), at most {at_once} at once")
    print(f"{tables} tables, {len(faults)} differences from the local run", *faults, sep="\n  ")
    return int(bool(faults) or at_once < min(2, given.jobs) or tables == 0)


def comparable(local: Path, cluster: Path) -> list[str]:
    """Folders of tables that both results should have: of each data set, and the joint ones."""
    theirs, own = (
        sorted(f"{folder.parent.name}/tables" for folder in results.glob("*/tables"))
        for results in (local, cluster)
    )
    return own + ["tables"] * (theirs == own and (cluster / "tables").is_dir())


def differences(local: Path, cluster: Path) -> Iterator[str]:
    """Sentences on tables of two folders that differ in more than what a machine decides."""
    names = {file.name for folder in (local, cluster) for file in folder.glob("*.csv")}
    for name in sorted(names):
        if not ((local / name).exists() and (cluster / name).exists()):
            yield f"{name}: only one run has it"
            continue
        one, other = (pd.read_csv(folder / name) for folder in (local, cluster))
        if list(one) != list(other) or len(one) != len(other):
            yield f"{name}: other columns, or another number of rows"
            continue
        for column in one:
            if not any(word in column for word in MEASURED) and not one[column].equals(
                other[column]
            ):
                yield f"{name}: {column}"


def most_at_once(starts: Sequence[str], ends: Sequence[str]) -> int:
    """Largest number of jobs that ran at the same time, from times that sort as text."""
    # A job that ends when another starts is not beside it.
    events = sorted([(time, 1) for time in starts] + [(time, -1) for time in ends])
    return max(accumulate(step for _, step in events), default=0)


def _run(
    folder: Path, given: argparse.Namespace, environment: Mapping[str, str], options: list[str]
) -> Path:
    """The results of a run in a copy of the project; raises CalledProcessError if it fails."""
    for part in PARTS:
        copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy2
        folder.mkdir(exist_ok=True)
        copy(PROJECT / part, folder / part)
    python_path = f"{folder}:{environment.get('PYTHONPATH', '')}"
    command = [sys.executable, "-m", "snakemake", *options, "--configfile", given.config.resolve()]
    command += ["--config", *given.set] if given.set else []
    command += ["--", *given.targets]
    start = time.monotonic()
    subprocess.run(command, cwd=folder, env={**environment, "PYTHONPATH": python_path}, check=True)
    print(f"{folder.name}: {time.monotonic() - start:.0f} s", flush=True)
    return folder / "results"


def _jobs(environment: Mapping[str, str]) -> pd.DataFrame:
    """State, start and end of all jobs of the cluster, as `squeue` reports them."""
    command = ["squeue", "--states=all", "--noheader", "--format=%T %S %e"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    rows = [line.split() for line in answer.stdout.splitlines()]
    return pd.DataFrame(rows, columns=["state", "start", "end"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", type=Path, default=PROJECT / "tests" / "tiny.yaml")
    parser.add_argument("--set", nargs="+", metavar="KEY=VALUE", help="as snakemake --config")
    parser.add_argument("--jobs", type=int, default=2, help="jobs at once, and cores of the node")
    parser.add_argument("--local", type=Path, help="results of a run without the cluster")
    parser.add_argument("--targets", nargs="+", default=[], help="as of snakemake")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoCluster as reason:
        print(f"Nothing was compared, since no Slurm cluster can be started here: {reason}")
        sys.exit(3)

"""CPU seconds and memory of every step by the number of samples.

    python performance/size_table.py [1000 3000 10000 30000 100000 200000] [--epochs 1]
        [--folder /tmp/size] [--targets results/report.html] [--arms forest lenet5]

For each n, makes n images of 64 × 64 float32 values in a temporary folder, of four classes that
features and networks can tell apart, and runs the workflow, one job after the other with
one thread. The settings are those of the project but for the epochs: the time of an epoch grows
with n, their number does not. Prints a row a step and n, and the exponent of time over n.

The figures are those of the job's process. Peak memory is its largest resident set, which counts
pages of memory-mapped files too; anonymous memory is what the system cannot take back, read every
0.1 s. `--folder` needs 16 KB a sample for the samples and as much for the results.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import yaml
from measurement import markdown

PROJECT = Path(__file__).resolve().parent.parent
SIZES = (1000, 3000, 10_000, 30_000, 100_000, 200_000)
SIDE = 64
CLASSES = ("square", "wide", "tall", "two")
AT_ONCE = 1000
EVERY_SECONDS = 0.1
TARGETS = ("results/size/tables/accuracy.csv", "results/report.html")
SQUARES = ["my_features.py:squares"]
ARMS: dict[str, dict[str, Any]] = {
    "logistic": {"representation": SQUARES, "model": "logistic_regression"},
    "network": {"representation": ["pixels"], "model": "pixel_mlp"},
    "network_on_padded": {"representation": ["padded"], "model": "pixel_mlp"},
    "forest": {"representation": SQUARES, "model": "random_forest"},
    "lenet5": {"representation": ["pixels"], "model": "lenet5"},
}
CHEAP = ("logistic", "network", "network_on_padded")
FEATURES = '''"""Features of the measurement: cheap ones, so that the table is about craftbench."""

import pandas as pd


def squares(samples):
    """Mean of each square of 16 x 16 pixels."""
    means = samples.reshape(len(samples), 4, 16, 4, 16).mean(axis=(2, 4)).reshape(-1, 16)
    return pd.DataFrame(means, columns=[f"square_{number}" for number in range(16)])
'''


def images(n: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Images (…, 64, 64) float32 and their class codes, in blocks.

    A bright rectangle of the class's sides at a random place, under noise of a tenth of it.
    """
    rng = np.random.default_rng(seed)
    sides = {0: [(20, 20)], 1: [(12, 32)], 2: [(32, 12)], 3: [(14, 14), (14, 14)]}
    for start in range(0, n, AT_ONCE):
        code = rng.integers(len(CLASSES), size=min(AT_ONCE, n - start))
        block = rng.normal(0, 0.1, (len(code), SIDE, SIDE)).astype(np.float32)
        for image, one in zip(block, code, strict=True):
            for height, width in sides[one]:
                row, column = rng.integers(SIDE - height), rng.integers(SIDE - width)
                image[row : row + height, column : column + width] += 1
        yield block, code


def write_study(folder: Path, n: int, epochs: int, arms: list[str]) -> None:
    """The samples, a card and a configuration."""
    cards = folder / "cards"
    cards.mkdir(parents=True)
    codes = []
    values = np.lib.format.open_memmap(folder / "samples.npy", "w+", np.float32, (n, SIDE, SIDE))
    start = 0
    for block, code in images(n, 0):
        values[start : start + len(block)] = block
        codes.append(code)
        start += len(block)
    values.flush()
    labels = np.array(CLASSES)[np.concatenate(codes)]
    pd.DataFrame({"label": labels}).to_csv(folder / "labels.csv", index=False)
    card = {
        "title": "Rectangles",
        "source": {"kind": "arrays", "samples": "samples.npy", "labels": "labels.csv"},
        "classes": list(CLASSES),
        "split": {"kind": "hold_out", "share": 0.2},
        "training_sizes": [n // 8, n * 4 // 5],
        "repeats": 1,
        "views": {
            "pixels": {"kind": "image", "height": SIDE, "width": SIDE},
            "padded": {"kind": "image", "height": SIDE + 4, "width": SIDE + 4, "method": "pad"},
        },
        "arms": {arm: ARMS[arm] for arm in arms},
    }
    (folder / "my_features.py").write_text(FEATURES)
    (cards / "size.yaml").write_text(yaml.safe_dump(card, sort_keys=False))
    config = {"cards": "cards", "datasets": ["size"], "training": {"epochs": epochs}}
    config |= {"portability": {}}
    (folder / "size.yaml").write_text(yaml.safe_dump(config))


def run_steps(folder: Path, n: int, targets: list[str]) -> pd.DataFrame:
    """A row a step: CPU seconds and memory in MiB of its job."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--snakefile"]
    command += [str(PROJECT / "Snakefile"), "--configfile", "size.yaml", "--", *targets]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
    seen: dict[int, dict[str, Any]] = {}
    with (folder / "run.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        while running.poll() is None:
            _look(running.pid, seen)
            time.sleep(EVERY_SECONDS)
    if running.returncode:
        print(f"n = {n}: Snakemake failed, see {folder / 'run.log'}", file=sys.stderr)
    jobs = pd.DataFrame(seen.values()).dropna(subset="step")
    jobs = jobs.groupby("step", sort=False).agg(
        {"seconds": "sum", "peak": "max", "anonymous": "max"}
    )
    print(jobs.assign(n=n).to_string(), file=sys.stderr, flush=True)
    return jobs.assign(n=n).reset_index()


def _look(pid: int, seen: dict[int, dict[str, Any]]) -> None:
    """Note the processes of jobs, with the figures that they have now."""
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for process in below:
        try:
            if process.pid not in seen and not _is_job(process):
                continue
            status = Path(f"/proc/{process.pid}/status").read_text()
            output = Path(f"/proc/{process.pid}/fd/1").readlink()
            times = process.cpu_times()
        except (psutil.Error, OSError):
            continue
        kib = {
            line.split(":")[0]: int(line.split()[1])
            for line in status.splitlines()
            if line.startswith(("VmHWM", "RssAnon"))
        }
        if len(kib) < 2:
            continue
        known = seen.setdefault(process.pid, {"step": None, "peak": 0.0, "anonymous": 0.0})
        if "logs" in output.parts:
            known["step"] = output.stem
        known["seconds"] = times.user + times.system
        known["peak"] = max(known["peak"], kib["VmHWM"] / 1024)
        known["anonymous"] = max(known["anonymous"], kib["RssAnon"] / 1024)


def _is_job(process: psutil.Process) -> bool:
    """Whether a process runs a script of the workflow."""
    words = process.cmdline()
    return len(words) > 1 and "python" in Path(words[0]).name and ".snakemake/scripts" in words[1]


def exponents(rows: pd.DataFrame) -> pd.Series:
    """By step: k of the CPU seconds beyond those of the smallest n, as a power of the samples more.

    The start of a process, which is the same for all n, is thereby left out. NaN for a step whose
    time did not grow.
    """
    found = {}
    for step, own in rows.sort_values("n").groupby("step", sort=False):
        more = own[["n", "seconds"]].iloc[1:] - own[["n", "seconds"]].iloc[0]
        more = more[more["seconds"] > 0]
        if len(more) > 1:
            found[step] = np.polyfit(np.log(more["n"]), np.log(more["seconds"]), 1)[0]
    return pd.Series(found, name="exponent", dtype=float).rename_axis("step")


def measure(
    folder: Path, sizes: list[int], epochs: int, targets: list[str], arms: list[str]
) -> pd.DataFrame:
    """A row a step and n; the files of one n are deleted before the next."""
    rows = []
    for n in sizes:
        place = folder / str(n)
        shutil.rmtree(place, ignore_errors=True)
        try:
            write_study(place, n, epochs, arms)
            rows.append(run_steps(place, n, targets))
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return pd.concat(rows, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--targets", nargs="+", default=list(TARGETS))
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=list(CHEAP))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        rows = measure(folder, given.sizes, given.epochs, given.targets, given.arms)
    steps = list(dict.fromkeys(rows["step"]))
    for column, decimals in (("seconds", 1), ("peak", 0), ("anonymous", 0)):
        table = rows.pivot(index="step", columns="n", values=column)
        print(f"\n{column}\n\n{markdown(table.loc[steps], decimals)}")
    print(f"\n{markdown(exponents(rows).to_frame())}")


if __name__ == "__main__":
    main()

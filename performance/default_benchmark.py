"""The default benchmark from a fresh clone, with and without its analyses.

    python performance/default_benchmark.py [--cores 2]

Clones the last commit into a temporary folder twice and runs Snakemake there: once up to the scores
of all arms, the primer and the networks' layers, once up to the report. The difference is the time
of the analyses, their figures and the report. Then it prints the seconds of all jobs by rule. Takes
ten minutes on two idle cores; other work on the machine makes all times longer.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pandas as pd
import yaml

PROJECT = Path(__file__).parent.parent
DATASETS = yaml.safe_load((PROJECT / "config/config.yaml").read_text())["datasets"]
WITHOUT_ANALYSES = [
    "results/primer.html",
    *(f"results/{dataset}/runs" for dataset in DATASETS),
    *(f"results/{dataset}/tables/architectures.csv" for dataset in DATASETS),
]
ANALYSES = ("compare", "design", "examine", "refit")


def run(folder: Path, cores: int, targets: list[str]) -> float:
    """Seconds of a run in a fresh clone; Snakemake writes to ``run.log`` there."""
    subprocess.run(["git", "clone", "--quiet", PROJECT, folder], check=True)
    environment = {k: v for k, v in os.environ.items() if k != "CRAFTBENCH_DATA"}
    environment["PYTHONPATH"] = str(folder)
    start = time.perf_counter()
    with (folder / "run.log").open("w") as log:
        subprocess.run(
            ["snakemake", "--cores", str(cores), *targets],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            check=True,
        )
    return time.perf_counter() - start


def job_seconds(folder: Path) -> pd.Series:
    """Seconds by rule, from Snakemake's benchmark files."""
    files = [*folder.glob("results/benchmarks/**/*.tsv")]
    seconds = [pd.read_csv(file, sep="\t")["s"].iloc[0] for file in files]
    rules = [next((r for r in ANALYSES if file.stem == r), "all others") for file in files]
    return pd.Series(seconds).groupby(rules).sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cores", type=int, default=2)
    cores = parser.parse_args().cores
    with tempfile.TemporaryDirectory() as folder:
        without = run(Path(folder, "without"), cores, WITHOUT_ANALYSES)
        whole = run(Path(folder, "whole"), cores, [])
        jobs = job_seconds(Path(folder, "whole"))
    print(f"without analyses and report: {without:.0f} s")
    print(f"whole:                       {whole:.0f} s, {whole - without:.0f} s more\n")
    print(jobs.round(1).to_string())
    print(f"\nanalyses: {jobs[list(ANALYSES)].sum():.0f} s of {jobs.sum():.0f} s of all jobs")


if __name__ == "__main__":
    main()

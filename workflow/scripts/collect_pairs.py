"""Join the tables of all configured pairs of data sets."""

from pathlib import Path

from craftbench.analyses.robustness.cross_dataset import COLUMNS
from craftbench.analyses.write import join_tables
from craftbench.runs.jobs import run_job


def main(job):
    join_tables(list(map(Path, job.input.pairs)), Path(job.output[0]), COLUMNS)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

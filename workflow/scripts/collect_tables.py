"""Join the tables of all data sets, one file a table."""

from pathlib import Path

from craftbench.analyses.write import join_tables
from craftbench.runs.jobs import run_job


def main(job):
    for output in map(Path, job.output):
        join_tables(
            [file for file in map(Path, job.input.tables) if file.name == output.name], output
        )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

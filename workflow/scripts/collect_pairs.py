"""Join the tables of all configured pairs of data sets, one file a table."""

from pathlib import Path

from craftbench.analyses.analysis import analyses
from craftbench.analyses.write import join_tables, pair_table
from craftbench.runs.jobs import run_job


def main(job):
    for output in map(Path, job.output):
        parts = [file for file in map(Path, job.input.pairs) if pair_table(file) == output.stem]
        join_tables(parts, output, analyses()[output.stem].columns)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

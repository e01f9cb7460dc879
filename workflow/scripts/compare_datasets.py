"""Compute the tables over all data sets, the claims last: they read the others."""

from pathlib import Path

from craftbench.analyses.analysis import analyses
from craftbench.analyses.joint import Joint
from craftbench.analyses.write import write_tables
from craftbench.runs.jobs import run_job


def main(job):
    files = list(map(Path, job.input.tables))
    outputs = list(map(Path, job.output))
    first = [file for file in outputs if analyses()[file.stem].needs == "tables"]
    write_tables(Joint.read(files, **job.params.settings), first)
    rest = [file for file in outputs if file not in first]
    write_tables(Joint.read([*files, *first], **job.params.settings), rest)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

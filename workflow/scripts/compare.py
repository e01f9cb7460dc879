"""Compute the tables that compare all arms of a data set."""

from functools import partial
from pathlib import Path

from craftbench.analyses.read_study import read_study
from craftbench.analyses.write import settings_of, write_tables
from craftbench.runs.jobs import run_job


def main(job):
    write_tables(partial(read, job), job.output, job.params.without)


def read(job):
    return read_study(
        job.wildcards.dataset,
        **settings_of(job.params.settings),
        table=Path(job.input.table),
        values=Path(job.input.values),
        runs=Path(job.input.runs),
        predictions=list(map(Path, job.input.predictions)),
        candidates=list(map(Path, job.input.candidates)),
        models=list(map(Path, job.input.models)),
        extraction=list(map(Path, job.input.extraction)),
        architectures=Path(job.input.architectures),
        selection=Path(job.input.selection),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

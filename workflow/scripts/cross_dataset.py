"""Test the models of one data set on the samples of another."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from functools import cache
from pathlib import Path

from craftbench.analyses.pair import Pair
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.analyses.write import leave_table_empty, pair_table, settings_of, write_table
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    given = cache(lambda: read(job))
    make_parts(
        job.output,
        lambda file: write_table(given(), file, pair_table(file)),
        lambda file: leave_table_empty(file, pair_table(file)),
        job.params.without,
    )


def read(job):
    return Pair.read(
        job.wildcards.dataset,
        job.wildcards.other,
        **settings_of(job.params.settings),
        own=SampleFiles(*map(Path, (job.input.own, job.input.own_table, job.input.own_recordings))),
        other=SampleFiles(
            *map(Path, (job.input.other, job.input.other_table, job.input.other_recordings))
        ),
        models=ModelFiles(
            list(map(Path, job.input.models)), list(map(Path, job.input.repeats)), job.threads
        ),
        selection=Path(job.input.selection),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

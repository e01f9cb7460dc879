"""List the layers of every network of a data set."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from functools import partial
from pathlib import Path

from craftbench.analyses.networks import Networks
from craftbench.analyses.write import write_tables
from craftbench.config.contest import Contest
from craftbench.runs.jobs import run_job


def main(job):
    write_tables(partial(read, job), job.output, job.params.without)


def read(job):
    return Networks.read(
        job.wildcards.dataset,
        Contest.model_validate(job.params.contest),
        values=Path(job.input.values),
        features=list(map(Path, job.input.features)),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

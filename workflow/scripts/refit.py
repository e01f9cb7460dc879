"""Train the selected arms again under changed conditions."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from functools import partial
from pathlib import Path

from craftbench.analyses.refits import Refits
from craftbench.analyses.write import settings_of, write_tables
from craftbench.config.training import Training
from craftbench.runs.jobs import run_job


def main(job):
    write_tables(partial(read, job), job.output, job.params.without)


def read(job):
    return Refits.read(
        job.wildcards.dataset,
        **settings_of(job.params.settings),
        training=Training(**job.params.settings["training"]),
        values=Path(job.input.values),
        table=Path(job.input.table),
        features=list(map(Path, job.input.features)),
        histories=list(map(Path, job.input.history)),
        selection=Path(job.input.selection),
        threads=job.threads,
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

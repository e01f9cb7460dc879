"""Select among many hand-crafted designs and measure the optimism of the selected one."""

from functools import partial
from pathlib import Path

from craftbench.analyses.features import Features
from craftbench.analyses.write import settings_of, write_tables
from craftbench.runs.jobs import run_job


def main(job):
    write_tables(partial(read, job), job.output, job.params.without)


def read(job):
    return Features.read(
        job.wildcards.dataset,
        **settings_of(job.params.settings),
        table=Path(job.input.table),
        features=list(map(Path, job.input.features)),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Test the models of one data set on the samples of another."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

from craftbench.analyses.analysis import analyses
from craftbench.analyses.pair import Pair
from craftbench.analyses.write import settings_of
from craftbench.runs.jobs import run_job


def main(job):
    pair = Pair.read(
        job.wildcards.dataset,
        job.wildcards.other,
        **settings_of(job.params.settings),
        own_values=Path(job.input.own),
        own_table=Path(job.input.own_table),
        own_recordings=Path(job.input.own_recordings),
        other_values=Path(job.input.other),
        other_table=Path(job.input.other_table),
        other_recordings=Path(job.input.other_recordings),
        models=list(map(Path, job.input.models)),
        repeats=list(map(Path, job.input.repeats)),
        selection=Path(job.input.selection),
        threads=job.threads,
    )
    analyses()["cross_dataset"].compute(pair).to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

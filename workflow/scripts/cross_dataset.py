"""Test the models of one data set on the samples of another."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

from craftbench.analyses.analysis import analyses
from craftbench.analyses.pair import Pair
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.analyses.write import settings_of
from craftbench.runs.jobs import run_job


def main(job):
    pair = Pair.read(
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
    analyses()["cross_dataset"].compute(pair).to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

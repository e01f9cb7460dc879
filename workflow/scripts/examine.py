"""Measure what the selected arms withstand and what they look at."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from functools import cache, partial
from pathlib import Path

from craftbench.analyses.examined import Examined
from craftbench.analyses.explanation.shown_samples import ShownSamples
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.analyses.write import leave_table_empty, settings_of, write_table
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    examined = cache(partial(read, job))
    make_parts(
        job.output,
        partial(make, examined, list(map(Path, job.input.predictions))),
        leave_empty,
        job.params.without,
    )


def make(examined, predictions, file):
    # Imported when the job runs: what TensorFlow prints then goes to the log.
    from craftbench.analyses.explanation.examined_samples import shown_samples
    from craftbench.analyses.interpretation.importance import rule_text

    if file.suffix == ".csv":
        write_table(examined(), file)
    elif file.suffix == ".txt":
        file.write_text(rule_text(examined()), encoding="utf-8")
    else:
        shown_samples(examined(), predictions).save(file)


def leave_empty(file):
    if file.suffix == ".csv":
        leave_table_empty(file)
    elif file.suffix == ".txt":
        file.write_text("", encoding="utf-8")
    else:
        ShownSamples().save(file)


def read(job):
    return Examined.read(
        job.wildcards.dataset,
        **settings_of(job.params.settings),
        samples=SampleFiles(*map(Path, (job.input.values, job.input.table, job.input.recordings))),
        selection=Path(job.input.selection),
        models=ModelFiles(
            list(map(Path, job.input.models)), list(map(Path, job.input.repeats)), job.threads
        ),
        features=list(map(Path, job.input.features)),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

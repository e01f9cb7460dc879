"""Measure what the selected arms withstand and what they look at."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

from craftbench.analyses.examined import Examined
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.analyses.write import settings_of, write_tables
from craftbench.runs.jobs import run_job


def main(job):
    # Imported when the job runs: what TensorFlow prints then goes to the log.
    from craftbench.analyses.interpretation.attributions import shown_maps
    from craftbench.analyses.interpretation.importance import rule_text

    examined = Examined.read(
        job.wildcards.dataset,
        **settings_of(job.params.settings),
        samples=SampleFiles(*map(Path, (job.input.values, job.input.table, job.input.recordings))),
        selection=Path(job.input.selection),
        models=ModelFiles(
            list(map(Path, job.input.models)), list(map(Path, job.input.repeats)), job.threads
        ),
        features=list(map(Path, job.input.features)),
    )
    write_tables(examined, job.output.tables)
    Path(job.output.rule).write_text(rule_text(examined), encoding="utf-8")
    shown_maps(examined).save(Path(job.output.maps))


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

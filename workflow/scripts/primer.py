"""Write the primer page."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

from craftbench.config.contest import Contest
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.predict.predictor import load_predictor
from craftbench.primer.choice import PrimerChoice
from craftbench.report.facts import DatasetFacts
from craftbench.runs.arm_data import arm_data
from craftbench.runs.jobs import run_job


def main(job):
    from craftbench.primer.page import render_without_network

    given = job.params.settings
    page = render_without_network() if given is None else primer(job, given)
    Path(job.output[0]).write_text(page, encoding="utf-8")


def primer(job, given):
    # Imported when the job runs: what TensorFlow prints then goes to the log.
    from craftbench.primer.lesson import compute_lesson
    from craftbench.primer.page import render_primer
    from models.training import use_threads

    use_threads(job.threads)
    choice, contest = PrimerChoice(**given["choice"]), Contest.model_validate(given["contest"])
    values, table = Path(job.input.values), Path(job.input.table)
    features = None
    if choice.features is not None:
        files = list(map(Path, job.input.features))
        features = arm_data(contest, choice.features, values, table, files).inputs[-1]
    lesson = compute_lesson(
        choice,
        contest,
        load_predictor(Path(job.input.model)),
        read_values(values),
        read_parquet(table),
        features,
        given["seed"],
    )
    return render_primer(choice, DatasetFacts(**given["facts"]), contest, lesson)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Write the primer page."""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pandas as pd

from craftbench.config.configuration import read_config
from craftbench.datasets.samples import read_values
from craftbench.primer.choice import choose
from craftbench.runs.arm_data import arm_data
from craftbench.runs.jobs import run_job


def main(job):
    # TensorFlow is imported once the log is open, so that what it prints goes there.
    from craftbench.primer.page import render_without_network

    config, cards = read_config(job.config)
    choice = choose(cards)
    page = render_without_network() if choice is None else chosen_page(job, config, cards, choice)
    Path(job.output[0]).write_text(page, encoding="utf-8")


def chosen_page(job, config, cards, choice):
    from craftbench.predict.predictor import load_predictor
    from craftbench.primer.lesson import compute_lesson
    from craftbench.primer.page import render_primer
    from models.training import use_threads

    use_threads(job.threads)
    card = cards[choice.dataset]
    values, table = Path(job.input.values), Path(job.input.table)
    features = None
    if choice.features is not None:
        features = arm_data(card, choice.features, values, table, job.input.features).inputs[-1]
    network = load_predictor(Path(job.input.model))
    samples = pd.read_parquet(table)
    lesson = compute_lesson(
        choice, card, network, read_values(values), samples, features, config.seed
    )
    return render_primer(choice, card, lesson)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

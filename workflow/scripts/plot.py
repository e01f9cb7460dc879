"""Draw the figures of one data set."""

from pathlib import Path

import pandas as pd

from craftbench.config.configuration import read_config
from craftbench.datasets.samples import read_values
from craftbench.report.figures import plot_confusions, plot_learning_curves
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.sample_figures import plot_examples, plot_hardest
from craftbench.runs.jobs import run_job


def main(job):
    _, cards = read_config(job.config)
    card = cards[job.wildcards.dataset]
    curves = pd.read_csv(job.input.curves)
    plot_learning_curves(curves, card).savefig(job.output.curves)
    overfitting = pd.read_csv(job.input.overfitting)
    largest = overfitting[overfitting["training_size"] == card.training_sizes[-1]]
    validation = largest.set_index("arm")["validation_accuracy"]
    confusions = pd.read_csv(job.input.confusions, dtype={"true": str, "predicted": str})
    plot_confusions(confusions, validation, card).savefig(job.output.confusions)
    values, table = read_values(Path(job.input.values)), pd.read_parquet(job.input.table)
    plot_examples(values, table, card).savefig(job.output.examples)
    hardest = pd.read_csv(job.input.hardest, dtype={"label": str, "taken_for": str})
    plot_hardest(values, table, hardest, card).savefig(job.output.hardest)
    plot_reliability(pd.read_csv(job.input.reliability)).savefig(job.output.reliability)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Draw the figures of one data set."""

from pathlib import Path

import pandas as pd

from benchmark.config import read_config
from benchmark.datasets.samples import read_values
from benchmark.figures import plot_examples, plot_learning_curves
from benchmark.jobs import run_job


def main(job):
    _, cards = read_config(job.config)
    card = cards[job.wildcards.dataset]
    plot_learning_curves(pd.read_csv(job.input.curves), card).savefig(job.output.curves)
    values, table = read_values(Path(job.input.values)), pd.read_parquet(job.input.table)
    plot_examples(values, table, card).savefig(job.output.examples)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

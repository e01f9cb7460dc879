"""List the layers of every network of one data set."""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pyarrow.parquet
from craftbench.analyses.cost.architecture.arms import architectures_of

from craftbench.config.configuration import read_config
from craftbench.datasets.samples import read_values
from craftbench.datasets.views import show
from craftbench.runs.jobs import run_job


def main(job):
    _, cards = read_config(job.config)
    dataset = job.wildcards.dataset
    card = cards[dataset]
    counts = {
        Path(file).stem: len(pyarrow.parquet.read_schema(file)) - 1 for file in job.input.features
    }
    features = {arm: sum(counts[name] for name in card.feature_sets(arm)) for arm in card.arms}
    first = read_values(Path(job.input.values))[:1]
    views = {arm: card.view(arm) for arm in card.arms}
    shapes = {
        arm: (features[arm],) if view is None else show(first, view).shape[1:]
        for arm, view in views.items()
    }
    joined = {arm: 0 if view is None else features[arm] for arm, view in views.items()}
    options = {name: arm.options for name, arm in card.arms.items()}
    table = architectures_of(dataset, card, shapes, joined, options)
    table.to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

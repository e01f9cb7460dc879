"""Choose among many hand-crafted designs, and see how much the best one promises too much."""

from pathlib import Path

import pandas as pd

from craftbench.analyses.overfitting.design_optimism import design_optimism
from craftbench.config.configuration import read_config
from craftbench.runs.jobs import run_job


def main(job):
    config, cards = read_config(job.config)
    dataset = job.wildcards.dataset
    features = {
        Path(file).stem: pd.read_parquet(file).drop(columns="sample") for file in job.input.features
    }
    found = design_optimism(
        dataset,
        cards[dataset],
        pd.read_parquet(job.input.table),
        features,
        config.bootstrap,
        config.seed,
    )
    found.to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

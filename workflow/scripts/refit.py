"""Train the best arm of each family again, to see what it learns by heart."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pandas as pd

from craftbench.analyses.overfitting.refits import Results, overfit_tables
from craftbench.config.configuration import read_config
from craftbench.runs.arm_data import arm_data
from craftbench.runs.jobs import run_job


def main(job):
    config, cards = read_config(job.config)
    dataset = job.wildcards.dataset
    card = cards[dataset]
    features = {Path(file).stem: file for file in job.input.features}

    def data(arm):
        own = [features[name] for name in card.feature_sets(arm)]
        return arm_data(card, arm, Path(job.input.values), Path(job.input.table), own)

    results = Results(
        dataset,
        card,
        pd.read_parquet(job.input.table),
        by_arm(sorted(Path(job.input.runs).glob("*.parquet"))),
        by_arm(job.input.history),
        data,
    )
    with TemporaryDirectory() as folder:
        tables = overfit_tables(results, config, Path(folder), job.threads)
    for file in job.output:
        tables[Path(file).stem].to_csv(file, index=False)


def by_arm(files):
    return {Path(file).stem: pd.read_parquet(file) for file in files}


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

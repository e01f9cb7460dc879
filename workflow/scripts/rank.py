"""Rank the arms over all data sets whose split does not leak."""

import pandas as pd

from craftbench.analyses.accuracy.ranks import plot_critical_difference, rank_arms
from craftbench.runs.jobs import run_job


def main(job):
    accuracy = pd.read_csv(job.input.accuracy)
    ranks = rank_arms(accuracy[~accuracy["dataset"].isin(job.params.leaking)])
    ranks.to_csv(job.output.table, index=False)
    plot_critical_difference(ranks).savefig(job.output.figure)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

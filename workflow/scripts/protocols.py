"""Set the scores of the same models under two protocols side by side."""

import pandas as pd

from craftbench.analyses.accuracy.leakage_comparison import protocols_table
from craftbench.runs.jobs import run_job


def main(job):
    accuracy = pd.read_csv(job.input.accuracy)
    per_class = pd.read_csv(job.input.per_class, dtype={"class": str})
    table = protocols_table(accuracy, per_class, job.params.pairs)
    table.to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

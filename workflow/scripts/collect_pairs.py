"""Join the tables of all configured pairs of data sets."""

import pandas as pd

from craftbench.analyses.robustness.cross_dataset import COLUMNS
from craftbench.runs.jobs import run_job


def main(job):
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in job.input.pairs]
    joined = pd.concat(tables) if tables else pd.DataFrame(columns=list(COLUMNS))
    joined.to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Join one comparison table over all data sets."""

import pandas as pd

from benchmark.jobs import run_job


def main(job):
    # All cells are kept as text, so that no number is rounded or reformatted.
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in job.input]
    pd.concat(tables).to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Score the predictions of one arm."""

import pandas as pd

from benchmark.jobs import run_job
from benchmark.scoring import score_runs


def main(job):
    columns = ["training_size", "repeat", "role", "sample", "predicted"]
    runs = score_runs(
        pd.read_parquet(job.input.predictions, columns=columns),
        pd.read_parquet(job.input.fits),
        pd.read_parquet(job.input.table)["label"],
        job.params.classes,
    )
    runs.to_parquet(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Score the predictions of every arm of a data set."""

from pathlib import Path

import pandas as pd

from craftbench.runs.jobs import run_job
from craftbench.runs.scoring import score_runs


def main(job):
    columns = ["training_size", "repeat", "role", "sample", "predicted"]
    labels = pd.read_parquet(job.input.table)["label"]
    folder = Path(job.output[0])
    folder.mkdir(parents=True)
    for predictions, fits in zip(job.input.predictions, job.input.fits, strict=True):
        runs = score_runs(
            pd.read_parquet(predictions, columns=columns),
            pd.read_parquet(fits),
            labels,
            job.params.classes,
        )
        runs.to_parquet(folder / Path(predictions).name, index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

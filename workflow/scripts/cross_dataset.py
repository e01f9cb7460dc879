"""Test the models of one data set on the samples of another."""

import logging
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pandas as pd

from craftbench.analyses.robustness.cross_dataset import portability_row
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.datasets.samples import Samples, read_recordings, read_values
from craftbench.predict.predictor import load_predictor
from craftbench.runs.jobs import run_job

log = logging.getLogger("craftbench.analyses.robustness.cross_dataset")


def main(job):
    if any(str(file).endswith(".keras") for file in [*job.input.models, *job.input.prepared]):
        from models.training import use_threads

        use_threads(job.threads)
    logging.getLogger("craftbench.runs.extraction").setLevel(logging.ERROR)
    own = read_samples(job.input.own, job.input.own_table, job.input.own_recordings)
    other = read_samples(job.input.other, job.input.other_table, job.input.other_recordings)
    other.table["role"] = "test"
    bootstrap = Bootstrap(job.params.resamples, job.params.seed)
    rows = []
    for file in map(Path, job.input.models):
        predictor = load_predictor(file)
        rows.append(portability_row(predictor, own, other, job.wildcards.other, bootstrap))
        log.info("%s on %s: %s", job.wildcards.dataset, job.wildcards.other, file.stem)
    pd.concat(rows).to_csv(job.output[0], index=False)


def read_samples(values, table, recordings):
    return Samples(
        read_values(Path(values)),
        pd.read_parquet(table),
        recordings=read_recordings(Path(recordings)),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

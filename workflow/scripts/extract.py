"""Compute one feature set of one data set."""

import json
from pathlib import Path

from craftbench.datasets.samples import read_recordings, read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.own.feature_sets import feature_set
from craftbench.runs.extraction import extract
from craftbench.runs.jobs import run_job


def main(job):
    name = job.params.settings["name"]
    values, table = read_values(Path(job.input.values)), read_parquet(job.input.table)
    recordings = read_recordings(Path(job.input.recordings))
    features, seconds = extract(name, values, table, recordings)
    described = feature_set(name).describe(list(features.columns[1:]))
    features.to_parquet(job.output.features, index=False, compression="zstd")
    seconds.to_csv(job.output.seconds, index=False)
    units = {column: feature._asdict() for column, feature in described.items()}
    Path(job.output.units).write_text(json.dumps(units, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

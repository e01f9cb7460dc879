"""Join the tables of all data sets, one file a table."""

from pathlib import Path

import pandas as pd

from craftbench.runs.jobs import run_job


def main(job):
    for output in map(Path, job.output):
        # All cells are kept as text, so that no number is rounded or reformatted.
        tables = [
            pd.read_csv(file, dtype=str, keep_default_na=False)
            for file in job.input
            if Path(file).name == output.name
        ]
        pd.concat(tables).to_csv(output, index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

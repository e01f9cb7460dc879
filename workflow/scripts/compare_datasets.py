"""Hold what is said for and against hand-crafted features against all tables."""

from pathlib import Path

import pandas as pd

from craftbench.analyses.verdict.claims import claims_table
from craftbench.analyses.verdict.evidence import evidence
from craftbench.runs.jobs import run_job


def main(job):
    text = {"class": str, "severity": str}
    tables = {Path(file).stem: pd.read_csv(file, dtype=text) for file in job.input.tables}
    claims = claims_table(evidence(tables), job.params.natural_images)
    claims.to_csv(job.output[0], index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Compare what was produced with the published tables."""

import logging

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.analyses.reference import compare_accuracy, compare_counts
from craftbench.errors import CraftbenchError
from craftbench.runs.jobs import run_job

log = logging.getLogger("craftbench.verify")


def main(job):
    lines = pd.concat(
        [
            compare_counts(read_table(job.input.counts), read_table(job.input.reference_counts)),
            compare_accuracy(read_table(job.input.accuracy), read_table(job.input.reference)),
        ]
    )
    if not len(lines):
        raise CraftbenchError(
            "0 figures compared: results/reference/ has none of these data sets, arms and sizes; "
            "run a configuration that it is about, such as config/full.yaml"
        )
    for line in lines.itertuples():
        log.info("%s  %s", "agrees " if line.agrees else "DIFFERS", line.text)
    if not lines["agrees"].all():
        raise CraftbenchError(
            f"{(~lines['agrees']).sum()} of {len(lines)} figures are outside the tolerance of "
            "results/reference/; see the lines marked DIFFERS"
        )
    log.info("%d figures compared with results/reference/, all within tolerance", len(lines))


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""Train and test an arm that is a network, at every training size and repeat."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from craftbench.runs.jobs import run_job
from craftbench.runs.train_step import train_step


def main(job):
    # Imported when the job runs: what TensorFlow prints then goes to the log.
    from craftbench.runs.fit_network import fitter

    train_step(job, fitter)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

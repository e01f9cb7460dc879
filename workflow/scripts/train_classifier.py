"""Train and test an arm that is a classifier, at every training size and repeat."""

from craftbench.runs.fit_classifier import fitter
from craftbench.runs.jobs import run_job
from craftbench.runs.train_step import train_step


def main(job):
    train_step(job, fitter)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

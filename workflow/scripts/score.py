"""Score the predictions of every arm of a data set, and select the arm of each family."""

from pathlib import Path

from craftbench.analyses.selection import select
from craftbench.config.contest import Contest
from craftbench.datasets.stored_file import read_parquet
from craftbench.runs.jobs import run_job
from craftbench.runs.scoring import score_runs

COLUMNS = ["training_size", "repeat", "split", "sample", "predicted"]


def main(job):
    contest = Contest.model_validate(job.params.contest)
    samples = read_parquet(job.input.table)
    labels, metric = samples["label"], contest.primary_metric(samples)
    folder = Path(job.output.runs)
    folder.mkdir(parents=True, exist_ok=True)
    runs = {}
    for predictions, fits in zip(job.input.predictions, job.input.fits, strict=True):
        arm = Path(predictions).stem
        predicted = read_parquet(predictions, columns=COLUMNS)
        facts = read_parquet(fits)
        runs[arm] = score_runs(predicted, facts, labels, contest.classes, metric)
        runs[arm].to_parquet(folder / f"{arm}.parquet", index=False)
    table = select(job.wildcards.dataset, contest, runs, metric)
    table.to_csv(job.output.selection, index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

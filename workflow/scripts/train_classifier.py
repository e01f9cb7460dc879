"""Train and test one arm at every training size and repeat."""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from craftbench.config.configuration import read_config
from craftbench.runs.arm import ArmTask
from craftbench.runs.arm_data import arm_data
from craftbench.runs.collect import collect, copy_model
from craftbench.runs.fitters import fitter
from craftbench.runs.jobs import run_job
from craftbench.runs.run_store import RunStore, fingerprint
from craftbench.runs.train_arm import train_arm


def main(job):
    config, cards = read_config(job.config)
    dataset, arm = job.wildcards.dataset, job.wildcards.arm
    folder = Path("results") / dataset
    task = ArmTask(
        dataset,
        arm,
        cards[dataset],
        config.training,
        config.seed,
        job.threads,
        folder / "tensorboard" / arm if config.tensorboard else None,
        config.tuning.candidates,
        cards[dataset].source.model_dump(mode="json"),
    )
    files = [job.input.values, job.input.table, *job.input.features, *job.input.code]
    store = RunStore(folder / "finished_runs" / arm, fingerprint(job.params.settings, files))
    data = arm_data(task.contest, arm, job.input.values, job.input.table, job.input.features)
    train_arm(task, data, fitter, store)

    collect(task, store, "fit.json").to_parquet(job.output.fits, index=False)
    collect(task, store, "candidates.parquet").to_parquet(job.output.candidates, index=False)
    collect(task, store, "predictions.parquet").to_parquet(
        job.output.predictions, index=False, compression="zstd"
    )
    if "history" in job.output.keys():  # noqa: SIM118
        collect(task, store, "history.parquet").to_parquet(job.output.history, index=False)
    copy_model(task, store, Path(job.output.model))


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821

"""The step that trains one arm, whatever its kind: from the rule's files to the rule's files."""

from pathlib import Path
from typing import Any

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.runs.arm import ArmTask
from craftbench.runs.arm_data import arm_data
from craftbench.runs.collect import collect, copy_model, copy_models_of_repeats
from craftbench.runs.fitting import FitterOfArm
from craftbench.runs.run_store import FOLDER, RunStore, fingerprint
from craftbench.runs.shards import made_from, record_shards
from craftbench.runs.train_arm import train_arm


def train_step(job: Any, fitter: FitterOfArm) -> None:
    """Train and test one arm at every training size and repeat, or at those of one shard.

    A shard leaves its finished runs, and an empty file as its output.

    Parameters
    ----------
    job
        Snakemake's, of a rule that trains: its ``params`` are `settings`, which a finished run
        depends on, `curve` (sizes and repeats), `source` and `every_model`.
    fitter : callable
        Of the kind of the arm.
    """
    settings = job.params.settings
    folder = Path("results") / job.wildcards.dataset
    arm = job.wildcards.arm
    task = ArmTask(
        job.wildcards.dataset,
        arm,
        Contest.model_validate(settings["contest"] | job.params.curve),
        Training(**settings.get("training", {})),
        settings["seed"],
        job.threads,
        folder / "tensorboard" / arm if settings.get("tensorboard") else None,
        len(settings["candidates"]),
        settings["candidate_seconds"],
        job.params.source,
        job.params.every_model,
        **_shard(job),
    )
    files = [job.input.values, job.input.table, *job.input.features, *job.input.code]
    store = RunStore(folder / FOLDER / arm, fingerprint(settings, files))
    features = map(Path, job.input.features)
    data = arm_data(task.contest, arm, Path(job.input.values), Path(job.input.table), features)
    if task.shards == 1:
        store.delete_unfinished()
    train_arm(task, data, fitter, store)
    if task.shards > 1:
        Path(job.output[0]).touch()
        return

    collect(task, store, "fit.json").to_parquet(job.output.fits, index=False)
    collect(task, store, "candidates.parquet").to_parquet(job.output.candidates, index=False)
    collect(task, store, "predictions.parquet").to_parquet(
        job.output.predictions, index=False, compression="zstd"
    )
    if "history" in job.output.keys():  # noqa: SIM118
        collect(task, store, "history.parquet").to_parquet(job.output.history, index=False)
    model = Path(job.output.model)
    copy_model(task, store, model)
    copy_models_of_repeats(task, store, Path(job.output.repeats), model.suffix)
    made = made_from(settings, job.params.curve, job.input.code)
    record_shards(folder / FOLDER / arm, max(1, len(job.input.shards)), made)


def _shard(job: Any) -> dict[str, int]:
    """Number of the shard and of all shards, if the job does one."""
    if "shard" not in job.wildcards.keys():  # noqa: SIM118
        return {}
    return {"shard": int(job.wildcards.shard), "shards": int(job.wildcards.shards)}

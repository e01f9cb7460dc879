"""Memory and time that a job asks of a cluster, or of this machine.

Both follow from the data: the number of samples, the numbers that each has in the form in which the
job holds it, and the model of the arm. The formulas are those of ``craftbench check``
(`craftbench.runs.before.memory` and `.seconds`), with nominal times where `check` measures. A job
that has a benchmark file of an earlier run on these samples asks for what it needed then. Both
values have a margin, and are doubled at each further attempt.
"""

import errno
import math
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from craftbench.config.cards import Card
from craftbench.config.configuration import Config, training_of
from craftbench.runs.before.arms import TriedArms
from craftbench.runs.before.classifiers import FitTimes
from craftbench.runs.before.memory import (
    COPIES,
    PYTHON_BYTES,
    bytes_of_source,
    of_classifier,
    of_network,
    shown_numbers,
)
from craftbench.runs.before.seconds import seconds_of, seconds_of_classifier, seconds_of_network
from craftbench.runs.shards import share_of_shard
from craftbench.steps.earlier_jobs import EarlierJob, benchmark_file, earlier_arm
from craftbench.steps.shards import is_marker

MEMORY_MARGIN, LEARNED_MARGIN, TIME_MARGIN = 1.5, 1.3, 3.0
LEAST_MB, LEAST_MINUTES = 600, 15
MOST_PREPARED_BYTES = 16e9
"""Of the first attempt to read a data set: the size of compressed files says little."""
SECONDS_PER_SAMPLE = 0.01
"""Nominal time of a feature set, and of reading a sample."""
UPDATE_SECONDS, SECONDS_PER_NUMBER = 2e-3, 3e-6
"""Nominal time of an update: a constant, and a part per number of one sample. In the default run an
update took 0.6 ms (24 numbers) to 8 ms (4,096 numbers) on one of two cores."""
FIT_SECONDS, FIT_SECONDS_PER_NUMBER = 0.1, 2e-6
"""Nominal time of a classifier's fit: a constant, and a part per number of the training part."""
COLUMNS = 200
"""Nominal number of features of a feature set."""
LEVELS = 40
"""Nominal number of corrupted versions of a test sample."""
OF_DATASET = ("compare", "examine", "refit", "design", "cross_dataset", "architectures", "plot")
"""Steps that hold the samples or features of one data set."""
NETWORK_STEPS = (
    *("train_network", "train_latent", "examine", "refit", "cross_dataset", "architectures"),
    "primer",
)
"""Steps that run TensorFlow; a card without networks does not need it in the last five."""


def memory_mb(
    rule: str,
    card: Card | None,
    wildcards: Mapping[str, str],
    given: Collection[str] = (),
    attempt: int = 1,
) -> int:
    """Megabytes (10⁶ bytes) that a job asks for.

    Parameters
    ----------
    rule : str
        Of the workflow.
    card : Card or None
        Of its data set; None for jobs over all data sets.
    wildcards : mapping of str
        Of the job.
    given : collection of str
        Its input files: if the samples are one of them and do not exist yet, nothing is known.
    attempt : int
        1 for the first one; each further one asks for twice as much.

    Raises
    ------
    FileNotFoundError
        Naming the samples. Snakemake shows ``<TBD>`` and asks again before the job starts.
    """
    needed = MEMORY_MARGIN * _memory(rule, card, wildcards, given)
    if earlier := _earlier(rule, wildcards):
        # A short job ends before its memory is seen.
        least = PYTHON_BYTES if earlier.memory < PYTHON_BYTES / 2 else 0
        needed = LEARNED_MARGIN * max(earlier.memory, least)
    return max(LEAST_MB, math.ceil(needed / 1e6)) * 2 ** (attempt - 1)


def minutes(
    rule: str,
    card: Card | None,
    config: Config,
    wildcards: Mapping[str, str],
    given: Collection[str] = (),
    attempt: int = 1,
) -> int:
    """Minutes that a job may take; parameters and exception as of `memory_mb`."""
    if any(map(is_marker, given)):
        # The runs are finished: other jobs did them.
        return LEAST_MINUTES * 2 ** (attempt - 1)
    earlier = _earlier(rule, wildcards)
    seconds = earlier.seconds if earlier else _seconds(rule, card, config, wildcards, given)
    return max(LEAST_MINUTES, math.ceil(TIME_MARGIN * seconds / 60)) * 2 ** (attempt - 1)


def _earlier(rule: str, wildcards: Mapping[str, str]) -> EarlierJob | None:
    return earlier_arm(benchmark_file(rule, wildcards), _samples(wildcards))


def _samples(wildcards: Mapping[str, str]) -> Path:
    return Path("results", wildcards.get("dataset", ""), "samples.npy")


def _memory(
    rule: str, card: Card | None, wildcards: Mapping[str, str], given: Collection[str]
) -> float:
    """Bytes by the formulas of `check`."""
    if card is None:
        return of_network(0, 0) if rule in NETWORK_STEPS else of_classifier(0, 0)
    if rule == "prepare":
        return PYTHON_BYTES + min(COPIES * bytes_of_source(card), MOST_PREPARED_BYTES)
    shape, arm = _shape(wildcards, given), wildcards.get("arm")
    network = _runs_tensorflow(rule, card, arm)
    if shape is None:
        return of_network(0, 0) if network else of_classifier(0, 0)
    if rule == "extract":
        return of_classifier(shape[0], COLUMNS, math.prod(shape[1:]))
    shown, columns = _largest(card, shape, arm)
    if network:
        return of_network(shape[0], shown, columns)
    if arm or rule in OF_DATASET:
        return of_classifier(shape[0], columns, shown)
    return of_classifier(0, 0)


def _seconds(
    rule: str,
    card: Card | None,
    config: Config,
    wildcards: Mapping[str, str],
    given: Collection[str],
) -> float:
    """Seconds by the formulas of `check`, as late as trainings can end."""
    if card is None:
        return 0.0
    if rule == "prepare":
        return SECONDS_PER_SAMPLE * bytes_of_source(card) / 1e5
    shape = _shape(wildcards, given)
    if shape is None:
        return 0.0
    if rule == "extract":
        return SECONDS_PER_SAMPLE * shape[0]
    config = config.model_copy(update={"training": training_of(config, card)})
    table, arm = _table(str(_samples(wildcards).with_suffix(".parquet"))), wildcards.get("arm")
    if rule.startswith("train_") and arm:
        return _share(card, wildcards) * _training_seconds(card, shape, table, config, arm)
    if rule in OF_DATASET:
        tried = TriedArms(dict.fromkeys(card.feature_sets(), SECONDS_PER_SAMPLE))
        for name in card.arms:
            if card.arms[name].kind == "classifier":
                tried.fits[name] = _fit_times(card, shape, name)
            else:
                tried.networks[name] = {"seconds": _update(card, shape, name)}
        return seconds_of(card, table, config, tried, LEVELS).analyses
    return 0.0


def _training_seconds(
    card: Card, shape: tuple[int, ...], table: pd.DataFrame, config: Config, arm: str
) -> float:
    """Of all runs of an arm."""
    if card.arms[arm].kind == "classifier":
        return seconds_of_classifier(card, table, config, arm, _fit_times(card, shape, arm))
    return seconds_of_network(card, table, config, arm, _update(card, shape, arm))[2]


def _share(card: Card, wildcards: Mapping[str, str]) -> float:
    """Of the runs of an arm, those of the job."""
    if "shard" not in wildcards:
        return 1.0
    shard, shards = int(wildcards["shard"]), int(wildcards["shards"])
    return share_of_shard(card.training_sizes, card.repeats, shard, shards)


def _fit_times(card: Card, shape: tuple[int, ...], arm: str) -> FitTimes:
    each = FIT_SECONDS_PER_NUMBER * _numbers(card, shape, arm)
    seconds = (FIT_SECONDS, FIT_SECONDS + each * shape[0])
    return FitTimes((0, shape[0]), seconds, each)


def _update(card: Card, shape: tuple[int, ...], arm: str) -> float:
    return UPDATE_SECONDS + SECONDS_PER_NUMBER * _numbers(card, shape, arm)


def _runs_tensorflow(rule: str, card: Card, arm: str | None) -> bool:
    arms = [card.arms[arm]] if arm else list(card.arms.values())
    runs = any(one.kind != "classifier" or one.pretrained for one in arms)
    return runs and (rule in NETWORK_STEPS or arm is not None)


def _numbers(card: Card, shape: tuple[int, ...], arm: str) -> int:
    """Numbers of one sample that an arm sees."""
    return max(1, sum(_largest(card, shape, arm)))


def _largest(card: Card, shape: tuple[int, ...], arm: str | None) -> tuple[int, int]:
    """Numbers of one sample in the view, and features, of an arm; the most of any without one."""
    arms = [arm] if arm else list(card.arms)
    shown = [shown_numbers(card, name, shape[1:]) for name in arms]
    return max(shown, default=0), COLUMNS * max(
        (len(card.feature_sets(x)) for x in arms), default=1
    )


def _shape(wildcards: Mapping[str, str], given: Collection[str]) -> tuple[int, ...] | None:
    """Shape of the samples; None if they do not exist and are no input of the job."""
    path = _samples(wildcards)
    if path.exists():
        return tuple(np.load(path, mmap_mode="r", allow_pickle=False).shape)
    if str(path) in map(str, given):
        raise FileNotFoundError(errno.ENOENT, "the samples are not prepared yet", str(path))
    return None


@cache
def _table(path: str) -> pd.DataFrame:
    """The columns of the samples that the formulas need."""
    names = [name for name in ("role", "group") if name in pq.read_schema(path).names]
    return pq.read_table(path, columns=names).to_pandas()

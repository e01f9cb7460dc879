"""Time, memory and disk of a run, from what was measured on a few samples."""

import math

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples
from craftbench.datasets.views import shown_shape
from craftbench.protocol.folds import fold_count
from craftbench.protocol.subsets import largest_size
from craftbench.runs.before.arms import TriedArms
from craftbench.runs.before.findings import Findings

TENSORFLOW_BYTES, PYTHON_BYTES = 700e6, 250e6
"""Of a process that trains a network, and of one that fits a classifier (docs/architecture.md)."""
COPIES = 3
"""Of the samples in the form of the view, in the memory of a training."""
FLOAT = 4


def estimate(
    contest: Contest, samples: Samples, training: Training, tried: TriedArms, found: Findings
) -> None:
    """Add the estimates to `found`; of time the part that features and networks take."""
    n = len(samples.table)
    pool = samples.table[samples.table["role"] == "pool"]
    features = sum(tried.seconds_per_sample.values()) * n
    bounds = [_of_network(contest, pool, training, one) for one in tried.networks.values()]
    low, high = (sum(one[side] for one in bounds) for side in (0, 1))
    networks = (
        f"; networks {_duration(low)} if their validation stops improving at once, "
        f"{_duration(high)} if they use up their budget"
    )
    found.facts.append(
        f"time on one core: features {_duration(features)}{networks if bounds else ''}; "
        "classifiers and analyses come on top"
    )
    found.facts.append(f"memory: about {_size(_memory(contest, samples, tried))} for each job")
    found.facts.append(f"disk: about {_size(_disk(contest, samples, tried))} in results/")


def _memory(contest: Contest, samples: Samples, tried: TriedArms) -> float:
    """Of the largest job."""
    n, stored = len(samples.table), samples.values.shape[1:]
    widths = [sum(tried.columns.get(x, 0) for x in contest.feature_sets(a)) for a in contest.arms]
    classifier = PYTHON_BYTES + COPIES * FLOAT * n * max(widths)
    if not tried.networks:
        return classifier
    shown = [math.prod(shown_shape(stored, view)) for view in contest.views.values()]
    return max(classifier, TENSORFLOW_BYTES + COPIES * FLOAT * n * max(shown, default=0))


def _disk(contest: Contest, samples: Samples, tried: TriedArms) -> float:
    """Samples, features, predictions of all runs and networks of the largest size."""
    n = len(samples.table)
    runs = len(contest.arms) * len(contest.training_sizes) * contest.repeats
    networks = sum(one["parameters"] for one in tried.networks.values()) * contest.repeats
    numbers = n * sum(tried.columns.values()) + n * runs * len(contest.classes) + networks
    return float(samples.values.nbytes + FLOAT * numbers)


def _of_network(
    contest: Contest, pool: pd.DataFrame, training: Training, measured: dict[str, float]
) -> tuple[float, float]:
    """Seconds of all trainings of an arm: at the least, and if each uses up its epochs."""
    grouped = "group" in pool
    per_unit = len(pool) / largest_size(pool)
    low = high = 0.0
    fewest = training.warm_up + training.patience + training.window
    for size in contest.training_sizes:
        folds = fold_count(contest.validation_folds, size, contest.validation_share, grouped)
        trained = size * per_unit
        share = 1 - 1 / folds if folds > 1 else 1 - contest.validation_share
        searched, final = folds * _updates(trained * share, training), _updates(trained, training)
        each = (searched + (final if contest.refit else 0)) * measured["seconds"] * contest.repeats
        low += each * min(fewest, training.epochs) * (1 + training.decay)
        high += each * training.epochs * (1 + training.decay)
    return low, high


def _updates(samples: float, training: Training) -> int:
    """Updates of an epoch: one pass, rounded up to whole blocks."""
    blocks = math.ceil(math.ceil(samples / training.batch_size) / training.block_updates)
    return blocks * training.block_updates


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{np.ceil(size / 1e6):.0f} MB"

"""Every arm on a few samples: features, views, classifiers and networks."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.runs.before.classifiers import FitTimes, try_classifier
from craftbench.runs.before.findings import Findings
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline

OF_A_CLASS, FEWEST = 4, 12
MEASURED = 240
"""Samples on which the cost of features and fits is measured."""
PATIENCE_S = 300
NETWORKS = "craftbench.runs.before.networks"


@dataclass
class TriedArms:
    """What was measured on the way, in CPU seconds.

    Parameters
    ----------
    seconds_per_sample : dict
        Of each feature set.
    columns : dict
        Number of features of each feature set.
    fits : dict of FitTimes
        Of each arm that is a classifier; only if networks are built.
    networks : dict
        ``parameters``, ``seconds`` of an update and of the ``start`` of a job, by arm.
    """

    seconds_per_sample: dict[str, float] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    fits: dict[str, FitTimes] = field(default_factory=dict)
    networks: dict[str, dict[str, float]] = field(default_factory=dict)


def try_arms(
    contest: Contest, samples: Samples, training: Training, found: Findings, measure: bool = True
) -> TriedArms:
    """Build every arm once, and fit its classifier, on some samples of the pool.

    Networks that were trained elsewhere are not run.

    Parameters
    ----------
    contest : Contest
    samples : Samples
        With roles.
    training : Training
        Of the networks.
    found : Findings
        Is extended: one error for each arm that cannot run.
    measure : bool
        Whether networks are built, and costs are measured, on more samples.
    """
    some = samples.at(_few(samples, MEASURED if measure else FEWEST))
    tried = TriedArms()
    features, faults = _try_features(contest, some, tried, measure)
    shapes: dict[str, list[tuple[int, ...]]] = {}
    for arm in contest.arms:
        if contest.arms[arm].pretrained:
            continue
        broken = [name for name in contest.feature_sets(arm) if name in faults]
        if broken:
            found.errors.append(f"arms.{arm}: {faults[broken[0]]}")
            continue
        try:
            pipeline = InputPipeline.of_arm(contest, arm)
            data = pipeline.represent(some.values, some.table, features.__getitem__)
            if contest.arms[arm].kind == "classifier":
                times = try_classifier(contest, arm, pipeline, data, measure)
                tried.fits |= {arm: times} if times else {}
            else:
                shapes[arm] = [x.shape[1:] for x in data.inputs]
        except (CraftbenchError, ValueError) as error:
            found.errors.append(f"arms.{arm}: {error}")
    if measure:
        _try_networks(contest, shapes, training, found, tried)
    return tried


def _try_features(
    contest: Contest, some: Samples, tried: TriedArms, measure: bool
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Each feature set of some samples, or its fault."""
    features, faults = {}, {}
    for name in contest.feature_sets():
        try:
            if measure and some.recordings is None:
                # Once on very few samples, so that imports are not counted.
                few = some.at(np.arange(min(2, len(some.table))))
                extract(name, few.values, few.table, chunks=1)
            start = time.process_time()
            computed, _ = extract(name, some.values, some.table, some.recordings, chunks=1)
        except CraftbenchError as error:
            faults[name] = str(error)
            continue
        features[name] = computed.drop(columns="sample")
        tried.seconds_per_sample[name] = (time.process_time() - start) / len(some.table)
        tried.columns[name] = features[name].shape[1]
    return features, faults


def _few(samples: Samples, fewest: int) -> np.ndarray:
    """Rows of the pool: some of each class or, where recordings are read, of two whole groups."""
    table = samples.table
    pool = table.index[table["role"] == "pool"]
    if samples.recordings is not None:
        sizes = table.loc[pool, "group"].value_counts() if "group" in table else pd.Series()
        varied = table.loc[pool].groupby("group")["label"].nunique() if len(sizes) else sizes
        order = sorted(sizes.index, key=lambda name: (-min(varied[name], 2), sizes[name]))
        return table.index[table["group"].isin(order[:2])].to_numpy() if order else pool.to_numpy()
    chosen = table.loc[pool].groupby("label", sort=False).head(OF_A_CLASS).index
    rest = pool.difference(chosen)
    wanted = min(len(rest), max(0, fewest - len(chosen)))
    more = rest[np.linspace(0, len(rest) - 1, wanted).astype(int)] if wanted else rest[:0]
    return np.sort(np.concatenate([chosen, more]))


def _try_networks(
    contest: Contest,
    shapes: dict[str, list[tuple[int, ...]]],
    training: Training,
    found: Findings,
    tried: TriedArms,
) -> None:
    """Build all networks in another process, so that TensorFlow's memory is given back."""
    if not shapes:
        return
    given: dict[str, Any] = {
        "contest": contest.model_dump(mode="json", include=set(Contest.model_fields)),
        "shapes": shapes,
        "training": training.model_dump(),
    }
    try:
        run = subprocess.run(  # noqa: S603
            [sys.executable, "-m", NETWORKS],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S * len(shapes),
            check=True,
        )
        answer = json.loads(run.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        last = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
        found.errors.append(f"the networks {', '.join(shapes)} could not be tried: {''.join(last)}")
        return
    found.errors += [f"arms.{arm}: {fault}" for arm, fault in answer["faults"].items()]
    tried.networks = answer["networks"]

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
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.before.findings import Findings
from craftbench.runs.extraction import extract
from craftbench.runs.fitting import Fitting
from craftbench.runs.input_pipeline import InputPipeline

OF_A_CLASS = 4
FEWEST = 12
PATIENCE_S = 300
NETWORKS = "craftbench.runs.before.networks"


@dataclass
class TriedArms:
    """What was measured on the way.

    Parameters
    ----------
    seconds_per_sample : dict
        Of each feature set.
    columns : dict
        Number of features of each feature set.
    networks : dict
        ``parameters`` and ``seconds`` of an update, by arm.
    """

    seconds_per_sample: dict[str, float] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    networks: dict[str, dict[str, float]] = field(default_factory=dict)


def try_arms(
    contest: Contest, samples: Samples, batch: int, found: Findings, networks: bool = True
) -> TriedArms:
    """Build every arm once, and fit its classifier, on some samples of the pool.

    Networks that were trained elsewhere are not run.

    Parameters
    ----------
    contest : Contest
    samples : Samples
        With roles.
    batch : int
        Samples of an update.
    found : Findings
        Is extended: one error for each arm that cannot run.
    networks : bool
        Whether networks are built.
    """
    some = samples.at(_few(samples))
    tried, features, faults = TriedArms(), {}, {}
    for name in contest.feature_sets():
        start = time.process_time()
        try:
            computed, _ = extract(name, some.values, some.table, some.recordings, chunks=1)
        except CraftbenchError as error:
            faults[name] = str(error)
            continue
        features[name] = computed.drop(columns="sample")
        tried.seconds_per_sample[name] = (time.process_time() - start) / len(some.table)
        tried.columns[name] = features[name].shape[1]
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
                _fit(contest, arm, pipeline, data)
            else:
                shapes[arm] = [x.shape[1:] for x in data.inputs]
        except (CraftbenchError, ValueError) as error:
            found.errors.append(f"arms.{arm}: {error}")
    if networks:
        _try_networks(contest, shapes, batch, found, tried)
    return tried


def _few(samples: Samples) -> np.ndarray:
    """Rows of the pool: some of each class or, where recordings are read, of two whole groups."""
    table = samples.table
    pool = table.index[table["role"] == "pool"]
    if samples.recordings is not None:
        sizes = table.loc[pool, "group"].value_counts() if "group" in table else pd.Series()
        varied = table.loc[pool].groupby("group")["label"].nunique() if len(sizes) else sizes
        order = sorted(sizes.index, key=lambda name: (-min(varied[name], 2), sizes[name]))
        return table.index[table["group"].isin(order[:2])].to_numpy() if order else pool.to_numpy()
    chosen = table.loc[pool].groupby("label", sort=False).head(OF_A_CLASS).index
    more = pool.difference(chosen)[: max(0, FEWEST - len(chosen))]
    return np.sort(np.concatenate([chosen, more]))


def _fit(contest: Contest, arm: str, pipeline: InputPipeline, data: ArmData) -> None:
    """Fit the classifier of an arm on all of these samples; raises ValueError if it fails."""
    # Only here, because it imports scikit-learn.
    from craftbench.runs.fit_classifier import fitter

    rows = np.arange(len(data.table))
    x = pipeline.fit(data, rows).transform(data)
    y = pd.Categorical(data.table["label"], categories=contest.classes).codes.astype(int)
    assert isinstance(x, np.ndarray)
    task = ArmTask("check", arm, contest, Training(), seed=0)
    fitter(task, data)(Fitting((x, y), None, 0, arm))


def _try_networks(
    contest: Contest,
    shapes: dict[str, list[tuple[int, ...]]],
    batch: int,
    found: Findings,
    tried: TriedArms,
) -> None:
    """Build all networks in another process, so that TensorFlow's memory is given back."""
    if not shapes:
        return
    given: dict[str, Any] = {
        "contest": contest.model_dump(mode="json", include=set(Contest.model_fields)),
        "shapes": shapes,
        "batch": batch,
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

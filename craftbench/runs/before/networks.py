"""A process that builds networks and times their updates: JSON in, JSON out."""

import json
import os
import sys
import time
from typing import Any

import numpy as np
import pandas as pd

SHORT, LONG, SECONDS = (10, 50), (50, 600), 2.0
"""Updates of an epoch and of a training that is timed; the long one only if it takes less."""


def main() -> None:
    """Read the contest and the shapes of the inputs; write faults and measurements by arm."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    start = time.process_time()
    from craftbench.config.contest import Contest
    from craftbench.config.training import Training
    from craftbench.errors import CraftbenchError
    from craftbench.runs import fit_network
    from craftbench.runs.arm import ArmData, ArmTask

    started = time.process_time() - start
    given = json.load(sys.stdin)
    contest, training = Contest.model_validate(given["contest"]), Training(**given["training"])
    faults: dict[str, str] = {}
    networks: dict[str, dict[str, float]] = {}
    for name, lists in given["shapes"].items():
        shapes = tuple(map(tuple, lists))
        x = tuple(np.zeros((1, *shape), np.float32) for shape in shapes)
        data = ArmData(x, pd.DataFrame(), None, shapes[0])
        task = ArmTask("check", name, contest, training, seed=0)
        start = time.process_time()
        try:
            fit = fit_network.fitter(task, data)
            parameters, update = _measured(fit, shapes, len(contest.classes), training.batch_size)
        except (CraftbenchError, ValueError, RuntimeError) as error:
            faults[name] = str(error).removeprefix(f"check {name}: ")
        else:
            start = time.process_time() - start + started
            networks[name] = {"parameters": parameters, "seconds": update, "start": start}
    print(json.dumps({"faults": faults, "networks": networks}))


def _measured(
    fit: Any, shapes: tuple[tuple[int, ...], ...], classes: int, batch: int
) -> tuple[float, float]:
    """Number of weights, and seconds of an update as training does them.

    What two trainings differ in counts, after one that traces the graph.
    """
    from craftbench.runs.fitting import Fitting
    from models.endings import Length

    rng = np.random.default_rng(0)
    samples = max(batch, classes)
    x = tuple(rng.normal(size=(samples, *shape)).astype(np.float32) for shape in shapes)
    y = np.arange(samples) % classes

    def trained(updates: int, per_epoch: int) -> tuple[float, Any]:
        start = time.process_time()
        length = Length(updates, per_epoch)
        fitted, _ = fit(Fitting((x if len(x) > 1 else x[0], y), None, 0, "", length=length))
        return time.process_time() - start, fitted

    def update(per_epoch: int, most: int) -> tuple[float, Any]:
        trained(per_epoch, per_epoch)
        few, many = trained(per_epoch, per_epoch), trained(most, per_epoch)
        return _slope(few, many), many[1].parameters

    seconds, parameters = update(*SHORT)
    if seconds * LONG[1] < SECONDS:
        seconds, _ = update(*LONG)
    return parameters, seconds


def _slope(few: tuple[float, Any], many: tuple[float, Any]) -> float:
    """Seconds of an update, without those in which a training begins."""
    updates = [fitted.training_facts["updates"] for _, fitted in (few, many)]
    return max(many[0] - few[0], 1e-6) / (updates[1] - updates[0])


if __name__ == "__main__":
    main()

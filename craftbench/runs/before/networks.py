"""A process that builds networks and times their updates: JSON in, JSON out."""

import json
import os
import sys
import time
from typing import Any

import numpy as np

UPDATES = 3


def main() -> None:
    """Read the contest and the shapes of the inputs; write faults and measurements by arm."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from craftbench.config.contest import Contest
    from craftbench.errors import CraftbenchError
    from craftbench.runs.fit_network import build_network

    given = json.load(sys.stdin)
    contest = Contest.model_validate(given["contest"])
    faults: dict[str, str] = {}
    networks: dict[str, dict[str, float]] = {}
    for name, lists in given["shapes"].items():
        arm, shapes = contest.arms[name], tuple(map(tuple, lists))
        try:
            extent = shapes[0]
            arm.augmentation.check(extent)
            network = build_network(arm, shapes, len(contest.classes))
            seconds = _seconds_of_update(network, shapes, len(contest.classes), given["batch"])
        except (CraftbenchError, ValueError) as error:
            faults[name] = str(error)
        else:
            networks[name] = {"parameters": network.count_params(), "seconds": seconds}
    print(json.dumps({"faults": faults, "networks": networks}))


def _seconds_of_update(
    network: Any, shapes: tuple[tuple[int, ...], ...], classes: int, batch: int
) -> float:
    """Median over some updates, after the one that traces the graph."""
    rng = np.random.default_rng(0)
    network.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
    x = [rng.normal(size=(batch, *shape)).astype(np.float32) for shape in shapes]
    y = rng.integers(0, classes, batch)
    inputs = x if len(x) > 1 else x[0]
    network.train_on_batch(inputs, y)
    measured = []
    for _ in range(UPDATES):
        start = time.process_time()
        network.train_on_batch(inputs, y)
        measured.append(time.process_time() - start)
    return float(np.median(measured))


if __name__ == "__main__":
    main()

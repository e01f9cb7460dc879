"""Scenes per second of the parcel simulator, in one process and in two.

python performance/parcel_simulator.py [--scenes 2400] [--sensor structured_light]
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pandas as pd
from measurement import markdown

from craftbench.datasets.simulated_parcels.settings import ParcelSettings
from craftbench.datasets.simulated_parcels.simulate import simulate


def seconds(settings: ParcelSettings, scenes: int, processes: int) -> float:
    """Wall time of simulating `scenes` scenes, split evenly over new processes.

    The start and the imports of the processes count, as they do for a user.
    """
    bounds = [scenes * part // processes for part in range(processes + 1)]
    counts = [high - low for low, high in zip(bounds, bounds[1:], strict=False)]
    start = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(simulate, settings, 1), bounds[:-1], counts))
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=2400)
    parser.add_argument("--sensor", choices=["structured_light", "stereo"])
    arguments = parser.parse_args()
    given = {"sensor": arguments.sensor} if arguments.sensor else {}
    settings = ParcelSettings(**given)
    rows = []
    for processes in (1, 2):
        taken = seconds(settings, arguments.scenes, processes)
        rows.append((processes, arguments.scenes, taken, arguments.scenes / taken))
    columns = ["processes", "scenes", "seconds", "scenes/s"]
    print(markdown(pd.DataFrame(rows, columns=columns), 1))


if __name__ == "__main__":
    main()

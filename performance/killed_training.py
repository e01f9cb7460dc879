"""Cost of a kill at a random moment: finished runs kept, or also a backup during a run.

    python performance/killed_training.py [--repeats 3]
    CRAFTBENCH_DATA=folder python performance/killed_training.py --large

Trains LeNet-5 by the default rule on the digits at the default training sizes, with ``--large``
also on Fashion-MNIST at its two largest sizes. A job that is killed repeats all work after the last
state on disk. If that work is cut into pieces of d seconds, a kill at a random moment costs
Σ d² / (2 Σ d) seconds on average. The pieces are whole runs where finished runs are kept, and the
epochs between two backups where the state of a training is written every ten seconds as well.
A tuned run is nine trainings: a backup covers only the one that is under way.
"""

import argparse
import os
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd
from measurement import fashion_mnist, markdown
from skimage.transform import resize
from sklearn.datasets import load_digits

from models.lenet5 import lenet5
from models.standardisation import Standardisation
from models.training import NetworkTrainer, TrainingRule, use_threads

RULE = TrainingRule(1e-3, batch_size=32, block_updates=50, epochs=20, patience=3)
DIGITS, LARGE = (50, 150, 450, 1347), (10_000, 60_000)
VALIDATION = {"digits": 0.2, "Fashion-MNIST": 0.1}
BACKUP_SECONDS = 10
TUNED = 9
START = """
import numpy as np
from models.lenet5 import lenet5
from models.training import NetworkTrainer, TrainingRule, use_threads
use_threads(1)
part = np.zeros((64, 32, 32, 1), np.float32), np.arange(64) % 10
NetworkTrainer(lenet5, (32, 32, 1), 10, TrainingRule(1e-3, 32, 2, 1, 1)).fit(part, part, 0)
"""


def digits() -> tuple[np.ndarray, np.ndarray]:
    """The digits in 32 × 32 pixels, standardised."""
    x, y = load_digits(return_X_y=True)
    images = np.stack([resize(image, (32, 32)) for image in x.reshape(-1, 8, 8)])[..., None]
    return Standardisation.fit(images)(images), y


def trainings(title: str, data: tuple[np.ndarray, np.ndarray], sizes, repeats: int):
    """(samples, epochs, seconds) of the median training at each size."""
    x, y = data
    trainer = NetworkTrainer(lenet5, (32, 32, 1), 10, RULE)
    first = slice(0, 64)
    trainer.fit((x[first], y[first]), (x[first], y[first]), 0)  # traces the epoch
    for size in sizes:
        found = []
        for repeat in range(repeats):
            order = np.random.default_rng(repeat).permutation(len(x))[:size]
            validation, train = np.split(order, [round(VALIDATION[title] * size)])
            start = time.perf_counter()
            fitted = trainer.fit((x[train], y[train]), (x[validation], y[validation]), repeat)
            found.append((time.perf_counter() - start, len(fitted.history)))
        seconds, epochs = sorted(found)[len(found) // 2]
        yield size, epochs, seconds


def pieces(seconds: float, epochs: int) -> np.ndarray:
    """Seconds between the backups of one training, each at the end of an epoch."""
    epoch = seconds / epochs
    between = epoch * np.ceil(BACKUP_SECONDS / epoch)
    written = np.arange(0, seconds, between)
    return np.diff(np.append(written, seconds))


def mean_loss(durations: np.ndarray) -> float:
    """Seconds that a kill at a random moment costs, if only ends of pieces are kept."""
    return float((durations**2).sum() / (2 * durations.sum()))


def start_seconds() -> float:
    """Wall time until a new job has imported, built and traced a network."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", START], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="Fashion-MNIST as well: minutes")
    options = parser.parse_args()
    use_threads(1)
    measured = [("digits", *row) for row in trainings("digits", digits(), DIGITS, options.repeats)]
    if options.large:
        title, data = "Fashion-MNIST", fashion_mnist("train")
        measured += [(title, *row) for row in trainings(title, data, LARGE, options.repeats)]
    rows = []
    for title, size, epochs, seconds in measured:
        between = mean_loss(pieces(seconds, epochs))
        rows.append(
            {
                "data set": title,
                "training size": size,
                "epochs": epochs,
                "seconds per training": seconds,
                "runs kept [s]": seconds / 2,
                "and backups [s]": between,
                "tuned, runs kept [s]": TUNED * seconds / 2,
                "tuned, and backups [s]": (TUNED - 1) * seconds / 2 + between,
            }
        )
    print(f"a new start of the job costs {start_seconds():.1f} s in any case; a kill costs besides")
    print(markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    main()

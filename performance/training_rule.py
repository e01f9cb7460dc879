"""Test accuracy at small training sizes under two definitions of an epoch.

    CRAFTBENCH_DATA=folder python performance/training_rule.py [--repeats 5]

LeNet-5 on Fashion-MNIST, at most 20 epochs, patience 5. Under one rule an epoch is one pass over
the training part, under the other it is rounded up to blocks of 50 updates.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd
from measurement import fashion_mnist

from models.lenet5 import lenet5
from models.training import NetworkTrainer, TrainingRule, use_threads

RULES = {"one pass": 1, "blocks of 50 updates": 50}
SIZES = (50, 200, 1000)
TESTED = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    use_threads(1)
    (x, y), (x_test, y_test) = fashion_mnist("train"), fashion_mnist("t10k")
    x_test, y_test = x_test[:TESTED], y_test[:TESTED]
    rows = []
    for name, block in RULES.items():
        rule = TrainingRule(1e-3, 32, block, epochs=20, patience=5)
        trainer = NetworkTrainer(lenet5, (32, 32, 1), 10, rule)
        for size in SIZES:
            for repeat in range(repeats):
                order = np.random.default_rng(repeat).permutation(len(x))
                validation, train = order[: size // 5], order[size // 5 : size]
                parts = (x[train], y[train]), (x[validation], y[validation])
                fitted = trainer.fit(*parts, repeat)
                hits = fitted.probabilities(x_test).argmax(axis=1) == y_test
                updates = len(fitted.history) * rule.updates_per_epoch(len(train))
                rows.append((size, name, updates, hits.mean()))
    table = pd.DataFrame(rows, columns=["size", "an epoch is", "updates", "accuracy"])
    print(f"{repeats} repeats, {TESTED} test images")
    print(
        table.groupby(["size", "an epoch is"])
        .agg(updates=("updates", "mean"), accuracy=("accuracy", "mean"), sd=("accuracy", "std"))
        .round(3)
        .to_string()
    )


if __name__ == "__main__":
    main()

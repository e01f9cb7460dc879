"""Scattering and ridge regression on the JPEG copy of CIFAR-10.

    CRAFTBENCH_DATA=folder python performance/scattering_photographs.py designs
    CRAFTBENCH_DATA=folder python performance/scattering_photographs.py test [--sizes 500 1000]

`designs` compares octaves, roots and colours inside the training part: trained on some of 2,000
images, scored on 1,500 others. `test` scores the model `scattering` on the test part.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from measurement import markdown

from craftbench.config.cards import read_card
from models import MODELS
from models.ridge import fit_ridge
from models.scattering import Scattering
from models.standardisation import Standardisation

DRAWS = 3
TRAINED_FROM, HELD_OUT = 2000, 1500
LUMINANCE_AND_COLOUR = np.array(
    [[0.299, 0.587, 0.114], [-0.147, -0.289, 0.436], [0.615, -0.515, -0.1]], np.float32
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["designs", "test"])
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000])
    given = parser.parse_args()
    card = read_card(Path("config/datasets/cifar10_jpeg.yaml"))
    samples = card.source.load(card.classes)
    y = pd.factorize(samples.table["label"], sort=True)[0]
    pool = (samples.table["role"] == "pool").to_numpy()
    values = samples.values
    if given.what == "designs":
        rows = designs(values[pool], y[pool], given.sizes)
    else:
        rows = tested((values[pool], y[pool]), (values[~pool], y[~pool]), given.sizes)
    table = pd.DataFrame(rows, columns=["design", "size", "accuracy"])
    found = table.groupby(["design", "size"], sort=False)["accuracy"].agg(["mean", "std", "count"])
    print(markdown(found.reset_index(), decimals=4))


def designs(values: np.ndarray, y: np.ndarray, sizes: list[int]) -> Iterator[tuple]:
    order = np.random.default_rng(0).permutation(len(y))[: TRAINED_FROM + HELD_OUT]
    y, images = y[order], values[order].astype(np.float32)
    for colours in ("red, green, blue", "luminance and colour"):
        x = images if colours.startswith("red") else images @ LUMINANCE_AND_COLOUR.T
        x = Standardisation.fit(x[:TRAINED_FROM])(x)
        for scales in (2, 3):
            rooted = Scattering(scales)(x)
            for name, coefficients in (("roots", rooted), ("no roots", squared(rooted, scales))):
                for size in sizes:
                    for draw in range(DRAWS):
                        accuracy = held_out_accuracy(coefficients, y, size, draw)
                        yield f"J = {scales}, {name}, {colours}", size, accuracy


def squared(coefficients: np.ndarray, scales: int) -> np.ndarray:
    """Coefficients without the root of the first and the second order."""
    paths = 1 + 8 * scales + 32 * scales * (scales - 1)
    found = coefficients.reshape(len(coefficients), 3, paths, -1).copy()
    found[:, :, 1:] **= 2
    return found.reshape(len(found), -1)


def held_out_accuracy(coefficients: np.ndarray, y: np.ndarray, size: int, draw: int) -> float:
    rows = np.random.default_rng(draw).permutation(TRAINED_FROM)[:size]
    fitted = fit_ridge(coefficients[rows].copy(), y[rows], np.ones(size))
    decision = coefficients[TRAINED_FROM:] @ fitted.coefficients + fitted.intercept
    return float((decision.argmax(axis=1) == y[TRAINED_FROM:]).mean())


def tested(pool: tuple, test: tuple, sizes: list[int]) -> Iterator[tuple]:
    for size in sizes:
        for draw in range(DRAWS):
            rows = np.random.default_rng([size, draw]).permutation(len(pool[1]))[:size]
            standardise = Standardisation.fit(pool[0][rows])
            x = standardise(pool[0][rows])
            fitted = MODELS["scattering"].build(0, x.shape).fit(x, pool[1][rows])
            right = [
                fitted.predict(standardise(images)) == labels
                for images, labels in zip(*(np.array_split(each, 8) for each in test), strict=True)
            ]
            yield "scattering", size, float(np.concatenate(right).mean())


if __name__ == "__main__":
    main()

"""Accuracy of fixed filters and signal features on UCR sets, beside published figures.

    python performance/time_series.py [--seeds 5] [--cards gunpoint ...] [--arms minirocket ...]

The official split; seeds vary the classifier and the random choices of the fixed filters. The
published figures are those of the official split and, in brackets, the means of 30 random splits,
from the results that tsml-eval stores (M. Middlehurst, P. Schäfer, A. Bagnall: Bake off redux. Data
Min. Knowl. Discov. 38 (2024) 1958-2031).
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from measurement import markdown
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from craftbench.config.cards import read_card
from features import FEATURE_SETS
from models import MODELS
from models.standardisation import Standardisation

CARDS = ("gunpoint", "italy_power", "arrowhead", "osuleaf", "acsf1")
PUBLISHED = {
    "minirocket": (
        "0.993 (0.992)",
        "0.963 (0.960)",
        "0.863 (0.883)",
        "0.959 (0.957)",
        "0.910 (0.825)",
    ),
    "multirocket": (
        "1.000 (0.998)",
        "0.968 (0.964)",
        "0.869 (0.896)",
        "0.963 (0.962)",
        "0.890 (0.832)",
    ),
    "quant": ("0.987 (0.992)", "0.966 (0.962)", "0.829 (0.838)", "0.880 (0.880)", "0.910 (0.810)"),
    "catch22": (
        "0.967 (0.941)",
        "0.896 (0.879)",
        "0.726 (0.760)",
        "0.694 (0.726)",
        "0.850 (0.796)",
    ),
}
Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cards", nargs="+", default=CARDS, choices=CARDS)
    parser.add_argument("--arms", nargs="+", default=list(ARMS), choices=list(ARMS))
    given = parser.parse_args()
    table: dict[str, dict[str, str]] = {arm: {} for arm in given.arms}
    for card in given.cards:
        data = read(card)
        for arm in given.arms:
            found = [ARMS[arm](data, seed) for seed in range(given.seeds)]
            table[arm][card] = f"{np.mean(found):.3f} ± {np.std(found):.3f}"
            print(f"{card}, {arm}: {table[arm][card]}", file=sys.stderr, flush=True)
    for method, figures in PUBLISHED.items():
        every = dict(zip(CARDS, figures, strict=True))
        table[f"published: {method}"] = {card: every[card] for card in given.cards}
    print(f"official split, {given.seeds} seeds, mean ± standard deviation over seeds\n")
    print(markdown(pd.DataFrame(table).T.rename_axis("arm")))


def read(name: str) -> Data:
    card = read_card(Path("config/datasets") / f"{name}.yaml")
    samples = card.source.load(card.classes)
    codes = pd.factorize(samples.table["label"], sort=True)[0]
    pool = (samples.table["role"] == "pool").to_numpy()
    return samples.values[pool], codes[pool], samples.values[~pool], codes[~pool]


def fixed_filter(name: str) -> Callable[[Data, int], float]:
    def accuracy(data: Data, seed: int) -> float:
        x, y, x_test, y_test = data
        standardise = Standardisation.fit(x)
        fitted = MODELS[name].build(seed, x.shape).fit(standardise(x), y)
        return float((fitted.predict(standardise(x_test)) == y_test).mean())

    return accuracy


def features(name: str, build: Callable) -> Callable[[Data, int], float]:
    def accuracy(data: Data, seed: int) -> float:
        x, y, x_test, y_test = data
        train, test = (FEATURE_SETS[name].compute(each) for each in (x, x_test))
        standardise = Standardisation.fit(train.to_numpy(np.float32))
        fitted = build(seed, train.shape).fit(standardise(train.to_numpy(np.float32)), y)
        return float((fitted.predict(standardise(test.to_numpy(np.float32))) == y_test).mean())

    return accuracy


def published_extra_trees(seed: int, shape: tuple[int, ...]) -> ExtraTreesClassifier:
    """As in the paper on QUANT."""
    return ExtraTreesClassifier(200, criterion="entropy", max_features=0.1, random_state=seed)


def published_forest(seed: int, shape: tuple[int, ...]) -> RandomForestClassifier:
    """As in the published results of catch22."""
    return RandomForestClassifier(200, random_state=seed)


ARMS = {
    "minirocket": fixed_filter("minirocket"),
    "multirocket": fixed_filter("multirocket"),
    "quant, extra trees of the paper": features("quant", published_extra_trees),
    "quant, extra_trees": features("quant", MODELS["extra_trees"].build),
    "catch22, random forest of 200": features("catch22", published_forest),
    "catch22, extra_trees": features("catch22", MODELS["extra_trees"].build),
    "catch22, rotation_forest": features("catch22", MODELS["rotation_forest"].build),
    "signal_statistics, extra_trees": features("signal_statistics", MODELS["extra_trees"].build),
    "signal_statistics, rotation_forest": features(
        "signal_statistics", MODELS["rotation_forest"].build
    ),
}
"""Accuracy for a seed, by arm."""


if __name__ == "__main__":
    main()

"""Accuracy of fixed filters and signal features on UCR sets, beside published figures.

    python performance/time_series.py [--folder ucr] [--seeds 5]

The official split; seeds vary the classifier and the random choices of MiniRocket. The published
figures are those of the official split and, in brackets, the means of 30 random splits, from the
results that tsml-eval stores (M. Middlehurst, P. Schäfer, A. Bagnall: Bake off redux. Data Min.
Knowl. Discov. 38 (2024) 1958-2031).
"""

import argparse
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
    parser.add_argument("--folder", default="ucr", help="of the archive, see config/README.md")
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    table: dict[str, dict[str, str]] = {arm: {} for arm in ARMS}
    for card in CARDS:
        data = read(card, given.folder)
        for arm, accuracy in ARMS.items():
            found = [accuracy(data, seed) for seed in range(given.seeds)]
            table[arm][card] = f"{np.mean(found):.3f} ± {np.std(found):.3f}"
    for method, figures in PUBLISHED.items():
        table[f"published: {method}"] = dict(zip(CARDS, figures, strict=True))
    print(f"official split, {given.seeds} seeds, mean ± standard deviation over seeds\n")
    print(markdown(pd.DataFrame(table).T.rename_axis("arm")))


def read(name: str, folder: str) -> Data:
    card = read_card(Path("config/datasets") / f"{name}.yaml")
    samples = card.source.model_copy(update={"folder": folder}).load(card.classes)
    codes = pd.factorize(samples.table["label"], sort=True)[0]
    pool = (samples.table["role"] == "pool").to_numpy()
    return samples.values[pool], codes[pool], samples.values[~pool], codes[~pool]


def minirocket(data: Data, seed: int) -> float:
    x, y, x_test, y_test = data
    standardise = Standardisation.fit(x)
    fitted = MODELS["minirocket"].build(seed, x.shape).fit(standardise(x), y)
    return float((fitted.predict(standardise(x_test)) == y_test).mean())


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
    "minirocket": minirocket,
    "quant, extra trees of the paper": features("quant", published_extra_trees),
    "quant, extra_trees": features("quant", MODELS["extra_trees"].build),
    "catch22, random forest of 200": features("catch22", published_forest),
    "catch22, extra_trees": features("catch22", MODELS["extra_trees"].build),
    "signal_statistics, extra_trees": features("signal_statistics", MODELS["extra_trees"].build),
}
"""Accuracy for a seed, by arm."""


if __name__ == "__main__":
    main()

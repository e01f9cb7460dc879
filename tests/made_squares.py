"""Grey squares on black, dark and light, and arms that tell them apart by a given rule."""

import numpy as np
import pandas as pd
from made_predictor import made_predictor

from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Predictor


def predictor(feature_set: str, decide, source=None, names=(), **changes) -> Predictor:
    """An arm on one feature set whose decision is given, not trained."""

    def probabilities(x):
        light = np.asarray(decide(x)).astype(float)
        return np.stack([1 - light, light], axis=1)

    names = [f"{feature_set}:{name}" for name in names]
    classes = ["dark", "light"]
    return made_predictor(
        probabilities, classes, feature_sets=[feature_set], names=names, source=source, **changes
    )


def squares(n: int = 80, seed: int = 0) -> Samples:
    rng = np.random.default_rng(seed)
    values = np.zeros((n, 12, 12), np.uint8)
    light = np.arange(n) % 2 == 1
    values[:, 3:9, 3:9] = np.where(light, 200, 100)[:, None, None]
    table = pd.DataFrame(
        {
            "sample": range(n),
            "label": np.where(light, "light", "dark"),
            "group": [f"g{i // 4}" for i in range(n)],
            "source": "made",
            "role": np.where(rng.random(n) < 0.25, "pool", "test"),
        }
    )
    return Samples(values, table)

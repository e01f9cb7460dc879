"""The contestants' models: classifiers of scikit-learn and networks of Keras.

`MODELS` names every model with its module, so that a card can be checked without importing
TensorFlow.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Input = Literal["features", "image", "signal"]


@dataclass(frozen=True)
class Model:
    """Where a model is built and what it takes.

    Parameters
    ----------
    module, function : str
        ``getattr(import_module(module), function)`` builds it: a classifier from a seed, a network
        from an input shape and a number of classes.
    kind : {"classifier", "network"}
        Of scikit-learn or of Keras.
    inputs : tuple of {"features", "image", "signal"}
        The representations it can be fitted on.
    """

    module: str
    function: str
    kind: Literal["classifier", "network"]
    inputs: tuple[Input, ...]

    @property
    def build(self) -> Callable[..., Any]:
        return getattr(importlib.import_module(self.module), self.function)


def _classifier(function: str) -> Model:
    return Model("models.classical", function, "classifier", ("features",))


def _network(name: str, *inputs: Input) -> Model:
    return Model(f"models.{name}", name, "network", inputs)


MODELS = {
    "majority": _classifier("majority"),
    "logistic_regression": _classifier("logistic_regression"),
    "rbf_svm": _classifier("rbf_svm"),
    "random_forest": _classifier("random_forest"),
    "feature_mlp": _network("feature_mlp", "features"),
    "pixel_mlp": _network("pixel_mlp", "image", "signal"),
    "lenet5": _network("lenet5", "image"),
    "small_cnn": _network("small_cnn", "image"),
    "lenet5_1d": _network("lenet5_1d", "signal"),
}

"""The contestants' models: classifiers of scikit-learn and networks of Keras.

`MODELS` names every model with its module, so that a card can be checked without importing
TensorFlow.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from models.options import (
    ACTIVATION,
    DROPOUT,
    PADDING,
    POOLING,
    POOLING_OR_NONE,
    Option,
)
from models.search_space import Range

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
    options : tuple of Option
        What can be chosen in it: the keywords of the function other than `features`.
    joins_features : bool
        Whether hand-crafted features can be joined to its samples.
    space : tuple of Range
        What can be tuned: keywords of a classifier's function, the learning rate of a network.
    """

    module: str
    function: str
    kind: Literal["classifier", "network"]
    inputs: tuple[Input, ...]
    options: tuple[Option, ...] = ()
    joins_features: bool = False
    space: tuple[Range, ...] = ()

    @property
    def build(self) -> Callable[..., Any]:
        return getattr(importlib.import_module(self.module), self.function)

    def check_options(self, chosen: Mapping[str, Any]) -> None:
        """Raise ValueError naming the option that does not exist or has an unknown value."""
        known = {option.name: option for option in self.options}
        for name, value in chosen.items():
            if name not in known:
                valid = ", ".join(known) or "none"
                raise ValueError(f"{self.function} has no option {name!r}; its options: {valid}")
            known[name].check(value)


LEARNING_RATE = Range("learning_rate", 1e-4, 3e-2)


def _classifier(function: str, *space: Range) -> Model:
    return Model("models.classical", function, "classifier", ("features",), space=space)


def _network(
    name: str, inputs: tuple[Input, ...], options: tuple[Option, ...], joins_features: bool = True
) -> Model:
    space = (LEARNING_RATE,)
    return Model(f"models.{name}", name, "network", inputs, options, joins_features, space)


MODELS = {
    "majority": _classifier("majority"),
    "logistic_regression": _classifier("logistic_regression", Range("c", 1e-3, 1e2)),
    "rbf_svm": _classifier("rbf_svm", Range("c", 0.1, 1e3), Range("width", 0.1, 10)),
    "random_forest": _classifier(
        "random_forest", Range("leaf", 1, 16, whole=True), Range("tried", 0.3, 3)
    ),
    "gradient_boosting": _classifier(
        "gradient_boosting", Range("shrinkage", 0.02, 0.3), Range("leaves", 4, 63, whole=True)
    ),
    "feature_mlp": _network(
        "feature_mlp", ("features",), (ACTIVATION, DROPOUT), joins_features=False
    ),
    "pixel_mlp": _network("pixel_mlp", ("image", "signal"), (ACTIVATION, DROPOUT)),
    "simple_cnn": _network(
        "simple_cnn", ("image",), (ACTIVATION, POOLING_OR_NONE, PADDING, DROPOUT)
    ),
    "lenet5": _network("lenet5", ("image",), (ACTIVATION, POOLING, PADDING, DROPOUT)),
    "small_cnn": _network("small_cnn", ("image",), (ACTIVATION, POOLING, DROPOUT)),
    "lenet5_1d": _network("lenet5_1d", ("signal",), (ACTIVATION, POOLING, PADDING, DROPOUT)),
    "residual_cnn_1d": _network("residual_cnn_1d", ("signal",), (ACTIVATION, POOLING, DROPOUT)),
}

"""Models as training stored them; nothing is unpickled."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from craftbench.errors import CraftbenchError

TRUSTED_TYPES = [
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
"""Beyond what skops trusts by itself: the trees of a random forest and of gradient boosting."""

Input = np.ndarray | tuple[np.ndarray, np.ndarray]
Probabilities = Callable[[Input], np.ndarray]


def load_classifier(path: Path, classes: int) -> tuple[object, Probabilities]:
    """A classifier of scikit-learn in skops format, and its probabilities of all classes.

    Raises
    ------
    CraftbenchError
        If the file is not one, or holds types that are not trusted.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    from models.classical import FittedClassifier

    try:
        estimator = skops.io.load(path, trusted=TRUSTED_TYPES)
    except UntrustedTypesFoundException as error:
        raise CraftbenchError(
            f"{path}: not loaded, since it holds types that craftbench does not store: {error}; "
            "expected a model that craftbench trained"
        ) from None
    except Exception as error:  # a broken file fails wherever it is broken
        raise CraftbenchError(f"{path}: not a classifier in skops format ({error})") from None
    fitted = FittedClassifier(estimator, classes)

    def probabilities(x: Input) -> np.ndarray:
        assert isinstance(x, np.ndarray)
        return fitted.probabilities(x)

    return estimator, probabilities


def load_network(path: Path, classes: int) -> tuple[object, Probabilities]:
    """A network in Keras' own format, in safe mode, and its probabilities.

    Raises
    ------
    CraftbenchError
        If the file is not one, or has another number of classes.
    """
    from models.fitted_network import output_of

    model = _load_keras(path)
    found = model.output_shape[-1]
    if found != classes:
        raise CraftbenchError(
            f"{path}: the network has {found} classes, {path.stem}.json {classes}; the two files "
            "do not belong together"
        )

    return model, partial(output_of, model)


def load_latent(
    path: Path, classes: int, standardise: Callable[[np.ndarray], np.ndarray]
) -> tuple[object, Probabilities]:
    """The network of a latent arm, and the probabilities of the classifier on its output.

    Parameters
    ----------
    path : Path
        Of the classifier; the network is beside it as ``.latent.keras``.
    classes : int
        Number of classes.
    standardise : callable
        Of the network's output, as in training.

    Raises
    ------
    CraftbenchError
        If either file is not what training writes.
    """
    from models.fitted_network import output_of

    _, probabilities = load_classifier(path, classes)
    extractor = _load_keras(path.with_suffix(".latent.keras"))

    def through(x: Input) -> np.ndarray:
        return probabilities(standardise(output_of(extractor, x)))

    return extractor, through


def _load_keras(path: Path) -> Any:
    import keras

    try:
        return keras.saving.load_model(path, safe_mode=True, compile=False)
    except Exception as error:  # a broken file fails wherever it is broken
        raise CraftbenchError(f"{path}: not a network in Keras format ({error})") from None

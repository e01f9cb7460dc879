"""Loading of stored models; nothing is unpickled."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from craftbench.errors import CraftbenchError
from craftbench.own.reference import reference
from craftbench.own.types import own_layers, own_types
from craftbench.runs.archive import check_archive
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ENDINGS, ModelDescription, Sidecar, read_sidecar
from models.model_input import ModelInput

TRUSTED_TYPES = [
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "models.support_vector_machine.SupportVectorMachine",
    "models.svm_product.SupportVectorProduct",
    "models.transformed_ridge.TransformedRidge",
    "models.minirocket.MiniRocket",
    "models.multirocket.MultiRocket",
    "models.rotation_forest.RotationForest",
    "models.linear_discriminants.LinearDiscriminants",
    "models.scattering.Scattering",
    "models.identity.Identity",
]
"""Types in addition to those of skops: trees of forests and of boosting, and fixed filters."""

ModelFunction = Callable[[ModelInput], np.ndarray]
"""From the model's input to class probabilities (n, classes)."""


@dataclass(frozen=True)
class StoredModel:
    """A loaded model.

    Parameters
    ----------
    about : ModelDescription
        Of the training.
    pipeline : InputPipeline
        Makes the model's input, as in training.
    model : object
        The `keras.Model`, or the classifier.
    probabilities : callable
        From the model's input to class probabilities (n, classes).
    """

    about: ModelDescription
    pipeline: InputPipeline
    model: Any
    probabilities: ModelFunction


def load_model(path: Path, code: Collection[str] | None = None) -> StoredModel:
    """Load a stored model of any kind.

    Parameters
    ----------
    path : Path
        ``results/{dataset}/models/{arm}.keras`` or ``.skops``, with ``{arm}.json`` beside it.
    code : collection of str, optional
        Own files and modules that may be run, such as ``my_models.py``. By default, for models of
        this project's own results, those that the model needs.

    Raises
    ------
    CraftbenchError
        If a file is missing, is not a stored model, holds types that are not trusted, or needs
        code that may not be run.
    """
    if path.suffix not in ENDINGS.values():
        raise CraftbenchError(
            f"{path}: expected a model that ends in .keras or .skops, as in "
            "results/{dataset}/models/"
        )
    if not path.is_file():
        found = "not an ordinary file" if path.exists() else "there is no such file"
        raise CraftbenchError(f"{path}: {found}; train the arm first")
    check_archive(path)
    sidecar = read_sidecar(path.with_suffix(".json"))
    _check_code(path, sidecar, code)
    classes, own = len(sidecar.about.classes), sidecar.about.own_models
    if sidecar.latent is not None:
        loaded = load_latent(path, classes, sidecar.latent, own)
    else:
        load = load_network if path.suffix == ".keras" else load_classifier
        loaded = load(path, classes, own)
    return StoredModel(sidecar.about, sidecar.pipeline, *loaded)


def _check_code(path: Path, sidecar: Sidecar, allowed: Collection[str] | None) -> None:
    """A model that someone else sent must not choose what is run."""
    if allowed is None:
        return
    for name in sidecar.own_code:
        place = reference(name).place
        same = {name for name in allowed if Path(name).resolve() == Path(place).resolve()}
        if not same:
            raise CraftbenchError(
                f"{path}: the model needs {name}, a function of someone's own; if you trust that "
                f"code, name it with --code {place}"
            )


def load_classifier(path: Path, classes: int, own: Iterable[str] = ()) -> tuple[Any, ModelFunction]:
    """A classifier in skops format, and its probabilities of all classes.

    Raises
    ------
    CraftbenchError
        If the file is not one, or holds types that are not trusted.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    from models.classical import FittedClassifier
    from models.stored_arrays import check_stored_arrays

    try:
        estimator = skops.io.load(path, trusted=[*TRUSTED_TYPES, *_trusted_too(path, own)])
        check_stored_arrays(estimator)
        _check_classes(estimator.classes_, classes)
    except UntrustedTypesFoundException as error:
        raise CraftbenchError(
            f"{path}: not loaded, since it holds types that craftbench does not store: {error}; "
            "expected a model that craftbench trained, or one whose own classes are in the file "
            "that the card names as FILE.py:FUNCTION"
        ) from None
    except Exception as error:  # a broken file fails wherever it is broken
        raise CraftbenchError(
            f"{path}: not a classifier in skops format ({error}); copy the file again, or train "
            "the arm again"
        ) from None
    fitted = FittedClassifier(estimator, classes)

    def probabilities(x: ModelInput) -> np.ndarray:
        assert not isinstance(x, tuple)
        return fitted.probabilities(x)

    return estimator, probabilities


def _trusted_too(path: Path, own: Iterable[str]) -> list[str]:
    """For classifiers of the user's own: all of scikit-learn, and the classes of their files."""
    import skops.io

    own = list(own)
    if not own:
        return []
    types = set(own_types(own))
    found = skops.io.get_untrusted_types(file=path)
    return [name for name in found if name.startswith("sklearn.") or name in types]


def load_network(path: Path, classes: int, own: Iterable[str] = ()) -> tuple[Any, ModelFunction]:
    """A network in Keras' own format, in safe mode, and its probabilities.

    Raises
    ------
    CraftbenchError
        If the file is not one, or has another number of classes.
    """
    from models.fitted_network import output_of

    model = _load_keras(path, own)
    found = model.output_shape[-1] if isinstance(model.output_shape, tuple) else None
    if found != classes:
        raise CraftbenchError(
            f"{path}: the network has {found} classes, {path.stem}.json {classes}; the two files "
            "do not belong together"
        )

    return model, partial(output_of, model)


def load_latent(
    path: Path,
    classes: int,
    standardise: Callable[[np.ndarray], np.ndarray],
    own: Iterable[str] = (),
) -> tuple[Any, ModelFunction]:
    """The network of a latent arm, and the probabilities of the classifier on its output.

    Parameters
    ----------
    path : Path
        Of the classifier; the network is beside it as ``.latent.keras``.
    classes : int
        Number of classes.
    standardise : callable
        Of the network's output, as in training.
    own : iterable of str
        References to the functions of the user that built the models.

    Raises
    ------
    CraftbenchError
        If either file is not one that training writes.
    """
    from models.fitted_network import output_of

    _, probabilities = load_classifier(path, classes, own)
    extractor = _load_keras(path.with_suffix(".latent.keras"), own)

    def through(x: ModelInput) -> np.ndarray:
        return probabilities(standardise(output_of(extractor, x)))

    return extractor, through


def _check_classes(found: Any, classes: int) -> None:
    """Raise ValueError unless a classifier knows different ones of so many classes."""
    known = np.asarray(found)
    if known.dtype.kind not in "iu" or known.ndim != 1 or len(np.unique(known)) != len(known):
        raise ValueError("its classes are not different numbers")
    if not len(known) or known.min() < 0 or known.max() >= classes:
        raise ValueError(f"it has the classes {known.tolist()}, expected 0 to {classes - 1}")


def _load_keras(path: Path, own: Iterable[str] = ()) -> Any:
    import keras

    from models.keras_file import load_network

    if not path.is_file():
        raise CraftbenchError(f"{path}: there is no such file; it belongs to the model, copy both")
    check_archive(path)
    layers = own_layers(own)
    # Known from now on: analyses copy the network.
    keras.saving.get_custom_objects().update(layers)
    try:
        return load_network(path, layers)
    except ValueError as error:
        raise CraftbenchError(str(error)) from None

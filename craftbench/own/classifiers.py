"""Classifiers of the user's own files: built, and checked before they are fitted."""

from typing import Any

from craftbench.errors import CraftbenchError
from craftbench.own.loading import called
from craftbench.own.reference import Reference


def build_classifier(own: Reference, seed: int, shape: tuple[int, ...]) -> Any:
    """The estimator that an own function returns, with the interface of scikit-learn.

    Parameters
    ----------
    own : Reference
        Of the function; it gets those of `seed` and `shape` that are among its parameters.
    seed : int
        Of the run.
    shape : tuple of int
        Samples and features of the training part.

    Raises
    ------
    CraftbenchError
        For any exception inside, and if it returns no classifier with probabilities.
    """
    offered = {"seed": seed, "shape": shape}
    wanted = {name: value for name, value in offered.items() if name in own.parameters.all}
    found = called(str(own), own.function, **wanted)
    if isinstance(found, type):
        raise CraftbenchError(
            f"{own} returned the class {found.__name__}, expected an object of it; end the "
            f"function with `return {found.__name__}()`"
        )
    missing = [name for name in ("fit", "predict_proba") if not hasattr(found, name)]
    if missing:
        raise CraftbenchError(
            f"{own} returned {type(found).__name__}, which has no {missing[0]}; expected a "
            "classifier of scikit-learn with `fit` and `predict_proba`; put one without "
            "probabilities into sklearn.calibration.CalibratedClassifierCV"
        )
    return found


def check_weights(own: Reference, estimator: Any, weighting: str) -> None:
    """Raise CraftbenchError if a card sets class weights that a classifier cannot take."""
    from sklearn.utils.validation import has_fit_parameter

    if weighting != "none" and not has_fit_parameter(estimator, "sample_weight"):
        raise CraftbenchError(
            f"{own}: {type(estimator).__name__} takes no weights of samples, but the card sets "
            f"class_weights: {weighting}; remove that key, or choose another classifier"
        )

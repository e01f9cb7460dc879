"""What a network looked at in some samples, or the reason why that is not known."""

from dataclasses import dataclass
from textwrap import shorten

import numpy as np

from craftbench.own.loading import in_words
from craftbench.predict.predictor import Predictor
from models.model_input import ModelInput

NOTHING = "no positive evidence"
LATENT = (
    "attention is not available: this arm is a classifier behind a network that was trained "
    "elsewhere"
)
UNITS = {
    "grad_cam": "score",
    "saliency": "score per SD",
}
CAPTIONS = {
    "grad_cam": "Grad-CAM: where the last convolution supports {name}, in units of its score "
    "before the softmax.",
    "saliency": "Saliency: how far the score of {name} changes if a value changes by one "
    "standard deviation of training.",
}


@dataclass(frozen=True)
class Attention:
    """Maps of some samples.

    Parameters
    ----------
    method : str
        ``grad_cam`` or ``saliency``; "" without maps.
    maps : (n, H, W) or (n, T) array or None
        Not negative, in the size of the network's view; all 0 where nothing supports the class.
    target : (n,) int array
        Predicted class that each map is about.
    note : str
        Why there are no maps.
    """

    method: str = ""
    maps: np.ndarray | None = None
    target: np.ndarray | None = None
    note: str = ""


def attention(predictor: Predictor, x: ModelInput, probabilities: np.ndarray) -> Attention:
    """Maps for the predicted classes, of Grad-CAM where the network has a convolution.

    Parameters
    ----------
    predictor : Predictor
        A network; of a classifier there are no maps.
    x : array or tuple of arrays
        The network's input, of n samples.
    probabilities : (n, classes) array
        Of these samples.

    Notes
    -----
    A network of the user's own may have layers that no gradient passes. Then the note says so, and
    nothing else fails.
    """
    if predictor.about.kind == "latent":
        return Attention(note=LATENT)
    if predictor.about.kind != "network":
        return Attention(note=f"{predictor.about.arm} is no network")
    # TensorFlow is imported where a network is used.
    from craftbench.analyses.interpretation.map_methods import methods_for

    target = probabilities.argmax(axis=1)
    reason = ""
    try:
        methods = methods_for(predictor.model)
    except Exception as error:
        return Attention(note=_not_available(error))
    for method in ("grad_cam", "saliency"):
        if method in methods:
            try:
                return Attention(method, methods[method](predictor.model, x, target), target)
            except Exception as error:  # layers of the user's own may fail in any way
                reason = reason or _not_available(error)
    return Attention(note=reason)


def _not_available(error: Exception) -> str:
    return f"attention is not available for this network: {shorten(in_words(error), 160)}"

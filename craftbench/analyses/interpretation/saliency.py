"""Gradient saliency."""

import keras
import numpy as np

from craftbench.analyses.interpretation.network_scores import gradients
from models.model_input import ModelInput


def saliency(model: keras.Model, x: ModelInput, target: np.ndarray) -> np.ndarray:
    """How strongly the target's score depends on each pixel or sample.

    Parameters
    ----------
    model, x, target
        As in `craftbench.analyses.interpretation.network_scores.gradients`.

    Returns
    -------
    (n, H, W) or (n, T) array
        Largest absolute gradient over the channels; not negative.

    References
    ----------
    K. Simonyan, A. Vedaldi, A. Zisserman: Deep inside convolutional networks: visualising image
    classification models and saliency maps. ICLR workshop 2014.
    """
    _, gradient = gradients(model, x, target)
    return np.abs(gradient).max(axis=-1)

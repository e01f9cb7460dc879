"""Grad-CAM for images and signals."""

import keras
import numpy as np
from skimage.transform import resize

from craftbench.analyses.interpretation.network_scores import gradients, last_convolution
from models.model_input import ModelInput


def grad_cam(model: keras.Model, x: ModelInput, target: np.ndarray) -> np.ndarray:
    """Where the output of the last convolution supports the target class.

    Parameters
    ----------
    model, x, target
        As in `craftbench.analyses.interpretation.network_scores.gradients`.

    Returns
    -------
    (n, H, W) or (n, T) array
        Not negative, in the size of the samples; 0 everywhere if nothing supports the class.

    Raises
    ------
    ValueError
        If the network has no convolution.

    Notes
    -----
    With maps A_k and score s, the weights are ``α_k = mean(∂s/∂A_k)`` and the result is
    ``max(0, Σ_k α_k A_k)``, interpolated linearly to the size of the samples. It is as coarse as
    the maps of the last convolution.

    References
    ----------
    R. Selvaraju et al.: Grad-CAM: visual explanations from deep networks via gradient-based
    localization. ICCV 2017, 618-626.
    """
    layer = last_convolution(model)
    if layer is None:
        raise ValueError(f"network {model.name} has no convolution; use saliency instead")
    maps, gradient = gradients(model, x, target, layer)
    weight = gradient.mean(axis=tuple(range(1, gradient.ndim - 1)), keepdims=True)
    support = np.maximum((weight * maps).sum(axis=-1), 0)
    samples = x[0] if isinstance(x, tuple) else x
    return resize(
        support, samples.shape[:-1], order=1, mode="edge", anti_aliasing=False, preserve_range=True
    )

"""Attribution methods by name."""

from collections.abc import Callable

import keras
import numpy as np

from craftbench.analyses.interpretation.grad_cam import grad_cam
from craftbench.analyses.interpretation.network_scores import last_convolution
from craftbench.analyses.interpretation.saliency import saliency
from models.model_input import ModelInput

MapMethod = Callable[[keras.Model, ModelInput, np.ndarray], np.ndarray]
"""From a network, its input and the target classes to a map of each sample."""


def methods_for(network: keras.Model) -> dict[str, MapMethod]:
    """The methods that a network allows: Grad-CAM needs a convolution."""
    if last_convolution(network) is None:
        return {"saliency": saliency}
    return {"saliency": saliency, "grad_cam": grad_cam}

"""Features from a network that was trained elsewhere, computed once for all samples of an arm."""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.datasets.views import ImageView, SignalView, show, shown_shape
from craftbench.errors import CraftbenchError

BATCH = 128
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NetworkOutput:
    """Features of samples.

    Parameters
    ----------
    values : (n, d) float32 array
        Output of the layer.
    parameters : int
        Weights of the network up to the layer.
    seconds_per_sample : float
        Mean time for the view and the network.
    """

    values: np.ndarray
    parameters: int
    seconds_per_sample: float


def network_output(
    network: PretrainedNetwork,
    view: ImageView | SignalView,
    values: np.ndarray,
    table: pd.DataFrame,
) -> NetworkOutput:
    """Output of the network's layer for all samples, in batches: views of images can be large.

    Parameters
    ----------
    network, view
        Of the arm.
    values, table
        Samples as the source gives them.

    Raises
    ------
    CraftbenchError
        If the file is absent, is another one or cannot be loaded, or the samples do not suit it.
    """
    from models.fitted_network import output_of
    from models.preprocessing import preprocessed

    if network.preprocessing != "none" and values.dtype != np.uint8:
        raise CraftbenchError(
            f"{network.file}: preprocessing {network.preprocessing} is for pixels 0 … 255 (uint8), "
            f"but the samples are {values.dtype}; set preprocessing: none"
        )
    try:
        extractor = _extractor(network, shown_shape(values.shape[1:], view))
        start, parts = time.perf_counter(), []
        for first in range(0, len(values), BATCH):
            rows = slice(first, first + BATCH)
            shown = show(values[rows], view, table.iloc[rows])
            parts.append(output_of(extractor, preprocessed(shown, network.preprocessing)))
    except ValueError as error:
        raise CraftbenchError(f"{network.file}: {error}") from error
    seconds = time.perf_counter() - start
    log.info("%s: output for %d samples, %.1f s", network.file, len(values), seconds)
    return NetworkOutput(
        np.concatenate(parts), extractor.count_params(), seconds / max(1, len(values))
    )


@lru_cache(maxsize=1)
def _extractor(network: PretrainedNetwork, shape: tuple[int, ...]) -> Any:
    from models.keras_file import load_application, load_network
    from models.pretrained import feature_extractor

    path = network.checked_path()
    _use_one_thread()
    if network.application:
        model = load_application(network.application, path, shape)
    else:
        model = load_network(_keras(path))
    return feature_extractor(model, shape, network.layer)


def _keras(path: Path) -> Path:
    if path.suffix != ".keras":
        raise CraftbenchError(
            f"{path}: expected a file that ends in .keras, or `application` for HDF5 weights"
        )
    return path


def _use_one_thread() -> None:
    from models.threads import use_threads

    try:
        use_threads(1)
    except RuntimeError:  # TensorFlow runs already, with the threads of whoever started it.
        log.debug("TensorFlow runs already; its threads stay as they are")

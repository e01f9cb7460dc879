"""Types of the input of a model: one array, or several for a network with several inputs."""

import numpy as np

from models.prepared_rows import PreparedRows

Samples = np.ndarray | PreparedRows
"""Samples (n, …), in memory or read when they are used."""
ModelInput = Samples | tuple[Samples, ...]
"""Samples (n, …), or one such array for each input of a network with several."""
LabelledInput = tuple[ModelInput, np.ndarray]
"""The input of a model with the class codes (n,) of its samples."""
InputShape = tuple[int, ...] | tuple[tuple[int, ...], ...]
"""Shape of one sample, or one shape for each input of the network."""


def inputs_of(x: ModelInput) -> tuple[Samples, ...]:
    """One array for each input of the network, as float32."""
    arrays = x if isinstance(x, tuple) else (x,)
    return tuple(
        one if isinstance(one, PreparedRows) else np.asarray(one, dtype=np.float32)
        for one in arrays
    )


def shapes_of(input_shape: InputShape) -> tuple[tuple[int, ...], ...]:
    """The shape of a sample in each input of the network."""
    nested = bool(input_shape) and isinstance(input_shape[0], tuple)
    return input_shape if nested else (input_shape,)  # type: ignore[return-value]

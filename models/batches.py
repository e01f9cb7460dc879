"""Checks of the input of a network, and the order in which updates take samples."""

import numpy as np

from models.model_input import InputShape, LabelledInput, Samples, inputs_of, shapes_of
from models.prepared_rows import blocks_of


def epoch_rows(samples: int, seed: int, epoch: int, updates: int, batch_size: int) -> np.ndarray:
    """Sample numbers of all updates of an epoch.

    Passes over the samples follow each other without end, each in an order that depends on `seed`
    and the number of the pass; an epoch is a section of this sequence. Any epoch can therefore be
    computed without the ones before it.

    Parameters
    ----------
    samples : int
        Number of training samples.
    seed : int
        Of the run.
    epoch : int
        Number of the epoch, from 0.
    updates, batch_size : int
        Updates per epoch, samples per update.

    Returns
    -------
    (updates, batch_size) array of int32
    """
    start = epoch * updates * batch_size
    stop = start + updates * batch_size
    passes = range(start // samples, (stop - 1) // samples + 1)
    order = np.concatenate([np.random.default_rng([seed, n]).permutation(samples) for n in passes])
    first = start - passes[0] * samples
    return order[first : first + updates * batch_size].astype(np.int32).reshape(updates, batch_size)


def check_part(name: str, part: LabelledInput, input_shape: InputShape, classes: int) -> None:
    """Check that a network can be trained or validated on a part.

    Parameters
    ----------
    name : {"training", "validation"}
        For messages.
    part : (x, y)
        `x` one array (n, …) or a tuple of them; `y` labels.
    input_shape : InputShape
        Of one sample.
    classes : int
        Number of outputs of the network.

    Raises
    ------
    ValueError
        If there are no samples, shapes or lengths differ from what the network takes, a value is
        NaN or infinite, a label is not one of 0 … classes − 1, or all training samples are of one
        class.
    """
    x, y = part
    arrays, shapes = inputs_of(x), shapes_of(input_shape)
    found, expected = [array.shape[1:] for array in arrays], list(shapes)
    if found != expected:
        raise ValueError(
            f"the {name} part has samples of shape {_shapes(found)}, the network takes "
            f"{_shapes(expected)}; build it for the shape of the samples"
        )
    lengths = {len(array) for array in (*arrays, y)}
    if len(lengths) > 1:
        raise ValueError(
            f"the {name} part has {' and '.join(str(len(array)) for array in arrays)} samples "
            f"but {len(y)} labels; they must be equally many"
        )
    if not len(y):
        raise ValueError(f"the {name} part has no samples; raise the training size")
    for number, array in enumerate(arrays, 1):
        _check_finite(name, array, f"input {number}" if len(arrays) > 1 else "the input")
    _check_labels(name, np.asarray(y), classes)


def _check_finite(name: str, array: Samples, title: str) -> None:
    samples, first, start = 0, None, 0
    for block in blocks_of(array):
        wrong = ~np.isfinite(block)
        if wrong.any():
            sample, *place = np.argwhere(wrong)[0]
            if first is None:
                first = block[(sample, *place)], start + sample, tuple(int(i) for i in place)
            samples += int(wrong.reshape(len(block), -1).any(axis=1).sum())
        start += len(block)
    if first is None:
        return
    value, sample, where = first
    raise ValueError(
        f"{title} of the {name} part is {value} in {samples} of {len(array)} "
        f"samples, first in sample {sample} at {where}; replace missing "
        "values (models.standardisation uses the training median) or leave these samples out"
    )


def _check_labels(name: str, y: np.ndarray, classes: int) -> None:
    outside = (y < 0) | (y >= classes)
    if outside.any():
        raise ValueError(
            f"sample {np.flatnonzero(outside)[0]} of the {name} part has the label "
            f"{y[outside][0]}; a network with {classes} outputs takes 0 to {classes - 1}"
        )
    if name == "training" and len(np.unique(y)) == 1:
        raise ValueError(
            f"all {len(y)} training samples are of class {y[0]}, so there is nothing to learn; "
            "raise the training size or leave this run out"
        )


def _shapes(shapes: list[tuple[int, ...]]) -> str:
    return " and ".join(" × ".join(map(str, shape)) for shape in shapes)

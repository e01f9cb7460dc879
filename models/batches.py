"""What a network is given: checked samples, and the order in which updates take them."""

import numpy as np

Samples = np.ndarray | tuple[np.ndarray, ...]
Part = tuple[Samples, np.ndarray]
Shape = tuple[int, ...] | tuple[tuple[int, ...], ...]


def inputs_of(x: Samples) -> tuple[np.ndarray, ...]:
    """One array for each input of the network, as float32."""
    arrays = x if isinstance(x, tuple) else (x,)
    return tuple(np.asarray(array, dtype=np.float32) for array in arrays)


def shapes_of(input_shape: Shape) -> tuple[tuple[int, ...], ...]:
    """The shape of a sample in each input of the network."""
    nested = bool(input_shape) and isinstance(input_shape[0], tuple)
    return input_shape if nested else (input_shape,)  # type: ignore[return-value]


def epoch_rows(samples: int, seed: int, epoch: int, updates: int, batch_size: int) -> np.ndarray:
    """Sample numbers of all updates of an epoch.

    The samples are passed over without end, each pass in an order of its own that follows from
    `seed` and the number of the pass; an epoch is a stretch of this sequence. Any epoch can
    therefore be computed without those before it.

    Parameters
    ----------
    samples : int
        Of the training part.
    seed : int
        Of the run.
    epoch : int
        From 0.
    updates, batch_size : int
        Updates in an epoch, samples in an update.

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


def check_part(name: str, part: Part, input_shape: Shape, classes: int) -> None:
    """Refuse samples that a network cannot be trained or validated on.

    Parameters
    ----------
    name : {"training", "validation"}
        For messages.
    part : (x, y)
        `x` one array (n, …) or a tuple of them; `y` labels.
    input_shape
        Of one sample: one shape, or one for each input.
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


def _check_finite(name: str, array: np.ndarray, title: str) -> None:
    finite = np.isfinite(array)
    if finite.all():
        return
    sample, *place = np.argwhere(~finite)[0]
    samples = int((~finite).reshape(len(array), -1).any(axis=1).sum())
    raise ValueError(
        f"{title} of the {name} part is {array[(sample, *place)]} in {samples} of {len(array)} "
        f"samples, first in sample {sample} at {tuple(int(i) for i in place)}; let missing values "
        "be replaced (models.standardisation gives them the training median) or leave these "
        "samples out"
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
            f"all {len(y)} training samples are of class {y[0]}, so there is nothing to tell "
            "apart; raise the training size or leave this run out"
        )


def _shapes(shapes: list[tuple[int, ...]]) -> str:
    return " and ".join(" × ".join(map(str, shape)) for shape in shapes)

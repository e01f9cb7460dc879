"""The smallest input of a network."""


def require_size(
    network: str, input_shape: tuple[int, ...], axes: int, needed: int, remedy: str
) -> None:
    """Check the size of an input before Keras fails inside a layer.

    Parameters
    ----------
    network : str
        Name for the message.
    input_shape : tuple of int
        Shape of one sample.
    axes : int
        1 for signals (T, leads), 2 for images (H, W, channels).
    needed : int
        Minimum length of each axis.
    remedy : str
        End of the message: what to change.

    Raises
    ------
    ValueError
        If the input has another number of axes, or one is too short.
    """
    if len(input_shape) != axes + 1:
        expected = "signals (T, leads)" if axes == 1 else "images (H, W, channels)"
        raise ValueError(f"{network} needs {expected}, found the shape {tuple(input_shape)}")
    if min(input_shape[:-1]) < needed:
        least = " × ".join([str(needed)] * axes) + (" samples" if axes == 1 else " pixels")
        found = " × ".join(map(str, input_shape[:-1]))
        raise ValueError(f"{network} needs at least {least}, found {found}; {remedy}")

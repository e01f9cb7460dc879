"""The input of networks that read a feature vector in equal parts."""


def require_vector(
    network: str, input_shape: tuple[int, ...], features: int, parts: int, least: int
) -> None:
    """Check that the input is a vector, which a number divides, without a second input.

    Parameters
    ----------
    network : str
        Name for the message.
    input_shape : tuple of int
        Shape of one sample.
    features : int
        Length of the second input.
    parts : int
        That the length must be a multiple of.
    least : int
        Smallest multiple.

    Raises
    ------
    ValueError
        If it is not.
    """
    suits = len(input_shape) == 1 and not input_shape[0] % parts
    if not suits or input_shape[0] < parts * least:
        raise ValueError(
            f"{network} needs a vector of {parts} times at least {least} features, found the shape "
            f"{tuple(input_shape)}; name the feature set of its recipe in the representation"
        )
    if features:
        raise ValueError(
            f"{network} joins no second input, found {features} features; name the feature set of "
            "its recipe alone"
        )

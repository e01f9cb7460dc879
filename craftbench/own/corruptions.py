"""Corruptions of the user's own files: their functions."""

from craftbench.errors import CraftbenchError
from craftbench.own.offered import as_reference
from craftbench.own.reference import Reference, reference

Levels = tuple[float, float, float, float, float]
PARAMETERS = 3


def checked_corruption(name: str) -> Reference:
    """The function behind a key of `corruptions`.

    Parameters
    ----------
    name : str
        ``FILE.py:FUNCTION``, ``MODULE:FUNCTION``, or a name that a package offers, of a function
        ``f(samples, level, rng)``.

    Raises
    ------
    CraftbenchError
        If it does not exist, or has other parameters.
    """
    own = reference(as_reference("corruptions", name))
    required = own.parameters.required
    if len(required) != PARAMETERS:
        raise CraftbenchError(
            f"{own}: expected three parameters, samples, level and random generator, such as "
            f"`def {own.name}(images, share, rng)`, found {', '.join(required) or 'none'}"
        )
    return own

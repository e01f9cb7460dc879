"""Corruptions that are functions of the user's own."""

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.number_type import in_type_of
from craftbench.errors import CraftbenchError
from craftbench.own.corruptions import Levels, checked_corruption
from craftbench.own.loading import called
from craftbench.own.reference import Reference, short_name


def own_corruptions(named: Mapping[str, Levels]) -> tuple[Corruption, ...]:
    """The corruptions of a card, see `checked_corruption`."""
    found = [(checked_corruption(name), levels) for name, levels in named.items()]
    return tuple(
        Corruption(
            own.name, own.parameters.required[1], f"of {own}", levels, partial(_corrupted, own)
        )
        for own, levels in found
    )


def check_names(named: Iterable[str], ladder: Iterable[Corruption]) -> None:
    """Raise CraftbenchError if an own corruption has the name of another one."""
    known = {one.name for one in ladder}
    for name in map(short_name, named):
        if name in known:
            raise CraftbenchError(
                f"corruptions: there is already a corruption {name!r}; rename the function"
            )
        known.add(name)


def _corrupted(
    own: Reference, values: np.ndarray, table: pd.DataFrame, level: float, rng: np.random.Generator
) -> np.ndarray:
    found = called(str(own), own.function, values.copy(), level, rng)
    found = called(f"{own}: an array of what it returned", np.asarray, found)
    if found.shape != values.shape or found.dtype.kind not in "biuf":
        raise CraftbenchError(
            f"{own} returned an array of the shape {found.shape} of {found.dtype}, expected the "
            f"samples' {values.shape} of numbers; keep the shape of what it is given"
        )
    if found.dtype.kind == "f" and not np.isfinite(found[np.isfinite(values)]).all():
        raise CraftbenchError(
            f"{own} returned NaN or infinite values at the level {level:g}; expected numbers "
            "wherever the samples have them"
        )
    return in_type_of(values, found)

"""Feature sets by name: built in, own, or offered by an installed package."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.loading import called
from craftbench.own.offered import as_reference, offered
from craftbench.own.reference import Reference, is_reference, reference
from features import FEATURE_SETS, RECORD, WHOLE_SAMPLE, Feature, FeatureSet

SAMPLES = "samples"
OTHER_FIRST = {
    *("heights_mm", "recording", "recording_leads", "sampling_rate_hz", "r_peak", "group"),
    *("rr_before_s", "rr_after_s"),
}
"""Names of a first parameter that are inputs themselves; any other one is given the samples."""
WHOLE = ("recording", "recording_leads", "sampling_rate_hz")
"""Inputs that have no row per sample."""
UNITS = "units"
"""Attribute of an own function: unit by column, or by pattern as in `fnmatch`."""


@dataclass(frozen=True)
class OwnFeatureSet(FeatureSet):
    """A feature set of the user's own file; `module` is the place of its reference."""

    @property
    def compute(self) -> Callable[..., pd.DataFrame]:
        return partial(_computed, Reference(self.module, self.function), self.inputs)

    def describe(self, names: list[str]) -> dict[str, Feature]:
        """Unit of the named columns: "" where the function has no `units` for it."""
        own = Reference(self.module, self.function)
        units = getattr(own.function, UNITS, {})
        if not isinstance(units, Mapping):
            raise CraftbenchError(
                f"{own}.{UNITS}: expected a dictionary from column to unit, found {units!r}"
            )
        return {name: Feature(_unit(name, units), f"of {own}") for name in names}


def known_feature_sets() -> list[str]:
    """Names of those that are built in or offered by packages."""
    return [*FEATURE_SETS, *offered("features")]


def is_feature_set(name: str) -> bool:
    """Whether a card can name it; an own function need not exist."""
    return name in FEATURE_SETS or name in offered("features") or is_reference(name)


def feature_set(name: str) -> FeatureSet:
    """The feature set of this name.

    Parameters
    ----------
    name : str
        Of a built-in one, ``FILE.py:FUNCTION``, ``MODULE:FUNCTION``, or a name that a package
        offers.

    Raises
    ------
    CraftbenchError
        If there is none, or its file or function does not exist.
    """
    if name in FEATURE_SETS:
        return FEATURE_SETS[name]
    full = as_reference("features", name)
    if not is_reference(full):
        raise CraftbenchError(
            f"there is no feature set {name!r}{suggestion(name, known_feature_sets())}; one of "
            "your own is named by its file: my_features.py:my_function"
        )
    own = reference(full)
    given = own.parameters.required or own.parameters.optional[:1]
    if not given:
        raise CraftbenchError(
            f"{own}: expected a function of the samples, such as `def {own.name}(images)`, found "
            "one without parameters"
        )
    first = given[0] if given[0] in OTHER_FIRST else SAMPLES
    inputs = (first, *given[1:])
    if set(inputs) <= set(WHOLE):
        raise CraftbenchError(
            f"{own}: expected also a parameter with a value per sample, such as r_peak, found "
            f"{', '.join(inputs)}"
        )
    reads = RECORD if "recording" in inputs or "group" in inputs else (WHOLE_SAMPLE,)
    return OwnFeatureSet(own.place, own.name, inputs, "", reads)


def _computed(own: Reference, inputs: tuple[str, ...], *given: Any) -> pd.DataFrame:
    found = called(str(own), own.function, *given)
    samples = next(len(one) for name, one in zip(inputs, given, strict=True) if name not in WHOLE)
    return as_table(found, samples, own)


def as_table(found: Any, samples: int, own: Reference) -> pd.DataFrame:
    """What an own function returned, as a table of numbers.

    Parameters
    ----------
    found : object
        A DataFrame, a dictionary of columns, or an array (n,) or (n, d), whose columns are called
        ``{function}_0`` …
    samples : int
        Number of samples that it was given.
    own : Reference
        Of the function.

    Raises
    ------
    CraftbenchError
        If it is none of these, has another number of rows, or holds anything but numbers.
    """
    expected = (
        "a DataFrame with a row per sample, or an array of the shape (samples,) or "
        "(samples, features)"
    )
    if isinstance(found, pd.Series):
        found = found.to_frame(found.name or own.name)
    if isinstance(found, Mapping):
        found = called(f"{own}: a table of what it returned", pd.DataFrame, dict(found))
    if not isinstance(found, pd.DataFrame):
        found = called(f"{own}: an array of what it returned", np.asarray, found)
        if found.ndim not in (1, 2) or found.dtype.kind not in "biuf":
            raise CraftbenchError(
                f"{own} returned {_shape(found)}, expected {expected}; found for {samples} samples"
            )
        columns = [own.name] if found.ndim == 1 else _numbered(own.name, found.shape[1])
        found = pd.DataFrame(found.reshape(len(found), -1), columns=columns)
    if len(found) != samples:
        raise CraftbenchError(
            f"{own} returned {len(found)} rows for {samples} samples, expected {expected}; keep "
            "the samples on the first axis, and return NaN where nothing can be measured"
        )
    return _numbers(found, own)


def _numbers(found: pd.DataFrame, own: Reference) -> pd.DataFrame:
    names = [str(name) for name in found.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        what = f"two columns {twice[0]!r}" if twice else "a table without columns"
        raise CraftbenchError(
            f"{own} returned {what}; expected a column per feature, each named once"
        )
    for name, column in zip(names, (found.iloc[:, i] for i in range(len(names))), strict=True):
        if column.dtype.kind not in "biuf":
            raise CraftbenchError(
                f"{own}: the column {name!r} holds {column.dtype}, expected numbers; code words as "
                "numbers, and use NaN where nothing can be measured"
            )
    return pd.DataFrame(found.to_numpy(np.float64), columns=names)


def _shape(found: np.ndarray) -> str:
    return f"an array of the shape {found.shape} of {found.dtype}"


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}_{i}" for i in range(count)]


def _unit(name: str, units: Mapping[str, str]) -> str:
    return next((str(unit) for pattern, unit in units.items() if fnmatchcase(name, pattern)), "")

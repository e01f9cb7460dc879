"""Source `function`: samples and labels that a function of the user's own returns."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.array_labels import RESERVED, TEXTS
from craftbench.datasets.arrays import DTYPES, ArrayForms, usable_samples
from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.own.loading import called
from craftbench.own.offered import as_reference
from craftbench.own.reference import Reference, reference

EXPECTED = (
    "two things: samples, an array of images (n, H, W[, C]) or signals (n, T, leads), and labels, "
    "a list or a DataFrame with the column label"
)


class FunctionSource(ArrayForms):
    """What a function returns: samples, and their labels or a table with a row per sample."""

    kind: Literal["function"] = Field(description="A function of your own.")
    function: str = Field(
        description="`my_data.py:my_function` or `my_package.data:my_function`, see "
        "docs/own-code.md. It returns samples and labels, or samples and a DataFrame with the "
        "columns of the source `arrays`."
    )
    options: dict[str, Any] = Field({}, description="Arguments of the function by name.")
    reads: list[Path] = Field(
        [],
        description="Files and folders that the function reads: when one changes, it is called "
        "again.",
    )

    @property
    def own(self) -> Reference:
        """The function."""
        return reference(as_reference("sources", self.function))

    @property
    def own_code(self) -> tuple[str, ...]:
        return (self.own.place,)

    def files(self, classes: list[str]) -> list[Path]:
        inside = [file for place in self.reads for file in place.rglob("*") if file.is_file()]
        return sorted([*(place for place in self.reads if place.is_file()), *inside])

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        own, (values, table) = self.own, self.returned()
        places = first_places(table["label"], (f"{own}, sample {i}" for i in table.index))
        refuse_lookalike_labels(places, classes)
        return usable_samples(values, table, own.name, classes)

    def returned(self) -> tuple[np.ndarray, pd.DataFrame]:
        """Samples and the table of their labels, as the function returns them; both checked."""
        own = self.own
        self.check_call()
        found = called(str(own), own.function, **self.options)
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise CraftbenchError(f"{own} returned {type(found).__name__}, expected {EXPECTED}")
        values = _as_samples(found[0], own)
        return values, _as_table(found[1], len(values), own)

    def check_call(self) -> None:
        """Raise CraftbenchError if the function cannot be called with `options`, or is not there.

        The files that it reads have to be there too.
        """
        own, given = self.own, self.own.parameters
        missing = [name for name in given.required if name not in self.options]
        unknown = [name for name in self.options if name not in given.all]
        if missing or unknown:
            fault = f"needs {missing[0]!r}" if missing else f"has no parameter {unknown[0]!r}"
            raise CraftbenchError(
                f"{own} {fault}; its parameters: {', '.join(given.all) or 'none'}; set them with "
                "source.options"
            )
        absent = [file for file in self.reads if not file.exists()]
        if absent:
            raise CraftbenchError(f"source.reads: there is no file or folder {absent[0]}")


def _as_samples(found: Any, own: Reference) -> np.ndarray:
    values = called(f"{own}: an array of its samples", np.asarray, found)
    given = values.dtype
    if values.dtype in (np.dtype(np.float64), np.dtype(np.float16)):
        values = values.astype(np.float32)
    if values.dtype.name not in DTYPES or values.ndim not in (3, 4) or not values.size:
        raise CraftbenchError(
            f"{own} returned samples of the shape {values.shape} of {given}; expected "
            f"images (n, H, W[, C]) or signals (n, T, leads) of {', '.join(DTYPES)} or float64, "
            "all of one size; convert them with np.stack, reshape and astype"
        )
    return values[..., 0] if values.ndim == 4 and values.shape[-1] == 1 else values


def _as_table(found: Any, samples: int, own: Reference) -> pd.DataFrame:
    if not isinstance(found, pd.DataFrame):
        found = pd.DataFrame({"label": called(f"{own}: a list of its labels", list, found)})
    table = found.reset_index(drop=True).rename(columns=str)
    if "label" not in table:
        columns = ", ".join(table.columns)
        raise CraftbenchError(f"{own} returned a table of {columns}; expected a column label")
    taken = [name for name in RESERVED if name in table]
    if taken:
        raise CraftbenchError(
            f"{own} returned a column {taken[0]}, a name that craftbench gives itself; rename it"
        )
    if len(table) != samples:
        raise CraftbenchError(
            f"{own} returned {samples} samples and {len(table)} labels, expected equal numbers"
        )
    for name in TEXTS:
        if name in table:
            table[name] = _as_text(table[name])
    return table


def _as_text(column: pd.Series) -> pd.Series:
    """Labels and groups are text; None, NaN and blanks are missing."""
    text = column.map(lambda one: None if pd.isna(one) else str(one).strip() or None)
    return text.astype("string").astype(object).where(text.notna(), None)

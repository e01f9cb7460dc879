"""Source `arrays`: samples in one .npy file with a CSV of labels, the simplest way in."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.samples import REJECTED_COLUMNS, Samples
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError

DTYPES = ("uint8", "uint16", "float32")


class ArraysSource(SampleSource):
    """Images (n, H, W[, C]) or signals (n, T, leads) with one row of a CSV each."""

    kind: Literal["arrays"] = Field(description="A .npy file and a CSV file.")
    samples: Path = Field(description=f"Array of {', '.join(DTYPES)} or float64, sample first.")
    labels: Path = Field(
        description="CSV with a row a sample, in the same order: the column label, and as you have "
        "them group (patient, batch), role (pool or test) and numbers that feature sets need."
    )

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        values = _read_array(self.samples)
        table = _read_table(self.labels)
        if len(values) != len(table):
            raise CraftbenchError(
                f"{self.samples} has {len(values)} samples and {self.labels} {len(table)} rows, "
                "expected as many of both"
            )
        source = pd.Series([f"{self.samples.name}[{i}]" for i in range(len(values))])
        unusable = _unusable(values, table["label"], classes)
        rejected = pd.DataFrame({"source": source, "reason": unusable}, columns=REJECTED_COLUMNS)
        kept = unusable.isna().to_numpy()
        return Samples(
            values[kept],
            table.assign(source=source)[kept].reset_index(drop=True),
            rejected[~kept].reset_index(drop=True),
        )


def _read_array(path: Path) -> np.ndarray:
    try:
        values = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise CraftbenchError(
            f"{path}: there is no such file; the key source.samples is relative to the folder that "
            "snakemake runs in"
        ) from None
    except ValueError as error:
        raise CraftbenchError(f"{path}: not a .npy file of numbers: {error}") from None
    if values.dtype == np.float64:
        values = values.astype(np.float32)
    if values.dtype.name not in DTYPES or values.ndim not in (3, 4):
        raise CraftbenchError(
            f"{path}: expected images (n, H, W[, C]) or signals (n, T, leads) of "
            f"{', '.join(DTYPES)} or float64, found shape {values.shape} of {values.dtype}"
        )
    return values


def _read_table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype={"label": str, "group": str, "role": str})
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file; see source.labels") from None
    except (pd.errors.ParserError, UnicodeDecodeError, pd.errors.EmptyDataError) as error:
        raise CraftbenchError(f"{path}: not a readable CSV file: {error}") from None
    if "label" not in table:
        raise CraftbenchError(
            f"{path}: expected a column `label`, found {', '.join(map(str, table.columns))}"
        )
    return table


def _unusable(values: np.ndarray, labels: pd.Series, classes: list[str]) -> pd.Series:
    """Why a sample cannot be used; missing for those that can."""
    reason = pd.Series(pd.NA, index=labels.index, dtype="string")
    reason[labels.isna()] = "no label"
    other = labels.notna() & ~labels.isin(classes)
    reason[other] = "class " + labels[other] + " is not among the card's classes"
    if values.dtype == np.float32:
        finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
        reason[~finite & reason.isna().to_numpy()] = "NaN or infinite values"
    return reason

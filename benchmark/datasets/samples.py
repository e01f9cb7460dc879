"""The samples of a data set: what every source gives and every later step reads."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

REJECTED_COLUMNS = ["source", "reason"]


@dataclass
class Samples:
    """Samples of one data set, in the order of their source.

    Parameters
    ----------
    values : (n, H, W), (n, H, W, C) or (n, T, leads) array
        Images or signals as the source gives them: uint8, uint16 or float32.
    table : DataFrame
        One row a sample: ``label`` (class name), ``group``, ``source`` (file and place in it),
        ``role`` where the publisher fixes it (``pool`` or ``test``), and what else the source
        measured, such as ``rr_before_s``.
    rejected : DataFrame
        ``source`` and ``reason`` of everything that could not be used.
    truth : dict
        Arrays and tables that only a simulation knows, such as instance masks; no arm sees them.
    """

    values: np.ndarray
    table: pd.DataFrame
    rejected: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REJECTED_COLUMNS))
    truth: dict[str, np.ndarray | pd.DataFrame] = field(default_factory=dict)


def write_samples(samples: Samples, values: Path, table: Path, rejected: Path, truth: Path) -> None:
    """Store samples as ``.npy`` (no pickle), Parquet and CSV; `truth` is a folder."""
    np.save(values, samples.values, allow_pickle=False)
    samples.table.to_parquet(table, index=False)
    samples.rejected.to_csv(rejected, index=False)
    truth.mkdir(exist_ok=True)
    for name, content in samples.truth.items():
        if isinstance(content, pd.DataFrame):
            content.to_parquet(truth / f"{name}.parquet", index=False)
        else:
            np.save(truth / f"{name}.npy", content, allow_pickle=False)


def read_values(path: Path) -> np.ndarray:
    """The stored samples, memory-mapped."""
    return np.load(path, mmap_mode="r", allow_pickle=False)

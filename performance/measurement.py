"""Shared by the measurements: published data, CPU times in turns, and tables in Markdown."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd


def data_folder() -> Path:
    """``$CRAFTBENCH_DATA``; ends the script with a message if it is not set."""
    if "CRAFTBENCH_DATA" not in os.environ:
        sys.exit("CRAFTBENCH_DATA: set it to the folder with the published data sets (mitdb/ ...)")
    return Path(os.environ["CRAFTBENCH_DATA"])


def fashion_mnist(part: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of Fashion-MNIST, standardised and padded to 32 × 32 pixels.

    Parameters
    ----------
    part : {"train", "t10k"}
        Training or test part; both are standardised by the training part.
    """
    from craftbench.datasets.idx import read_idx

    folder = data_folder() / "fashion-mnist"
    x = read_idx(folder / f"{part}-images-idx3-ubyte.gz") / np.float32(255)
    y = read_idx(folder / f"{part}-labels-idx1-ubyte.gz").astype(np.int64)
    x = np.pad((x - np.float32(0.2860)) / np.float32(0.3530), ((0, 0), (2, 2), (2, 2)), "edge")
    return x[..., None], y


def cpu_seconds(functions: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Shortest CPU time of each function over `repeats` rounds in which all take turns.

    Other work on the machine affects the shortest time least, and all functions alike.
    """
    seconds = dict.fromkeys(functions, np.inf)
    for _ in range(repeats):
        for name, function in functions.items():
            start = time.process_time()
            function()
            seconds[name] = min(seconds[name], time.process_time() - start)
    return seconds


def markdown(table: pd.DataFrame, decimals: int = 2) -> str:
    """A table in Markdown: a named index as its first column, NaN as an empty cell."""
    if table.index.name:
        table = table.reset_index()
    rows = [list(map(str, table.columns)), ["---"] * len(table.columns)]
    rows += [[_cell(value, decimals) for value in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(value: object, decimals: int) -> str:
    if not isinstance(value, float):
        return str(value)
    if np.isnan(value):
        return ""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.{decimals}f}"

"""Fashion-MNIST as the measurements of training take it."""

import os
from pathlib import Path

import numpy as np

from craftbench.datasets.idx import read_idx


def images(part: str) -> tuple[np.ndarray, np.ndarray]:
    """Fashion-MNIST in 32 × 32 pixels, standardised by mean and deviation of its training part."""
    folder = Path(os.environ["CRAFTBENCH_DATA"]) / "fashion-mnist"
    x = read_idx(folder / f"{part}-images-idx3-ubyte.gz") / np.float32(255)
    y = read_idx(folder / f"{part}-labels-idx1-ubyte.gz").astype(np.int64)
    x = np.pad((x - np.float32(0.2860)) / np.float32(0.3530), ((0, 0), (2, 2), (2, 2)), "edge")
    return x[..., None], y

"""Files that were drawn, in a folder; and checks of what was read."""

from pathlib import Path
from typing import Any

import numpy as np


def written(files: dict[str, bytes], folder: Path) -> Path:
    """A folder with these files, by their path."""
    below = folder / "pictures"
    below.mkdir()
    for name, content in files.items():
        path = below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return below


def check_samples(samples: Any, classes: list[str]) -> None:
    """Nothing may be lost or reach the samples unseen."""
    assert len(samples.values) == len(samples.table)
    assert set(samples.table["label"]) <= set(classes)
    assert np.isfinite(samples.values.astype(float)).all(), "NaN reached the samples"
    assert samples.rejected["reason"].str.len().gt(0).all(), "a sample was rejected without reason"

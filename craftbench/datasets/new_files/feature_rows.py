"""New rows of features, in the columns that training had."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.datasets.new_files.arrays import check_file
from craftbench.datasets.sample_table import read_table
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from features.table import PREFIX


def read_rows(
    source: Any, file: Path, given: Mapping[str, float], sample_shape: tuple[int, ...]
) -> Samples:
    """The rows of a CSV or Parquet file; labels and names may be there, and are not looked at."""
    check_file(file)
    table = read_table(file, "the file")
    found = source.features_of(file, table)
    if found.shape[1] != sample_shape[0]:
        names = ", ".join(name.removeprefix(PREFIX) for name in found)
        raise CraftbenchError(
            f"{file}: {found.shape[1]} columns of features ({names}), but the model was trained on "
            f"{sample_shape[0]}; give it the columns of {source.file.name}"
        )
    about = pd.DataFrame({"source": [f"{file}, line {line}" for line in table.index]})
    return Samples(
        found.to_numpy(np.float32), pd.concat([about, found.reset_index(drop=True)], axis=1)
    )

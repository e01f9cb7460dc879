"""The formats ``.tsv`` and ``.txt``: a table with the label in its first column."""

import re
from pathlib import Path

import numpy as np

from craftbench.datasets.ucr.series import SeriesFile, label_name, lines_of, parse_series
from craftbench.errors import CraftbenchError


def read_table(path: Path) -> SeriesFile:
    """Series of a table separated by tabs, spaces or commas: label, then values.

    Raises
    ------
    CraftbenchError
        Naming the line that has no values, or the file that has no series.

    Notes
    -----
    NaN at the end of a line means that the series is shorter, NaN elsewhere a missing value.

    References
    ----------
    H. Dau et al.: The UCR time series archive. IEEE/CAA J. Automatica Sinica 6 (2019) 1293-1305.
    """
    series, labels = [], []
    for number, line in lines_of(path, "#"):
        label, *values = re.split(r"[\s,]+", line)
        found = parse_series(path, number, [values])
        measured = np.flatnonzero(~np.isnan(found[:, 0]))
        if not len(measured):
            raise CraftbenchError(
                f"{path}: line {number} has no value after its label, expected the label and the "
                "values of one series"
            )
        series.append(found[: measured[-1] + 1])
        labels.append(label_name(label))
    if not series:
        raise CraftbenchError(f"{path}: the file is empty, expected a series per line")
    return SeriesFile(series, labels)

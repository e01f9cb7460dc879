"""The format ``.arff`` of Weka: attributes, then a line per series."""

import re
from pathlib import Path

from craftbench.datasets.ucr.series import SeriesFile, label_name, lines_of, parse_series
from craftbench.errors import CraftbenchError

_RELATION = re.compile(r"""(['"])(?P<dimensions>.*)\1\s*,(?P<label>.*)""")


def read_arff(path: Path) -> SeriesFile:
    r"""Series of an ``.arff`` file: values and the label, separated by commas.

    Several dimensions stand in quotes, separated by ``\n`` (a backslash and the letter n).

    Raises
    ------
    CraftbenchError
        Naming the line that is wrong, or the file that has no series.
    """
    in_data, series, labels = False, [], []
    for number, line in lines_of(path, "%"):
        if not in_data:
            in_data = line.lower() == "@data"
            continue
        relation = _RELATION.fullmatch(line)
        if relation:
            dimensions = [own.split(",") for own in relation["dimensions"].split("\\n")]
            label = relation["label"]
        else:
            *values, label = line.split(",")
            dimensions = [values]
        series.append(parse_series(path, number, dimensions))
        labels.append(label_name(label))
    if not series:
        raise CraftbenchError(
            f"{path}: found no series after a line @data, expected an .arff file; copy it again"
        )
    return SeriesFile(series, labels)

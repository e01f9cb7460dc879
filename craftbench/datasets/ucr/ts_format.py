"""The format ``.ts``: a header, then a line per series."""

from pathlib import Path

from craftbench.datasets.ucr.series import SeriesFile, label_name, lines_of, parse_series
from craftbench.errors import CraftbenchError


def read_ts(path: Path) -> SeriesFile:
    """Series of a ``.ts`` file: dimensions and the label are separated by colons.

    Raises
    ------
    CraftbenchError
        Naming the file, and the line where one is wrong: no class labels (a regression set), time
        stamps, another number of dimensions or values than the header says, or an unknown label.

    References
    ----------
    A. Bagnall et al.: The UEA multivariate time series classification archive, 2018.
    arXiv:1811.00075.
    """
    header: dict[str, list[str]] = {}
    in_data, series, labels = False, [], []
    for number, line in lines_of(path, "#"):
        if in_data:
            *dimensions, label = line.split(":")
            values = parse_series(path, number, [own.split(",") for own in dimensions or [""]])
            series.append(values)
            labels.append(label_name(label))
            _check_line(path, number, values.shape, labels[-1], header)
        elif line.lower() == "@data":
            in_data = True
            _check_header(path, header)
        elif line.startswith("@"):
            key, *value = line[1:].split()
            header[key.lower()] = value
    if not series:
        raise CraftbenchError(
            f"{path}: found no series after a line @data, expected a .ts file; copy it again"
        )
    return SeriesFile(series, labels)


def _check_header(path: Path, header: dict[str, list[str]]) -> None:
    if header.get("classlabel", ["false"])[0].lower() != "true":
        raise CraftbenchError(
            f"{path}: expected `@classLabel true` and the classes, found a set without classes "
            "(for regression?); craftbench compares classifiers"
        )
    if header.get("timestamps", ["false"])[0].lower() == "true":
        raise CraftbenchError(
            f"{path}: has time stamps, expected evenly sampled series; resample them first"
        )


def _check_line(
    path: Path, number: int, shape: tuple[int, ...], label: str, header: dict[str, list[str]]
) -> None:
    equal = header.get("equallength", ["false"])[0].lower() == "true"
    expected = {
        "values": (shape[0], header.get("serieslength") if equal else None),
        "dimensions": (shape[1], header.get("dimensions")),
    }
    for what, (found, stated) in expected.items():
        if stated and stated[0].isdigit() and int(stated[0]) != found:
            raise CraftbenchError(
                f"{path}: line {number} has {found} {what}, the header says {stated[0]}; is the "
                "file cut short? Copy it again"
            )
    known = [label_name(name) for name in header["classlabel"][1:]]
    if known and label not in known:
        raise CraftbenchError(
            f"{path}: line {number} ends in the label {label!r}, the header names "
            f"{', '.join(known)}; is the file cut short? Copy it again"
        )

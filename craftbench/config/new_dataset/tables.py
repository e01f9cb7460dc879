"""A CSV or Parquet file: a list of pictures, signals, or features."""

import glob
import re
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.config.new_dataset.columns import choose_columns, classes_of
from craftbench.config.new_dataset.finding import Finding
from craftbench.config.new_dataset.given import Given
from craftbench.datasets.class_folders import PICTURES
from craftbench.datasets.sample_table import read_table
from craftbench.errors import CraftbenchError

SHORTEST_SIGNAL = 24
"""As many columns with consecutive numbers are taken for values of a signal."""
TIMES = ("time", "timestamp", "t", "seconds", "second", "time_s", "ms", "datetime", "date", "step")
IDS = ("id", "sample", "window", "series", "segment", "record", "recording", "trial", "sample_id")

GROUP_NEEDED = (
    "rows of one person or device must share a group, or the test is too easy: use --group"
)
NUMBERED = re.compile(r"^(.*?)(\d+)$")


def find_in_table(given: Given) -> Finding:
    """The source that a table is.

    Raises
    ------
    CraftbenchError
        If the table cannot be read, or its label is not known.
    """
    path = given.source
    table = read_table(path, "SOURCE")
    columns, inferred, unsure = choose_columns(path, table, given)
    free = [name for name in table if name not in columns.values()]
    classes = classes_of(path, table[columns["label"]])
    found = Finding({}, classes, inferred, unsure)
    pictures = [name for name in free if _names_pictures(table[name])]
    if given.kind == "image_manifest" or (given.kind is None and pictures):
        if not pictures:
            raise CraftbenchError(
                f"{path}: no column has names of pictures ({', '.join(PICTURES)})"
            )
        _describe_manifest(found, given, pictures[0], columns)
        return found
    long = _long(table, free, columns["label"])
    leads = _numbered(free)
    if given.kind == "signal_table" or (given.kind is None and (long or leads)):
        _describe_signals(found, path, columns, long, leads, free, table)
        return found
    _describe_features(found, path, columns, table, free)
    return found


def _names_pictures(column: pd.Series) -> bool:
    words = column.dropna()
    return (
        pd.api.types.is_string_dtype(column)
        and len(words) > 0
        and bool(words.astype(str).str.lower().str.endswith(PICTURES).all())
    )


def _describe_manifest(found: Finding, given: Given, file: str, columns: dict[str, str]) -> None:
    named = {"file": file, **columns}
    found.source = {"kind": "image_manifest", "file": str(given.source), "columns": named}
    if given.group_pattern:
        found.source["group_pattern"] = given.group_pattern
    found.inferred.insert(0, f"a list of pictures, named in the column {file}")


def _long(table: pd.DataFrame, free: list[str], label: str) -> tuple[str, str] | None:
    """Columns of sample and time, if rows are moments of samples."""
    time = next((name for one in TIMES for name in free if name.lower() == one), None)
    if time is None:
        return None
    others = [name for name in free if name != time]
    named = [name for one in IDS for name in others if name.lower() == one]
    for name in named:
        by_sample = table[label].groupby(table[name], sort=False)
        if len(table) >= 4 * by_sample.ngroups and (by_sample.nunique() == 1).all():
            return name, time
    return None


def _numbered(names: list[str]) -> dict[str, list[str]]:
    """Columns with consecutive numbers by their beginning, the leads of a signal; {} if there are
    too few, or leads differ in length."""
    leads: dict[str, list[int]] = {}
    for name in names:
        if match := NUMBERED.match(name):
            leads.setdefault(match[1], []).append(int(match[2]))
    whole = {
        beginning: [str(place) for place in places]
        for beginning, places in leads.items()
        if len(places) >= SHORTEST_SIGNAL and places == list(range(places[0], places[-1] + 1))
    }
    lengths = {len(places) for places in whole.values()}
    return whole if len(lengths) == 1 else {}


def _describe_signals(
    found: Finding,
    path: Path,
    columns: dict[str, str],
    long: tuple[str, str] | None,
    leads: dict[str, list[str]],
    free: list[str],
    table: pd.DataFrame,
) -> None:
    source: dict[str, Any] = {"kind": "signal_table", "file": str(path), "columns": columns}
    if long:
        name, time = long
        values = [one for one in _numeric(table, free) if one not in long]
        source |= {"form": "long", "id": name, "time": time, "values": values}
        lengths = table.groupby(name).size()
        found.inferred.insert(
            0, f"signals, one row a moment: samples are named in {name}, the time is in {time}"
        )
        if lengths.nunique() > 1:
            source["unequal_length"] = "cut"
            found.unsure.append(
                f"signals have {lengths.min()} to {lengths.max()} values and are cut to the "
                "shortest; or set source.unequal_length: pad"
            )
    else:
        values = [f"{glob.escape(beginning)}[0-9]*" for beginning in leads]
        source |= {"form": "rows", "values": values}
        if not leads:
            source["values"] = _numeric(table, free)
            if len(source["values"]) > SHORTEST_SIGNAL:
                source["values"] = []
        others = [name for name in free if not any(_begins(name, one) for one in leads)]
        found.inferred.insert(
            0,
            f"signals, one row a sample, {len(leads) or 1} lead(s) of "
            f"{len(next(iter(leads.values()), free))} values",
        )
        if others and leads:
            found.unsure.append(f"columns that are not used: {', '.join(others[:10])}")
    found.source = source
    found.unsure.append(
        GROUP_NEEDED
        if "group" not in columns
        else "the table is taken for signals; if its columns are features, use --kind feature_table"
    )


def _begins(name: str, beginning: str) -> bool:
    match = NUMBERED.match(name)
    return match is not None and match[1] == beginning


def _describe_features(
    found: Finding, path: Path, columns: dict[str, str], table: pd.DataFrame, free: list[str]
) -> None:
    numeric = _numeric(table, free)
    if not numeric:
        raise CraftbenchError(
            f"{path}: has neither names of pictures nor columns of numbers beside the label; "
            "expected a list of pictures, signals or features"
        )
    words = [name for name in free if name not in numeric]
    found.source = {"kind": "feature_table", "file": str(path), "columns": columns}
    names = [name for name in free if name.lower() in IDS]
    if names and table[names[0]].nunique() == len(table):
        found.source["id"] = names[0]
        words = [name for name in words if name != names[0]]
    if words:
        found.source["without"] = words
        found.unsure.append(f"columns of words are left out: {', '.join(words[:10])}")
    found.inferred.insert(0, f"a table of {len(numeric)} features, one row a sample")
    if "group" not in columns:
        found.unsure.append(GROUP_NEEDED)
    found.unsure.append(
        "a column that tells the label, such as a code or a result, would be a leak: name such "
        "columns in source.without"
    )


def _numeric(table: pd.DataFrame, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if pd.to_numeric(table[name], errors="coerce").notna().mean() > 0.5
        and name.lower() not in IDS
    ]

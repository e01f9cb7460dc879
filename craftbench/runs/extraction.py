"""Hand-crafted features of all samples, with their cost."""

import logging
import time
from typing import Any

import numpy as np
import pandas as pd

from craftbench.datasets.height_unit import height_unit_mm
from craftbench.datasets.samples import Recordings
from craftbench.datasets.stored_rows import give_back
from craftbench.errors import CraftbenchError
from craftbench.own.feature_sets import OwnFeatureSet, feature_set
from craftbench.own.independence import check_each_sample
from features import FeatureSet
from features.table import PREFIX
from models.blocks import row_blocks

CHUNKS = 10
RECORDED = {"recording", "recording_leads"}
"""Inputs that are continuous signals: the first lead, or all leads."""
TABLE = f"{PREFIX}*"
"""Input of a feature set that gets all columns of features computed elsewhere."""

log = logging.getLogger(__name__)


def extract(
    name: str,
    values: np.ndarray,
    table: pd.DataFrame,
    recordings: Recordings | None = None,
    chunks: int = CHUNKS,
) -> tuple[pd.DataFrame, pd.Series]:
    """Features of all samples, computed in chunks of whole groups.

    Parameters
    ----------
    name : str
        A feature set.
    values : (n, …) array
        Stored samples.
    table : DataFrame
        ``samples.parquet``.
    recordings : Recordings or None
        From which the samples were cut, where the source has them.
    chunks : int
        Number of chunks, more for samples of more than as many blocks (`models.blocks`); each is
        one measurement of the time, and its end is logged.

    Returns
    -------
    features : DataFrame
        ``sample`` and one float column per feature, in the order of `table`.
    seconds_per_sample : Series
        One value per chunk.

    Raises
    ------
    CraftbenchError
        If the source lacks an input of the feature set, or the feature set rejects the samples.
    """
    if "group" not in table:
        # A card that ignores groups still has features that compare a sample with its recording.
        table = table.rename(columns={"recording": "group"})
    _check_inputs(name, table, recordings)
    by = feature_set(name)
    parts, seconds = [], []
    portions = _chunks(table, max(chunks, sum(1 for _ in row_blocks(values.shape))))
    for number, rows in enumerate(portions, 1):
        start = time.perf_counter()
        try:
            part = _compute(by, values, table, recordings, rows)
        except ValueError as error:
            raise CraftbenchError(f"feature set {name}: {error}") from error
        seconds.append((time.perf_counter() - start) / len(rows))
        if isinstance(by, OwnFeatureSet) and number == 1 and not _has_neighbours(by):
            check_each_sample(name, part, lambda one: _compute(by, values, table, None, one))
        parts.append(part)
        give_back(values)
        log.info("%s: chunk %d of %d, %d samples", name, number, len(portions), len(rows))
    return _joined(name, parts, table), pd.Series(seconds, name="seconds_per_sample")


def _joined(name: str, parts: list[pd.DataFrame], table: pd.DataFrame) -> pd.DataFrame:
    """The checked features of all chunks in the order of the samples; `parts` are given up."""
    _check_columns(name, parts)
    features = pd.concat(parts)
    parts.clear()
    features = features.sort_index()
    _check_values(name, features, table)
    features.insert(0, "sample", table["sample"].to_numpy())
    return features


def _check_inputs(name: str, table: pd.DataFrame, recordings: Recordings | None) -> None:
    missing = missing_inputs(name, table, recordings)
    if "recording" in missing:
        raise CraftbenchError(
            f"the feature set {name} needs the recordings that the samples were cut from, but this "
            "source has none; choose another feature set in the card's arms"
        )
    if missing:
        raise CraftbenchError(
            f"the feature set {name} needs the column {', '.join(missing)}, the source has "
            f"{', '.join(table.columns)}; choose another feature set in the card's arms"
        )


def _check_columns(name: str, parts: list[pd.DataFrame]) -> None:
    first = list(parts[0].columns)
    other = next((list(one.columns) for one in parts if list(one.columns) != first), None)
    if other is not None:
        found = sorted(set(first) ^ set(other)) or other
        raise CraftbenchError(
            f"feature set {name}: not all samples have the same columns, {found[0]!r} is among "
            f"those that differ; return the {len(first)} columns of the first samples for all"
        )


def _check_values(name: str, features: pd.DataFrame, table: pd.DataFrame) -> None:
    infinite = features.columns[np.isinf(features).any()]
    if len(infinite):
        row = int(np.isinf(features[infinite[0]]).to_numpy().argmax())
        raise CraftbenchError(
            f"feature set {name}: {infinite[0]} of sample {row} ({table['source'].iloc[row]}) is "
            "infinite; expected a number, or NaN where it cannot be measured"
        )
    empty = int(features.isna().all(axis=1).sum())
    if empty:
        log.warning("%s: %d of %d samples have no feature at all (NaN)", name, empty, len(features))


def _chunks(table: pd.DataFrame, chunks: int) -> list[np.ndarray]:
    if "group" not in table:
        return [rows for rows in np.array_split(np.arange(len(table)), chunks) if len(rows)]
    group = pd.factorize(table["group"])[0]
    return [
        np.flatnonzero(np.isin(group, part))
        for part in np.array_split(np.arange(group.max() + 1), chunks)
        if len(part)
    ]


def _compute(
    by: FeatureSet,
    values: np.ndarray,
    table: pd.DataFrame,
    recordings: Recordings | None,
    rows: np.ndarray,
) -> pd.DataFrame:
    """Features of some rows: all at once, or one recording after the other."""
    if recordings is None or not RECORDED & set(by.inputs):
        arguments = [_argument(name, values, table, rows) for name in by.inputs]
        return by.compute(*arguments).set_axis(rows)
    parts = []
    for group, own in table.iloc[rows].groupby("group", sort=False, observed=True):
        leads, rate = recordings.leads_of(group)
        given: dict[str, Any] = {name: column.to_numpy() for name, column in own.items()}
        given |= {"recording": np.ascontiguousarray(leads[:, 0]), "recording_leads": leads}
        given |= {"sampling_rate_hz": rate}
        arguments = [given[name] for name in by.inputs]
        try:
            parts.append(by.compute(*arguments).set_axis(own.index))
        except ValueError as error:
            raise ValueError(f"recording {group}: {error}") from error
    return pd.concat(parts).loc[rows]


def _argument(name: str, values: np.ndarray, table: pd.DataFrame, rows: np.ndarray) -> Any:
    if name == "samples":
        return np.asarray(values[rows])
    if name == "heights_mm":
        return values[rows] * height_unit_mm(table)[rows]
    if name == TABLE:
        return table.iloc[rows][_of_table(table)]
    return table[name].to_numpy()[rows]


def _of_table(table: pd.DataFrame) -> list[str]:
    """Columns of features that were computed elsewhere."""
    return [name for name in table if name.startswith(PREFIX)]


def missing_inputs(name: str, table: pd.DataFrame, recordings: Recordings | None) -> list[str]:
    """Columns that a feature set reads and samples lack, and ``recording`` if they have none."""
    column = {"heights_mm": "height_unit_mm"} | dict.fromkeys(RECORDED, "group")
    inputs = feature_set(name).inputs
    read = [column.get(one, one) for one in inputs if one not in ("samples", "sampling_rate_hz")]
    read = [one for one in read if one != TABLE or not _of_table(table)]
    missing = [one for one in read if one not in table]
    return [*missing, *(["recording"] if RECORDED & set(inputs) and recordings is None else [])]


def needs_neighbours(name: str) -> bool:
    """Whether a feature set compares a sample with others of its group or its recording."""
    return _has_neighbours(feature_set(name))


def _has_neighbours(by: FeatureSet) -> bool:
    return not {*RECORDED, "group"}.isdisjoint(by.inputs)

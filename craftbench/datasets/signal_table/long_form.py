"""One row a moment: a column names the sample, another one gives the time."""

from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.sample_table import TableColumns, as_text, described, numbers
from craftbench.datasets.signal_table.signals import TableSignals
from craftbench.errors import CraftbenchError

SAME_STEP = 0.01
"""Relative difference up to which two sampling intervals are the same."""
LONGEST_STEP = 1.5
"""A step of so many usual steps of a sample is a gap."""
SHOWN = 3


def signals_of_moments(
    path: Path,
    table: pd.DataFrame,
    columns: TableColumns,
    leads: list[str],
    name: str,
    time: str | None,
) -> TableSignals:
    """The rows of each sample as a signal, in the order of the time.

    Parameters
    ----------
    path, table, columns
        As in `craftbench.datasets.signal_table.one_row.signals_of_rows`.
    leads : list of str
        Columns of values, one a lead; without any, all columns that are nothing else.
    name : str
        Column with the name of the sample.
    time : str or None
        Column with the time, in any unit or as a date; the order of the rows without.

    Raises
    ------
    CraftbenchError
        If a column is missing, a row has no sample, the label, group or role changes within a
        sample, a cell is no number, or samples differ in their sampling interval.
    """
    for one in (name, *([time] if time else []), *leads):
        if one not in table:
            raise CraftbenchError(
                f"{path}: there is no column {one!r}; it has {', '.join(table.columns[:20])}"
            )
    about = described(path, table, columns)
    sample = as_text(table[name])
    if sample.isna().any():
        raise CraftbenchError(
            f"{path}: line {sample.isna().idxmax()} has no name of its sample in the column {name}"
        )
    used = {name, time, *columns.found_in(path, table).values()}
    chosen = leads or [one for one in table if one not in used]
    if not chosen:
        others = ", ".join(filter(None, used))
        raise CraftbenchError(f"{path}: has no column of values beside {others}")
    values = numbers(path, table[chosen], "source.values")
    moments = _moments(path, table[time]) if time else np.arange(len(table), dtype=float)
    code, names = pd.factorize(sample)
    about = _of_samples(path, about, sample)
    order = np.lexsort((moments, code))
    ends = np.cumsum(np.bincount(code))[:-1]
    reason = pd.Series(pd.NA, index=range(len(names)), dtype="string")
    if time:
        reason = _check_times(path, list(names), np.split(moments[order], ends))
    about.insert(0, "source", [f"{path.name}[{one}]" for one in names])
    return TableSignals(np.split(values[order], ends), about.reset_index(drop=True), reason)


def _moments(path: Path, column: pd.Series) -> np.ndarray:
    """Times as numbers; dates in seconds."""
    as_numbers = pd.to_numeric(column, errors="coerce")
    if pd.api.types.is_datetime64_any_dtype(column) or as_numbers.isna().all():
        dates = pd.to_datetime(column, errors="coerce", format="mixed")
        as_numbers = (dates - dates.min()).dt.total_seconds()
    if as_numbers.isna().any():
        line = as_numbers.isna().idxmax()
        raise CraftbenchError(
            f"{path}: line {line} has {column[line]!r} in the column {column.name}, "
            "expected a time: a number or a date"
        )
    return as_numbers.to_numpy(float)


def _of_samples(path: Path, about: pd.DataFrame, sample: pd.Series) -> pd.DataFrame:
    """Label, group and role of each sample, which are the same in all of its rows."""
    for column in about:
        different = about[column].groupby(sample, sort=False).nunique(dropna=False)
        odd = different.index[different > 1]
        if len(odd):
            found = ", ".join(map(str, about[column][sample == odd[0]].unique()[:SHOWN]))
            raise CraftbenchError(
                f"{path}: the sample {odd[0]} has several values in the column of the {column} "
                f"({found}; {len(odd)} such samples), expected one; give each window a name of its "
                "own"
            )
    return about.groupby(sample, sort=False).first()


def _check_times(path: Path, names: list[str], times: list[np.ndarray]) -> pd.Series:
    """The reason to reject each sample with a gap; raises CraftbenchError for mixed rates."""
    steps = [np.diff(one) for one in times]
    usual = np.array([np.median(one) if len(one) else np.nan for one in steps])
    reason = pd.Series(pd.NA, index=range(len(names)), dtype="string")
    if np.isnan(usual).all():
        return reason
    expected = float(np.nanmedian(usual))
    twice = [name for name, one in zip(names, steps, strict=True) if (one == 0).any()]
    if twice:
        raise CraftbenchError(
            f"{path}: the sample {twice[0]} has two rows at the same time ({len(twice)} such "
            "samples); give each window a name of its own, or each lead a column"
        )
    odd = np.flatnonzero(np.abs(usual - expected) > SAME_STEP * expected)
    if len(odd):
        shown = ", ".join(f"{names[i]}: {usual[i]:.6g}" for i in odd[:SHOWN])
        raise CraftbenchError(
            f"{path}: mixed sampling rates: most samples have a step of {expected:.6g} between two "
            f"times, {len(odd)} of {len(names)} another one ({shown}); resample them to one rate"
        )
    for i, step in enumerate(steps):
        if len(step) and step.max() > LONGEST_STEP * expected:
            reason[i] = (
                f"a gap of {step.max():.6g} after the time {times[i][step.argmax()]:.6g}, expected "
                f"steps of {expected:.6g}"
            )
    return reason

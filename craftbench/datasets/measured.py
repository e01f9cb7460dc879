"""Measured numbers of samples, for `craftbench check`, and what no data set can have.

A wrong unit or a wrong sampling rate leaves files that can be read and samples that mean nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Samples
from craftbench.datasets.stored_rows import give_back
from craftbench.datasets.windows import height_column
from craftbench.errors import CraftbenchError

AT_ONCE = 1024
"""Samples that are measured at once, to save memory."""
MOST_ALIKE = 0.9
"""Share of samples without any content from which on a data set has none."""
HIGHEST_MM = 5000.0
FIELD_MM = (10.0, 50_000.0)
RATE_BPM = (20.0, 300.0)
QRS_MV = (0.01, 30.0)
QRS = height_column(0)


@dataclass(frozen=True)
class Measured:
    """Smallest, median and largest value over samples or recordings, in `unit`."""

    what: str
    unit: str
    smallest: float
    median: float
    largest: float

    def __str__(self) -> str:
        three = " … ".join(f"{x:.4g}" for x in (self.smallest, self.median, self.largest))
        return f"{self.what}: {three} {self.unit}".rstrip()


def measured(samples: Samples) -> list[Measured]:
    """What the samples are, in numbers that a person knows.

    Parameters
    ----------
    samples : Samples
        Heights have the columns ``height_unit_mm`` and ``pixel_mm`` in their table, heartbeats
        ``rr_before_s`` and ``qrs_height_1_mv``.

    Returns
    -------
    list of Measured
        Of all samples the values; of heights the highest point, the area above the belt and the
        width of the image; of heartbeats the heart rate and the QRS height of each recording, and
        the share of missing values.
    """
    low, high, used = _extremes(samples.values)
    found = [_of("smallest value of a sample", "", low), _of("largest value of a sample", "", high)]
    if "height_unit_mm" in samples.table:
        found += _of_heights(samples, high, used)
    if "rr_before_s" in samples.table:
        found.append(_of("heart rate of a recording", "/min", _heart_rates(samples.table)))
    if QRS in samples.table:
        found.append(_of("QRS height of a recording", "mV", _qrs_heights(samples.table)))
    if samples.recordings is not None:
        missing = np.isnan(samples.recordings.signal).mean(axis=0)
        found.append(_of("missing values of a lead", "%", 100 * missing))
    return found


def refuse_impossible(samples: Samples) -> None:
    """Raises CraftbenchError, with what to do, for samples that no data set can have.

    These are: heights above 5 m; samples of one value, almost all of them the same one; a field of
    view, heart rates or QRS heights that nothing has.
    """
    low, high, _ = _extremes(samples.values)
    for fault in _faults(samples, low, high):
        raise CraftbenchError(fault)


def _faults(samples: Samples, low: np.ndarray, high: np.ndarray) -> Iterator[str]:
    table = samples.table
    if "height_unit_mm" in table:
        yield from _faults_of_heights(table, samples.values.shape[2], high)
    constant = low[low == high]
    usual = pd.Series(constant).mode().iloc[0] if len(constant) else np.nan
    if (constant == usual).sum() >= MOST_ALIKE * len(table):
        yield (
            f"{(constant == usual).sum()} of {len(table)} samples have nothing but the value "
            f"{usual:g}; nothing can be learned from them. Check the files and their unit"
        )
    if "rr_before_s" in table:
        yield from _fault_of_recordings(
            _heart_rates(table), RATE_BPM, "heart rate", "/min", "the sampling rate in the headers"
        )
    if QRS in table:
        yield from _fault_of_recordings(
            _qrs_heights(table), QRS_MV, "QRS height", "mV", "gain and unit in the headers"
        )


def _faults_of_heights(table: pd.DataFrame, columns: int, high: np.ndarray) -> Iterator[str]:
    empty, mm = (high == 0), high * table["height_unit_mm"].to_numpy(float)
    if empty.mean() >= MOST_ALIKE:
        yield (
            f"{empty.sum()} of {len(table)} height images are empty, the highest point of the "
            f"others is {mm.max():.4g} mm; expected items above the belt. Check source.unit_mm (1 "
            "for mm, 1000 for files in metres) and belt_threshold_mm"
        )
    tall = mm > HIGHEST_MM
    if tall.any():
        yield (
            f"{tall.sum()} of {len(table)} height images reach above {HIGHEST_MM / 1000:g} m, the "
            f"first is {_first(table, tall)} with {mm[tall][0] / 1000:.2f} m. Check the unit "
            "(height_unit_mm); a count that stands for no measurement, such as 65535, must be 0"
        )
    if "pixel_mm" in table:
        field = columns * table["pixel_mm"].to_numpy(float)
        odd = ~((field >= FIELD_MM[0]) & (field <= FIELD_MM[1]))
        if odd.any():
            yield (
                f"{odd.sum()} of {len(table)} height images are {field[odd][0]:.4g} mm wide, the "
                f"first is {_first(table, odd)}; expected {FIELD_MM[0]:g} mm to "
                f"{FIELD_MM[1] / 1000:g} m. Check pixel_mm, in mm on the belt"
            )


def _fault_of_recordings(
    values: pd.Series, bounds: tuple[float, float], what: str, unit: str, remedy: str
) -> Iterator[str]:
    odd = values[(values < bounds[0]) | (values > bounds[1])]
    if len(odd) > len(values) / 2:
        yield (
            f"{len(odd)} of {len(values)} recordings have an impossible {what}, the first is "
            f"{odd.index[0]} with {odd.iloc[0]:.4g} {unit}; expected {bounds[0]:g} to "
            f"{bounds[1]:g} {unit}. Check {remedy}"
        )


def _of_heights(samples: Samples, high: np.ndarray, used: np.ndarray) -> list[Measured]:
    table = samples.table
    found = [
        _of("highest point of an image", "mm", high * table["height_unit_mm"].to_numpy(float)),
        _of("pixels without height", "%", 100 * (1 - used)),
    ]
    if "pixel_mm" in table:
        side = table["pixel_mm"].to_numpy(float)
        rows, columns = samples.values.shape[1:3]
        found += [
            _of("area above the belt", "cm²", used * rows * columns * side**2 / 100),
            _of("width of an image", "mm", columns * side),
        ]
    return found


def _heart_rates(table: pd.DataFrame) -> pd.Series:
    """Median heart rate of each recording in 1/min."""
    return (60 / table.groupby(_recording(table), sort=False)["rr_before_s"].median()).dropna()


def _qrs_heights(table: pd.DataFrame) -> pd.Series:
    """Median QRS height of each recording in mV; 1 stands for a flat lead."""
    return table.groupby(_recording(table), sort=False)[QRS].median().dropna()


def _recording(table: pd.DataFrame) -> pd.Series:
    """The recording of each heartbeat, whatever the split makes of it."""
    names = [name for name in ("group", "recording") if name in table]
    return table[names[0]] if names else pd.Series("all", index=table.index)


def _extremes(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smallest and largest value, and share of values other than 0, of each sample."""
    low, high, used = (np.empty(len(values)) for _ in range(3))
    for start in range(0, len(values), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        part = values[rows].reshape(-1, values[0].size)
        low[rows], high[rows] = part.min(axis=1), part.max(axis=1)
        used[rows] = (part != 0).mean(axis=1)
        give_back(values)
    return low, high, used


def _of(what: str, unit: str, values: np.ndarray | pd.Series) -> Measured:
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    if not known.size:
        return Measured(what, unit, *[float("nan")] * 3)
    return Measured(what, unit, float(known.min()), float(np.median(known)), float(known.max()))


def _first(table: pd.DataFrame, rows: np.ndarray) -> str:
    place = int(np.argmax(rows))
    return str(table["source"].iloc[place]) if "source" in table else f"sample {place}"

"""The form in which networks get signals."""

from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from craftbench.datasets.windows import RATE, WINDOW_BEFORE, height_column
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings

SHOWN_AT_ONCE = 4096
"""Number of samples: more at once would take several times the memory of the stored ones."""
SAME = 1e-3
"""Relative difference up to which sampling rates are the same."""
Seconds = Annotated[float, Field(ge=0, le=60)]


class SignalView(Settings):
    """The form in which networks get signals."""

    kind: Literal["signal"] = Field(description="Signals (T, leads).")
    length: int | None = Field(
        None,
        gt=0,
        le=1_000_000,
        description="Values along time after resampling with a low-pass filter; if not given, "
        "signals keep their length.",
    )
    seconds: tuple[Seconds, Seconds] | None = Field(
        None,
        description="Part of a heartbeat's window that is shown: seconds before and after the R "
        "peak. Needs `length`; if not given, the whole window.",
    )
    leads: int | None = Field(
        None,
        gt=0,
        le=1000,
        description="Number of leads that are shown, the first ones; default all.",
    )
    scaling: Literal["none", "record"] = Field(
        "none",
        description="`record` subtracts from each lead of a heartbeat the median of the part that "
        "is shown, and divides it by the median QRS height of its recording (all beats, no "
        "labels).",
    )

    @model_validator(mode="after")
    def _length_is_known(self):
        if self.seconds is not None and self.length is None:
            raise ValueError("`seconds` needs `length`, the number of values in that time")
        if self.seconds == (0, 0):
            raise ValueError("`seconds` of 0 before and 0 after the R peak show nothing")
        return self


def show_signals(values: np.ndarray, view: SignalView, table: pd.DataFrame) -> np.ndarray:
    """Signals in the shape of a view; see `craftbench.datasets.views.show`.

    Notes
    -----
    With ``scaling: record``, lead k of a heartbeat x(t) is shown as ``(x(t) − median_t x) / h_k``,
    where h_k is the median height of the QRS complexes of lead k in its recording.
    """
    part = shown_part(values, view, table)
    columns = [height_column(lead) for lead in range(part.shape[2])]
    height = np.ones((len(part), part.shape[2]), np.float32)
    if view.scaling == "record":
        _require(table, columns)
        height = _heights(table, columns)
    shown = np.empty((len(part), view.length or part.shape[1], part.shape[2]), np.float32)
    for first in range(0, len(part), SHOWN_AT_ONCE):
        rows = slice(first, first + SHOWN_AT_ONCE)
        signals = np.asarray(part[rows], np.float32)
        if view.scaling == "record":
            signals = signals - np.median(signals, axis=1, keepdims=True)
        shown[rows] = _of_length(signals / height[rows, None], view.length)
    return shown


def check_signals(values: np.ndarray, view: SignalView, table: pd.DataFrame) -> None:
    """Raise what `show_signals` raises for these samples, without showing them."""
    part = shown_part(values, view, table)
    if view.scaling == "record":
        columns = [height_column(lead) for lead in range(part.shape[2])]
        _require(table, columns)
        _heights(table, columns)


def shown_part(values: np.ndarray, view: SignalView, table: pd.DataFrame) -> np.ndarray:
    """The leads and the time that a view shows, as stored: (n, T', leads').

    Raises
    ------
    CraftbenchError
        If samples are no signals, have fewer leads or a shorter window, or the table of samples
        lacks a column.
    """
    if values.ndim != 3:
        raise CraftbenchError(
            f"the view expects signals (n, T, leads), the samples have the shape {values.shape}; "
            "choose a view of the other kind"
        )
    leads = view.leads or values.shape[2]
    if leads > values.shape[2]:
        raise CraftbenchError(
            f"the view shows {leads} leads, the samples have {values.shape[2]}; lower `leads`, or "
            "name a second lead in the card's source"
        )
    if view.seconds is None or not len(values):
        return values[:, :, :leads]
    _require(table, [RATE, WINDOW_BEFORE])
    rate, before = (_one_value(table, name) for name in (RATE, WINDOW_BEFORE))
    r_peak = round(before * rate)
    begin, end = r_peak - round(view.seconds[0] * rate), r_peak + round(view.seconds[1] * rate)
    if begin < 0 or end > values.shape[1]:
        raise CraftbenchError(
            f"the view shows {view.seconds[0]:g} s before and {view.seconds[1]:g} s after the R "
            f"peak, the samples have {before:g} s and {values.shape[1] / rate - before:g} s; "
            "enlarge before_s and after_s in the card's source"
        )
    return values[:, begin:end, :leads]


def needed_by_signals(view: SignalView, sample_shape: tuple[int, ...]) -> list[str]:
    """Columns of the table of samples that `show_signals` needs."""
    leads = range(view.leads or sample_shape[1])
    of_window = [] if view.seconds is None else [RATE, WINDOW_BEFORE]
    return of_window + [height_column(lead) for lead in leads if view.scaling == "record"]


def _require(table: pd.DataFrame, columns: list[str]) -> None:
    missing = [name for name in columns if name not in table]
    if missing:
        raise CraftbenchError(
            f"a view with `seconds` or `scaling` needs the column {missing[0]}, which the table of "
            "samples does not have; use a source of heartbeats or leave these settings out"
        )


def _one_value(table: pd.DataFrame, name: str) -> float:
    """The value of a column that all samples share; raises CraftbenchError if they do not."""
    values = table[name].to_numpy(float)
    if not np.isfinite(values).all() or np.ptp(values) > SAME * np.abs(values).max():
        raise CraftbenchError(
            f"a view with `seconds` needs one {name}, the samples have values from "
            f"{np.min(values):g} to {np.max(values):g}; resample them to one rate"
        )
    return float(values[0])


def _heights(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    heights = table[columns].to_numpy(np.float32)
    wrong = ~(np.isfinite(heights) & (heights > 0)).all(axis=1)
    if wrong.any():
        row = int(wrong.argmax())
        raise CraftbenchError(
            f"a view with `scaling: record` needs positive {', '.join(columns)}; sample {row} has "
            f"{', '.join(f'{one:g}' for one in heights[row])} ({wrong.sum()} such samples)"
        )
    return heights


def _of_length(signals: np.ndarray, length: int | None) -> np.ndarray:
    if length is None or length == signals.shape[1]:
        return signals
    from scipy.signal import resample_poly

    ratio = Fraction(length, signals.shape[1])
    offset = np.nan_to_num(signals[:, :1])  # a hum otherwise: the filter's phases differ in gain
    resampled = resample_poly(
        signals - offset, ratio.numerator, ratio.denominator, axis=1, padtype="edge"
    )
    return (resampled[:, :length] + offset).astype(np.float32)

"""What the heartbeat features measure, drawn on one beat."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from craftbench.analyses.explanation.svg import box, drawing, element, line, path, text

WIDTH, HEIGHT = 360.0, 150.0
LEFT, TOP = 34.0, 20.0
ROW, GAP = 17.0, 28.0
MOST_BEFORE_S, MOST_AFTER_S, BESIDE_S = 1.3, 1.0, 0.12
WAVES = {"P": ("p_on", "p_peak", "p_off"), "QRS": ("qrs_on", "r_peak", "qrs_off")}
WAVES |= {"T": ("t_on", "t_peak", "t_off")}
MILLISECONDS = 1000.0
MOST_POINTS = 400


@dataclass(frozen=True)
class Beat:
    """One beat of a recording.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the whole recording; NaN where nothing was measured.
    rate : float
        Samples per second.
    marks : Series
        Its landmarks as `features.ecg.delineate` gives them, NaN where a wave is absent.
    r_before, r_after : float
        R peaks of its neighbours in samples, NaN without one.
    """

    signal_mv: np.ndarray
    rate: float
    marks: pd.Series
    r_before: float = np.nan
    r_after: float = np.nan

    @property
    def intervals_ms(self) -> dict[str, float]:
        """RR (from the beat before), PR, QRS and QT in ms; NaN where a mark is absent."""
        one, marks = MILLISECONDS / self.rate, self.marks
        return {
            "RR": (marks["r_peak"] - self.r_before) * one,
            "PR": (marks["qrs_on"] - marks["p_on"]) * one,
            "QRS": (marks["qrs_off"] - marks["qrs_on"]) * one,
            "QT": (marks["t_off"] - marks["qrs_on"]) * one,
        }

    @property
    def shown(self) -> tuple[float, float]:
        """First and last sample that are drawn: up to the neighbouring beats, if they are near."""
        r, beside = self.marks["r_peak"], BESIDE_S * self.rate
        earliest = r - MOST_BEFORE_S * self.rate
        latest = r + MOST_AFTER_S * self.rate
        first = np.fmax(self.r_before - beside, earliest)
        last = np.fmin(self.r_after + beside, latest)
        return max(first, 0.0), min(last, len(self.signal_mv) - 1.0)


def draw_beat(beat: Beat) -> Markup:
    """The signal with its P, QRS and T marked, and below it the intervals in ms."""
    first, last = beat.shown
    inside = WIDTH - LEFT - 6
    step = max(1, round((last - first) / MOST_POINTS))
    times = np.arange(np.ceil(first), last + 1, step)
    values = beat.signal_mv[times.astype(int)]
    low, high = _limits(values)

    def x(sample):
        return LEFT + inside * (np.asarray(sample, float) - first) / ((last - first) or 1)

    def y(millivolts):
        return TOP + HEIGHT * (high - np.asarray(millivolts, float)) / (high - low)

    parts = [*_waves(beat, x), *_grid(beat, x, y, (low, high))]
    parts.append(element("path", class_="drawn-signal", d=path(np.stack([x(times), y(values)], 1))))
    parts += _peaks(beat, x, y)
    parts += _intervals(beat, x)
    told = ", ".join(
        f"{name} {value:.0f} ms" for name, value in beat.intervals_ms.items() if value == value
    )
    height = TOP + HEIGHT + GAP + 3 * ROW + 6
    return drawing(WIDTH, height, f"heartbeat; {told or 'no interval measured'}", parts)


def _limits(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest value that are drawn, in mV, in steps of 0.5."""
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    return float(np.floor(2 * low) / 2), float(max(np.ceil(2 * high), np.floor(2 * low) + 1) / 2)


def _grid(beat: Beat, x, y, limits: tuple[float, float]) -> list[Markup]:
    first, last = beat.shown
    step = 0.5 * max(1, round((limits[1] - limits[0]) / 2))
    parts = [text(2, TOP - 8, "mV")]
    for level in np.arange(limits[0], limits[1] + 1e-6, step):
        parts += [
            line(LEFT, y(level), WIDTH - 6, y(level), "grid"),
            text(LEFT - 4, y(level) + 4, f"{level:.1f}", "end"),
        ]
    seconds = np.arange(-5, 6) * 0.5
    for second in seconds:
        sample = beat.marks["r_peak"] + second * beat.rate
        if first <= sample <= last:
            parts += [
                line(x(sample), TOP, x(sample), TOP + HEIGHT, "grid"),
                text(x(sample), TOP + HEIGHT + 13, f"{second:g} s".replace("-", "−"), "middle"),
            ]
    return parts


def _waves(beat: Beat, x) -> list[Markup]:
    parts = []
    first, last = beat.shown
    for name, (begin, _, end) in WAVES.items():
        on, off = beat.marks[begin], beat.marks[end]
        if not (on == on and off == off):
            continue
        left, right = x(max(on, first)), x(min(off, last))
        if right > left:
            parts.append(box(left, TOP, right - left, HEIGHT, name.lower()))
            parts.append(text((left + right) / 2, TOP - 6, name, "middle", "strong"))
    return parts


def _peaks(beat: Beat, x, y) -> list[Markup]:
    parts = []
    places = np.arange(len(beat.signal_mv))
    for _, peak, _ in WAVES.values():
        sample = beat.marks[peak]
        if sample == sample and beat.shown[0] <= sample <= beat.shown[1]:
            level = np.interp(sample, places, beat.signal_mv)
            if level == level:
                parts.append(
                    element(
                        "circle", class_="drawn-peak", cx=float(x(sample)), cy=float(y(level)), r=3
                    )
                )
    return parts


def _intervals(beat: Beat, x) -> list[Markup]:
    """Bars with both ends: RR; PR and QT; QRS."""
    marks, top = beat.marks, TOP + HEIGHT + GAP
    ends = {
        "RR": (0, beat.r_before, marks["r_peak"]),
        "PR": (1, marks["p_on"], marks["qrs_on"]),
        "QT": (1, marks["qrs_on"], marks["t_off"]),
        "QRS": (2, marks["qrs_on"], marks["qrs_off"]),
    }
    parts = []
    for name, (row, begin, end) in ends.items():
        value = beat.intervals_ms[name]
        if value != value:
            continue
        left, right = (float(x(np.clip(one, *beat.shown))) for one in (begin, end))
        level = top + ROW * (row + 0.5)
        parts.append(line(left, level, right, level, "interval"))
        cut = begin < beat.shown[0]
        parts += [
            line(place, level - 4, place, level + 4, "interval")
            for place in ([right] if cut else [left, right])
        ]
        label = f"{name} {value:,.0f} ms"
        if name == "PR":
            parts.append(text(left - 4, level + 4, label, "end"))
        elif name == "RR":
            parts.append(text((left + right) / 2, level - 3, label, "middle"))
        else:
            parts.append(text(right + 4, level + 4, label))
    absent = [name for name in ("P", "T") if np.isnan(beat.marks[WAVES[name][1]])]
    if absent:
        words = f"no {' and no '.join(absent)} wave found"
        parts.append(text(WIDTH - 6, top + ROW * 0.5 + 4, words, "end"))
    return parts

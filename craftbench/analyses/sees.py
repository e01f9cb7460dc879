"""What an arm sees of a sample and of its surroundings, in words."""

import numpy as np
import pandas as pd

from craftbench.analyses.study import Study
from craftbench.datasets.signal_view import SignalView
from craftbench.datasets.views import ImageView, shown_shape
from craftbench.datasets.windows import RATE, WINDOW_BEFORE, has_usual_beat
from craftbench.own.feature_sets import feature_set
from craftbench.own.reference import short_name
from features import GREY_VALUES, WHOLE_SAMPLE

RR_BEFORE = "rr_before_s"
USUAL = ", with differences from the usual beat of the whole record"


def sees(study: Study, arm: str) -> str:
    """What reaches an arm, from its view and from what its feature sets declare to read.

    Two arms that see different things differ in more than hand-crafting and learning.

    Returns
    -------
    str
        Such as ``32 × 32 pixels`` or ``0.20 s before to 0.58 s after the R peak (1.0 beats)``, then
        what its feature sets read; empty for an arm that sees nothing.
    """
    values = study.values
    sample = None if values is None or values.ndim < 3 else tuple(values.shape[1:])
    view, found = study.contest.view(arm), []
    if isinstance(view, ImageView):
        found.append(_image(view, sample))
    elif view is not None:
        found.append(_signal(view, sample, study.samples))
    by_reads: dict[tuple[str, ...], list[str]] = {}
    for name in study.contest.feature_sets(arm):
        by_reads.setdefault(feature_set(name).reads, []).append(short_name(name))
    for reads, names in by_reads.items():
        whole = _whole(sample, study.samples)
        grey = f"{whole}, without its colours" if _in_colour(sample) else whole
        words = {WHOLE_SAMPLE: whole, GREY_VALUES: grey}
        read = [words.get(part, part) for part in reads]
        found.append(f"{', '.join(names)}: {', '.join(read)}")
    return "; ".join(found)


def _in_colour(sample: tuple[int, ...] | None) -> bool:
    return sample is not None and len(sample) == 3


def _image(view: ImageView, sample: tuple[int, ...] | None) -> str:
    pixels = f"{view.height} × {view.width} pixels"
    channels = 1 if sample is None else shown_shape(sample, view)[-1]
    stored = "" if sample is None else f", from {sample[0]} × {sample[1]}"
    same = sample is None or sample[:2] == (view.height, view.width)
    return pixels + (f" of {channels} channels" if channels > 1 else "") + ("" if same else stored)


def _signal(view: SignalView, sample: tuple[int, ...] | None, table: pd.DataFrame) -> str:
    words = _whole(sample, table) if view.seconds is None else _window(*view.seconds, table)
    words = words.removesuffix(USUAL)
    if sample is not None:
        length, leads = shown_shape(sample, view)
        words += f", as {length} values" + (f" of {leads} leads" if leads > 1 else "")
        words += USUAL if has_usual_beat(table, sample[1]) and leads == sample[1] else ""
    if view.scaling == "record":
        words += ", in units of the QRS height of the whole record"
    return words


def _whole(sample: tuple[int, ...] | None, table: pd.DataFrame) -> str:
    """All that is stored of a sample."""
    if sample is None:
        return "whole sample"
    if len(sample) == 2 and {RATE, WINDOW_BEFORE} <= set(table):
        rate, before = (float(table[name].iloc[0]) for name in (RATE, WINDOW_BEFORE))
        usual = USUAL if has_usual_beat(table, sample[1]) else ""
        return _window(before, sample[0] / rate - before, table) + usual
    return f"whole sample ({' × '.join(map(str, sample))})"


def _window(before: float, after: float, table: pd.DataFrame) -> str:
    words = f"{before:.2f} s before to {after:.2f} s after the R peak"
    if RR_BEFORE not in table:
        return words
    beats = (before + after) / float(np.nanmedian(table[RR_BEFORE]))
    return f"{words} ({beats:.1f} beats)"

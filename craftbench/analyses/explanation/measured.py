"""What the hand-crafted features of a model measured, drawn on one sample."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from markupsafe import Markup

from craftbench.analyses.explanation.beat_drawing import Beat, draw_beat
from craftbench.analyses.explanation.drawings import DRAWINGS, SHOWN_BY
from craftbench.analyses.explanation.explained_sample import Drawn
from craftbench.analyses.explanation.plain_drawing import draw_picture, draw_signal
from craftbench.analyses.interpretation.wave_shares import landmarks_of
from craftbench.analyses.samples_table import recording_of
from craftbench.datasets.by_name import imported
from craftbench.datasets.samples import Samples
from craftbench.datasets.windows import RATE
from craftbench.runs.training_range import MOST_SIGNAL_LEADS
from features.image_arrays import SMALLEST_SIDE

log = logging.getLogger(__name__)

HEIGHT_COLUMNS = {"pixel_mm", "height_unit_mm"}


@dataclass
class MeasuredSamples:
    """Draws samples of one data set, or of one new file.

    Parameters
    ----------
    samples : Samples
        All of them: marks of a heartbeat depend on those around it.
    feature_sets : collection of str
        Of the model whose features are shown; without any, the kind of the samples decides.
    signals : bool
        Whether samples (T, columns) are signals whatever their number of columns.
    """

    samples: Samples
    feature_sets: Collection[str] = ()
    signals: bool = False
    _marks: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def draw(self, row: int) -> Drawn:
        """The sample at a position, with what was measured where that can be drawn.

        Features that have no drawing, or whose drawing fails for this sample, leave it as it is.
        """
        drawing = self._drawing
        if drawing is not None:
            try:
                return drawing(row)
            except Exception as error:  # one sample that cannot be drawn costs no other
                place = (
                    self.samples.table["source"].iloc[row]
                    if "source" in self.samples.table
                    else row
                )
                log.warning("%s: not drawn with its measurements: %s", place, error)
        return self.plain(row)

    def plain(self, row: int) -> Drawn:
        """The sample without measurements."""
        value = np.asarray(self.samples.values[row])
        if self.is_signal:
            table = self.samples.table
            rate = float(table[RATE].iloc[row]) if RATE in table else None
            return Drawn(draw_signal(value, rate=rate), "The signal. Its features have no drawing.")
        if value.ndim < 2:
            return Drawn(Markup(""), "This sample is a row of features.")
        return Drawn(draw_picture(value), "The image. Its features have no drawing.")

    @property
    def is_signal(self) -> bool:
        """Whether the samples are signals (T, leads)."""
        shape = self.samples.values.shape
        return len(shape) == 3 and (self.signals or shape[2] <= MOST_SIGNAL_LEADS)

    @property
    def _drawing(self) -> Callable[[int], Drawn] | None:
        """The drawing of the first of these kinds that the features and the samples have."""
        table, shape = self.samples.table, self.samples.values.shape
        kinds = {SHOWN_BY.get(name) for name in self.feature_sets} or set(DRAWINGS)
        if len(shape) == 3 and set(table) >= HEIGHT_COLUMNS and "heights" in kinds:
            return self._heights
        beats = self.samples.recordings is not None and "r_peak" in table
        if beats and "beat" in kinds:
            return self._beat
        image = len(shape) in (3, 4) and not self.is_signal and min(shape[1:3]) >= SMALLEST_SIDE
        return self._gradients if image and "gradients" in kinds else None

    def _heights(self, row: int) -> Drawn:
        about = self.samples.table.iloc[row]
        heights = np.asarray(self.samples.values[row]) * float(about["height_unit_mm"])
        return Drawn(
            imported(DRAWINGS["heights"])(heights, float(about["pixel_mm"])),
            "Heights above the belt in colours; grey: not measured. The lines are what the "
            "features measure.",
        )

    def _gradients(self, row: int) -> Drawn:
        return Drawn(
            imported(DRAWINGS["gradients"])(np.asarray(self.samples.values[row])),
            "Histograms of oriented gradients: in each cell, a line along each edge.",
        )

    def _beat(self, row: int) -> Drawn:
        assert self.samples.recordings is not None
        about = self.samples.table.iloc[row]
        name = recording_of(self.samples.table.iloc[[row]]).iloc[0]
        signal, rate = self.samples.recordings.of(name)
        marks = self._marks_of(name)
        peaks = np.sort(marks["r_peak"].to_numpy())
        place = int(np.searchsorted(peaks, about["r_peak"]))
        before = peaks[place - 1] if place > 0 else np.nan
        after = peaks[place + 1] if place + 1 < len(peaks) else np.nan
        beat = Beat(signal, rate, marks.loc[row], float(before), float(after))
        return Drawn(draw_beat(beat), "First lead: waves as they were found, and the intervals.")

    def _marks_of(self, name: str) -> pd.DataFrame:
        """Landmarks of all beats of a recording, by position among the samples."""
        if name not in self._marks:
            assert self.samples.recordings is not None
            table = self.samples.table.reset_index(drop=True)
            own = table[recording_of(table) == name]
            self._marks[name] = landmarks_of(self.samples.recordings, own)
        return self._marks[name]

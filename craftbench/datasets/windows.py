"""Windows around the beats of a recording."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings

RATE, WINDOW_BEFORE = "sampling_rate_hz", "window_before_s"
"""Columns of a table of heartbeats: samples per second, and seconds before the R peak."""
QRS_S = (0.07, 0.08)
GAP = "the record has no value (NaN) in the beat's window"
PAST_THE_END = "the beat's window passes the beginning or the end of the record"
USUAL_BEAT = (
    "Add each lead's difference from the usual beat of its record as a further lead. The usual "
    "beat is the median over all beats, without labels."
)
"""Description of the setting in sources."""


@dataclass(frozen=True)
class BeatWindow:
    """How samples are cut from recordings, one per beat.

    Parameters
    ----------
    before_s, after_s : float
        Seconds before and after the R peak.
    usual_beat : bool
        Whether each lead is followed, after all leads, by its difference from the usual beat: the
        median over all beats of the recording, sample by sample and without labels.
    """

    before_s: float
    after_s: float
    usual_beat: bool = False

    @property
    def seconds(self) -> tuple[float, float]:
        return self.before_s, self.after_s

    def cut(self, signal: np.ndarray, r_peaks: np.ndarray, rate: float) -> np.ndarray:
        """The signal around each R peak.

        Parameters
        ----------
        signal : (samples, leads) array
            One recording.
        r_peaks : (n,) int array
            Sample numbers of all its beats, whatever their class.
        rate : float
            Samples per second.

        Returns
        -------
        (n, T, leads) array
            With `usual_beat`, (n, T, 2 leads). NaN beyond the ends of the signal.
        """
        beats = cut_windows(signal, r_peaks, rate, *self.seconds)
        if not self.usual_beat:
            return beats
        whole = beats[~np.isnan(beats).any(axis=(1, 2))]
        # Without a beat that has no gap, every window has one, and none will be used.
        usual = np.median(whole, axis=0) if len(whole) else np.nan
        return np.concatenate([beats, (beats - usual).astype(beats.dtype)], axis=2)

    def columns(self, signal: np.ndarray, r_peaks: np.ndarray, rate: float) -> dict[str, float]:
        """Columns that views need, the same for all beats of a recording; parameters as of `cut`.

        Returns
        -------
        dict of float
            ``sampling_rate_hz``, ``window_before_s``, and for each lead ``qrs_height_{lead}_mv``:
            the median over beats of highest minus lowest value from 70 ms before to 80 ms after R.
            Beats with a gap there do not count. It is 1 for a flat lead, which differs from its
            median nowhere, and NaN where no beat counts.
        """
        qrs = cut_windows(signal, r_peaks, rate, *QRS_S)
        heights = np.ptp(qrs, axis=1) if len(qrs) else np.full((1, signal.shape[1]), np.nan)
        usual = [_median_height(height) for height in heights.T] * (1 + self.usual_beat)
        of_leads = {height_column(lead): height for lead, height in enumerate(usual)}
        return {RATE: rate, WINDOW_BEFORE: self.before_s, **of_leads}

    def unusable(self, r_peaks: np.ndarray, length: int, rate: float, cut: np.ndarray) -> pd.Series:
        """The reason why each beat of a recording is no sample; missing where it is one.

        Parameters
        ----------
        r_peaks : (n,) int array
            Sample numbers.
        length : int
            Samples of the recording.
        rate : float
            Samples per second.
        cut : (n, T, leads) array
            What `cut` gave.
        """
        r_peaks = np.asarray(r_peaks)
        before, after = (round(seconds * rate) for seconds in self.seconds)
        reason = pd.Series(pd.NA, index=range(len(r_peaks)), dtype="string")
        reason[np.isnan(cut).any(axis=(1, 2))] = GAP
        reason[(r_peaks < before) | (r_peaks + after > length)] = PAST_THE_END
        return reason

    def cut_all(self, recordings: Recordings, table: pd.DataFrame) -> np.ndarray:
        """Samples of all beats of a table with ``group`` and ``r_peak``, in its order."""
        parts, order = [], []
        for group, rows in table.groupby("group", sort=False, observed=True).indices.items():
            signal, rate = recordings.leads_of(str(group))
            parts.append(self.cut(signal, table["r_peak"].to_numpy()[rows], rate))
            order.append(rows)
        return np.concatenate(parts)[np.argsort(np.concatenate(order))]

    def with_columns(self, table: pd.DataFrame, recordings: Recordings) -> pd.DataFrame:
        """A table with ``group`` and ``r_peak``, and its `columns` in these recordings."""
        parts = []
        for group, own in table.groupby("group", sort=False, observed=True):
            signal, rate = recordings.leads_of(str(group))
            parts.append(own.assign(**self.columns(signal, own["r_peak"].to_numpy(), rate)))
        return pd.concat(parts).loc[table.index]


def cut_windows(
    signal: np.ndarray, r_peaks: np.ndarray, rate: float, before_s: float, after_s: float
) -> np.ndarray:
    """The signal (samples, leads) around each R peak, (n, T, leads); see `BeatWindow.cut`."""
    window = np.arange(-round(before_s * rate), round(after_s * rate))
    places = np.asarray(r_peaks)[:, None] + window
    beats = signal[np.clip(places, 0, len(signal) - 1)]
    outside = (places < 0) | (places >= len(signal))
    if outside.any():
        beats[outside] = np.nan
    return beats


def has_usual_beat(table: pd.DataFrame, leads: int) -> bool:
    """Whether the second half of so many leads are differences from the usual beat.

    They then have the same QRS heights as the leads themselves, see `BeatWindow.columns`.
    """
    columns = [height_column(lead) for lead in range(leads)]
    if leads % 2 or not set(columns) <= set(table):
        return False
    heights = table[columns].to_numpy(float)
    return bool(np.array_equal(heights[:, : leads // 2], heights[:, leads // 2 :]))


def height_column(lead: int) -> str:
    """Column of the median QRS height of a lead, which is counted from 0, in its recording."""
    return f"qrs_height_{lead + 1}_mv"


def _median_height(heights: np.ndarray) -> float:
    seen = heights[~np.isnan(heights)]
    median = float(np.median(seen)) if len(seen) else np.nan
    return 1.0 if median == 0 else median

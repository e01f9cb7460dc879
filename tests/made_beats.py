"""Heartbeats that are made by hand: pulses at known places."""

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.windows import BeatWindow

WINDOW = BeatWindow(0.2, 0.3)
RATE = 200.0


def pulses(peaks: np.ndarray, length: int, rate: float, width_s: float = 0.012) -> np.ndarray:
    """A lead of Gaussian pulses of 1 mV in a little noise, (length,)."""
    t = np.arange(length)
    signal = 0.003 * np.random.default_rng(0).standard_normal(length)
    for peak in peaks:
        signal += np.exp(-0.5 * ((t - peak) / (width_s * rate)) ** 2)
    return signal


def ecg_table(group: str, peaks: np.ndarray, rate: float) -> pd.DataFrame:
    """One row a beat, all of them test samples."""
    interval = np.diff(peaks) / rate
    return pd.DataFrame(
        {
            "sample": np.arange(len(peaks)),
            "label": "dark",
            "group": group,
            "source": "made",
            "role": "test",
            "r_peak": peaks,
            "rr_before_s": np.concatenate([[np.nan], interval]),
            "rr_after_s": np.concatenate([interval, [np.nan]]),
        }
    )


def beats(groups: str = "abc") -> Samples:
    """Recordings of 60 beats; those after more than 0.85 s are ``light``, the others ``dark``."""
    signals, tables = {}, []
    for number, name in enumerate(groups):
        peaks = np.cumsum(np.random.default_rng(number).integers(120, 220, 60)) + 100
        signal = pulses(peaks, peaks[-1] + 200, RATE)
        signals[name] = signal[:, None].astype(np.float32), RATE
        tables.append(ecg_table(name, peaks, RATE))
    table = pd.concat(tables, ignore_index=True)
    table["sample"] = range(len(table))
    table["label"] = np.where(table["rr_before_s"] > 0.85, "light", "dark")
    found = Recordings.joined(signals)
    return Samples(WINDOW.cut_all(found, table), table, recordings=found)

"""One corruption with its five levels, applied to samples or to the recordings behind them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.windows import cut_again

SEVERITIES = (1, 2, 3, 4, 5)

OfSamples = Callable[[np.ndarray, pd.DataFrame, float, np.random.Generator], np.ndarray]
OfRecording = Callable[[np.ndarray, float, np.ndarray, float, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Corruption:
    """A kind of corruption.

    Parameters
    ----------
    name, unit, description : str
        What it is and what its levels count.
    levels : tuple of five floats
        Severities 1 to 5, each worse than the one before.
    of_samples : callable or None
        ``f(values, table, level, rng) -> values`` of the same shape and dtype.
    of_recording : callable or None
        ``f(signal, rate, r_peaks, level, rng) -> signal``; the samples are cut again.

    Notes
    -----
    A function draws the same random numbers whatever the level. So a higher severity is more of
    the same: the gaps of severity 2 are among those of severity 3.
    """

    name: str
    unit: str
    description: str
    levels: tuple[float, float, float, float, float]
    of_samples: OfSamples | None = None
    of_recording: OfRecording | None = None


def corrupt(
    samples: Samples,
    corruption: Corruption,
    severity: int,
    seed: int,
    window_s: tuple[float, float] | None = None,
) -> Samples:
    """Samples after a corruption; what is given is not changed.

    Parameters
    ----------
    samples : Samples
        With recordings where the corruption is one of recordings.
    corruption : Corruption
        Of a ladder, see `craftbench.datasets.corruptions.ladders`.
    severity : int
        0 (nothing happens) to 5.
    seed : int
        All that is random follows from it.
    window_s : (before, after) or None
        Window of the source in seconds, where recordings are corrupted.

    Returns
    -------
    Samples
        The same table: positions of R peaks, hence RR intervals, are those of the clean recording.
    """
    if severity == 0:
        return samples
    if severity not in SEVERITIES:
        raise ValueError(f"severity: expected 0 to {SEVERITIES[-1]}, found {severity!r}")
    level = corruption.levels[severity - 1]
    if corruption.of_samples is not None:
        rng = np.random.default_rng([seed, crc32(corruption.name.encode())])
        values = corruption.of_samples(np.asarray(samples.values), samples.table, level, rng)
        return replace(samples, values=values)
    if samples.recordings is None or window_s is None:
        raise ValueError(
            f"{corruption.name} acts on recordings: expected samples with recordings and the "
            "window of their source, found samples without; choose the ladder of windows"
        )
    recordings = _corrupt_recordings(samples.recordings, samples.table, corruption, level, seed)
    values = cut_again(recordings, samples.table, *window_s)
    return replace(samples, values=values.astype(samples.values.dtype), recordings=recordings)


def _corrupt_recordings(
    recordings: Recordings, table: pd.DataFrame, corruption: Corruption, level: float, seed: int
) -> Recordings:
    """The recordings that the table's samples are of; each has its own random numbers."""
    assert corruption.of_recording is not None
    parts, rows = [], []
    for group, own in table.groupby("group", sort=False, observed=True):
        signal, rate = recordings.of(str(group))
        rng = np.random.default_rng([seed, crc32(f"{corruption.name} {group}".encode())])
        peaks = own["r_peak"].to_numpy()
        parts.append(corruption.of_recording(signal, rate, peaks, level, rng).astype(np.float32))
        rows.append({"group": group, "length": len(signal), "sampling_rate_hz": rate})
    places = pd.DataFrame(rows)
    places.insert(1, "start", places["length"].cumsum() - places["length"])
    return Recordings(np.concatenate(parts), places)

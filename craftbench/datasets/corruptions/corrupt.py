"""Corrupting samples, or the recordings from which they are cut."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.windows import cut_again


def corrupt(
    samples: Samples,
    corruption: Corruption,
    severity: int,
    seed: int,
    window_s: tuple[float, float] | None = None,
) -> Samples:
    """Samples after a corruption; the given samples are not changed.

    Parameters
    ----------
    samples : Samples
        With recordings where the corruption is one of recordings.
    corruption : Corruption
        Of the source, see `SampleSource.corruptions`.
    severity : int
        0 (nothing happens) to 5.
    seed : int
        Of the random numbers.
    window_s : (before, after) or None
        Window of the source in seconds, where recordings are corrupted.

    Returns
    -------
    Samples
        With the same table: R peaks and RR intervals are those of the clean recording.
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
            "window of their source; for single windows use WINDOW_LADDER"
        )
    recordings = _corrupt_recordings(samples.recordings, samples.table, corruption, level, seed)
    values = cut_again(recordings, samples.table, *window_s)
    return replace(samples, values=values.astype(samples.values.dtype), recordings=recordings)


def _corrupt_recordings(
    recordings: Recordings, table: pd.DataFrame, corruption: Corruption, level: float, seed: int
) -> Recordings:
    """The recordings of the table's samples; each has its own random numbers."""
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

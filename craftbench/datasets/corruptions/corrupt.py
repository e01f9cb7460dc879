"""Corrupting samples, or the recordings from which they are cut."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.windows import BeatWindow


def corrupt(
    samples: Samples,
    corruption: Corruption,
    severity: int,
    seed: int,
    window: BeatWindow | None = None,
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
    window : BeatWindow or None
        Of the source, where recordings are corrupted.

    Returns
    -------
    Samples
        R peaks and RR intervals are those of the clean recording; QRS heights, which views scale
        by, are measured on the corrupted one.
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
    if samples.recordings is None or window is None:
        raise ValueError(
            f"{corruption.name} acts on recordings: expected samples with recordings and the "
            "window of their source; for single windows use WINDOW_LADDER"
        )
    recordings = _corrupt_recordings(samples.recordings, samples.table, corruption, level, seed)
    values = window.cut_all(recordings, samples.table).astype(samples.values.dtype)
    table = window.with_columns(samples.table, recordings)
    return replace(samples, values=values, table=table, recordings=recordings)


def _corrupt_recordings(
    recordings: Recordings, table: pd.DataFrame, corruption: Corruption, level: float, seed: int
) -> Recordings:
    """The recordings of the table's samples; each lead has its own random numbers."""
    assert corruption.of_recording is not None
    parts, rows = [], []
    for group, own in table.groupby("group", sort=False, observed=True):
        signal, rate = recordings.leads_of(str(group))
        peaks = own["r_peak"].to_numpy()
        leads = []
        for place, lead in enumerate(signal.T):
            name = f"{corruption.name} {group}" + (f" {place}" if place else "")
            rng = np.random.default_rng([seed, crc32(name.encode())])
            leads.append(corruption.of_recording(lead, rate, peaks, level, rng))
        parts.append(np.stack(leads, axis=1).astype(np.float32))
        rows.append({"group": group, "length": len(signal), "sampling_rate_hz": rate})
    places = pd.DataFrame(rows)
    places.insert(1, "start", places["length"].cumsum() - places["length"])
    return Recordings(np.concatenate(parts), places)

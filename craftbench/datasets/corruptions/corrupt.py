"""Corrupting samples, or the recordings from which they are cut."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Recordings, Samples


def corrupt(samples: Samples, corruption: Corruption, severity: int, seed: int) -> Samples:
    """Samples after a corruption; the given samples are not changed.

    Parameters
    ----------
    samples : Samples
        Those of heartbeats are not corrupted, but their recordings: see `corrupt_recordings`.
    corruption : Corruption
        Of the source, see `SampleSource.corruptions`.
    severity : int
        0 (nothing happens) to 5.
    seed : int
        Of the random numbers.
    """
    if severity == 0:
        return samples
    level = _level(corruption, severity)
    if corruption.of_samples is None:
        raise ValueError(
            f"{corruption.name} acts on recordings: expected a source of heartbeats with its "
            "recordings; for single windows use WINDOW_LADDER"
        )
    rng = np.random.default_rng([seed, crc32(corruption.name.encode())])
    values = corruption.of_samples(np.asarray(samples.values), samples.table, level, rng)
    return replace(samples, values=values)


def corrupt_recordings(
    recordings: Recordings, table: pd.DataFrame, corruption: Corruption, severity: int, seed: int
) -> Recordings:
    """Recordings after a corruption, each lead with random numbers of its own.

    Parameters
    ----------
    recordings : Recordings
        Those of other groups than the table's are left out.
    table : DataFrame
        ``group`` (or ``recording``, where the split ignores it) and the annotated ``r_peak``, by
        whose QRS height the noise is scaled.
    corruption, severity, seed
        As of `corrupt`.
    """
    if severity == 0:
        return recordings
    level = _level(corruption, severity)
    if corruption.of_recording is None:
        raise ValueError(
            f"{corruption.name} acts on samples: expected a corruption of recordings, such as "
            "those of RECORDING_LADDER"
        )
    owner = "group" if "group" in table else "recording"
    signals = {}
    for group, own in table.groupby(owner, sort=False, observed=True):
        signal, rate = recordings.leads_of(str(group))
        leads = []
        for place, lead in enumerate(signal.T):
            name = f"{corruption.name} {group}" + (f" {place}" if place else "")
            rng = np.random.default_rng([seed, crc32(name.encode())])
            peaks = own["r_peak"].to_numpy()
            leads.append(corruption.of_recording(lead, rate, peaks, level, rng))
        signals[str(group)] = np.stack(leads, axis=1).astype(np.float32), rate
    return Recordings.joined(signals)


def _level(corruption: Corruption, severity: int) -> float:
    if severity not in SEVERITIES:
        raise ValueError(f"severity: expected 0 to {SEVERITIES[-1]}, found {severity!r}")
    return corruption.levels[severity - 1]

"""Source `simulated_ecg`: heartbeats of simulated patients."""

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import Field, field_validator

from craftbench.datasets.samples import REJECTED_COLUMNS, Recordings, Samples
from craftbench.datasets.simulated_ecg.landmarks import LANDMARKS
from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.wave_settings import PositiveRange
from craftbench.datasets.source import SampleSource

if TYPE_CHECKING:
    from craftbench.datasets.simulated_ecg.simulate import Recording

PATIENT_COLUMNS = ["kind", "rr_s", "rr_sd_s", "respiration_hz", "f_wave_mv", "bigeminy"]

log = logging.getLogger(__name__)


class SimulatedEcgSource(SampleSource):
    """A window around every beat of simulated patients; the group is the patient."""

    kind: Literal["simulated_ecg"] = Field(description="Simulated electrocardiograms.")
    patients: int = Field(60, ge=8, description="Number of recordings.")
    seconds: PositiveRange = Field((120.0, 180.0), description="Length of a recording in s.")
    seed: int = Field(0, ge=0, description="All follows from it and from the assumptions.")
    sampling_rate_hz: float = Field(360.0, ge=100, le=1000, description="Samples a second.")
    before_s: float = Field(0.28, gt=0, description="Window before the R peak in seconds.")
    after_s: float = Field(0.5, gt=0, description="Window after the R peak in seconds.")
    assumptions: EcgSettings = Field(
        EcgSettings(), description="Rhythm, ectopic beats, shapes and noise."
    )

    @field_validator("seconds")
    @classmethod
    def _room_for_beats(cls, seconds: tuple[float, float]) -> tuple[float, float]:
        if seconds[0] < 5:
            raise ValueError(f"a recording lasts at least 5 s, found {seconds}")
        return seconds

    @property
    def window_s(self) -> tuple[float, float]:
        return self.before_s, self.after_s

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """Simulate in one process whatever `threads` is: it takes seconds."""
        from craftbench.datasets.simulated_ecg.simulate import simulate

        recordings = {
            f"patient {number:03d}": recording
            for number, recording in enumerate(
                simulate(
                    self.assumptions,
                    self.seed,
                    self.patients,
                    self.seconds,
                    self.sampling_rate_hz,
                )
            )
        }
        beats = pd.concat(
            [_beats(name, recording) for name, recording in recordings.items()], ignore_index=True
        )
        log.info("%d beats of %d patients simulated", len(beats), len(recordings))
        used = beats["label"].isin(classes).to_numpy()
        rejected = beats.loc[~used, ["source"]].assign(
            reason="class " + beats.loc[~used, "label"] + " is not among the card's classes"
        )
        values = np.concatenate([self._windows(recording) for recording in recordings.values()])
        kept = beats[used].reset_index(drop=True)
        return Samples(
            values[used],
            kept[["label", "group", "source", "r_peak", "rr_before_s", "rr_after_s"]],
            rejected[REJECTED_COLUMNS],
            {
                "landmarks": kept[["group", *(f"true_{name}" for name in LANDMARKS)]].rename(
                    columns=lambda name: name.removeprefix("true_")
                ),
                "beats": kept[["group", "circumstance", "aberrant", "ventricular"]],
                "patients": _patients(recordings),
            },
            _joined(recordings),
        )

    def _windows(self, recording: "Recording") -> np.ndarray:
        """(beats, T, 1); windows past an end of the recording repeat its first or last value."""
        rate = self.sampling_rate_hz
        window = np.arange(-round(self.before_s * rate), round(self.after_s * rate))
        places = _r_peaks(recording)[:, None] + window
        signal = recording.signal_mv
        return signal[np.clip(places, 0, len(signal) - 1)][..., None]


def _r_peaks(recording: "Recording") -> np.ndarray:
    return recording.beats["r_peak"].round().astype(np.int64).to_numpy()


def _beats(name: str, recording: "Recording") -> pd.DataFrame:
    r_peak = _r_peaks(recording)
    interval = pd.Series(r_peak).diff() / recording.sampling_rate_hz
    return recording.beats.rename(columns=lambda c: f"true_{c}" if c in LANDMARKS else c).assign(
        group=name,
        source=[f"{name}:{place}" for place in r_peak],
        r_peak=r_peak,
        rr_before_s=interval,
        rr_after_s=interval.shift(-1),
    )


def _patients(recordings: dict[str, "Recording"]) -> pd.DataFrame:
    """What each patient has: rhythm and levels, one row a patient."""
    rows = []
    for name, recording in recordings.items():
        drawn = asdict(recording.patient)
        levels = recording.patient.noise._asdict()
        rows.append(
            {"group": name}
            | {column: drawn[column] for column in PATIENT_COLUMNS}
            | {f"{level}_mv": value for level, value in levels.items()}
        )
    return pd.DataFrame(rows)


def _joined(recordings: dict[str, "Recording"]) -> Recordings:
    lengths = np.array([len(recording.signal_mv) for recording in recordings.values()])
    table = pd.DataFrame(
        {
            "group": list(recordings),
            "start": np.concatenate([[0], np.cumsum(lengths)[:-1]]),
            "length": lengths,
            "sampling_rate_hz": [r.sampling_rate_hz for r in recordings.values()],
        }
    )
    return Recordings(np.concatenate([r.signal_mv for r in recordings.values()]), table)

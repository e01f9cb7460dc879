"""Source `simulated_ecg`: heartbeats of simulated patients."""

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import Field, field_validator

from craftbench.datasets.bounds import PositiveBounds
from craftbench.datasets.samples import REJECTED_COLUMNS, Recordings, Samples, other_class
from craftbench.datasets.simulated_ecg.landmarks import LANDMARKS
from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.source import SampleSource
from craftbench.datasets.windows import PAST_THE_END, USUAL_BEAT, BeatWindow

if TYPE_CHECKING:
    from craftbench.datasets.simulated_ecg.simulate import Recording

LEADS = (("MLII", "II", "ii"),)
PATIENT_COLUMNS = ["kind", "rr_s", "rr_sd_s", "respiration_hz", "f_wave_mv", "bigeminy"]

log = logging.getLogger(__name__)


class SimulatedEcgSource(SampleSource):
    """A window around every beat of simulated patients; the group is the patient."""

    readers = ("craftbench.datasets.new_files.beats:read_beats",)
    ladders = ("craftbench.datasets.corruptions.signals:RECORDING_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_signal",)

    kind: Literal["simulated_ecg"] = Field(description="Simulated electrocardiograms.")
    patients: int = Field(60, ge=8, le=100_000, description="Number of recordings.")
    seconds: PositiveBounds = Field((120.0, 180.0), description="Length of a recording in s.")
    seed: int = Field(0, ge=0, description="Seed of everything that is random.")
    sampling_rate_hz: float = Field(360.0, ge=100, le=1000, description="Samples per second.")
    before_s: float = Field(0.28, gt=0, le=60, description="Window before the R peak in seconds.")
    after_s: float = Field(0.5, gt=0, le=60, description="Window after the R peak in seconds.")
    usual_beat: bool = Field(False, description=USUAL_BEAT)
    assumptions: EcgSettings = Field(
        EcgSettings(), description="Rhythm, ectopic beats, shapes and noise."
    )

    @field_validator("seconds")
    @classmethod
    def _room_for_beats(cls, seconds: tuple[float, float]) -> tuple[float, float]:
        if seconds[0] < 5 or seconds[1] > 100_000:
            raise ValueError(f"a recording lasts 5 to 100,000 s, found {seconds}")
        return seconds

    @property
    def leads(self) -> tuple[tuple[str, ...], ...]:
        """Lead of new records that the simulated one resembles, by its names."""
        return LEADS

    @property
    def window(self) -> BeatWindow:
        return BeatWindow(self.before_s, self.after_s, self.usual_beat)

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """Simulate in one process, whatever `threads` is, because it takes seconds."""
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
        rate = self.sampling_rate_hz
        signals = Recordings.joined(
            {name: (one.signal_mv[:, None], rate) for name, one in recordings.items()}
        )
        columns = ["label", "group", "source", "r_peak", "rr_before_s", "rr_after_s"]
        table = self.window.with_columns(beats[columns], signals)
        values = self.window.cut_all(signals, beats)
        reason = pd.Series(pd.NA, index=beats.index, dtype="string")
        reason[np.isnan(values).any(axis=(1, 2))] = PAST_THE_END
        other = ~beats["label"].isin(classes)
        reason[other] = other_class(beats["label"][other])
        used = reason.isna().to_numpy()
        kept = beats[used].reset_index(drop=True)
        return Samples(
            values[used],
            table[used].reset_index(drop=True),
            beats.assign(reason=reason).loc[~used, REJECTED_COLUMNS],
            {
                "landmarks": kept[["group", *(f"true_{name}" for name in LANDMARKS)]].rename(
                    columns=lambda name: name.removeprefix("true_")
                ),
                "beats": kept[["group", "circumstance", "aberrant", "ventricular"]],
                "patients": _patients(recordings),
            },
            signals,
        )


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
    """Rhythm and noise levels, one row per patient."""
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

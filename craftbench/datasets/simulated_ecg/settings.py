"""All assumptions about the simulated patients, as checked settings."""

from typing import Literal, Self

from pydantic import Field, model_validator

from craftbench.datasets.bounds import LevelBounds, PositiveBounds, Share
from craftbench.datasets.simulated_ecg.wave_settings import MorphologySettings
from craftbench.settings import Settings


class RhythmSettings(Settings):
    """The sinus node, and the two kinds of patients with another rhythm or conduction."""

    heart_rate_bpm: PositiveBounds = Field((52.0, 98.0), description="mean heart rate in 1/min")
    rr_sd_ms: LevelBounds = Field((15.0, 70.0), description="SD of the sinus RR intervals in ms")
    lf_hf: PositiveBounds = Field((0.5, 3.0), description="power at the Mayer over the RSA wave")
    mayer_hz: float = Field(0.1, gt=0, le=0.5, description="centre of the Mayer wave in Hz")
    respiration_hz: PositiveBounds = Field((0.2, 0.33), description="breathing frequency in Hz")
    band_width_hz: float = Field(0.01, gt=0, le=0.1, description="SD of both bands in Hz")
    fibrillation_share: Share = Field(
        0.1, description="share of patients with atrial fibrillation: irregular, no P, class N"
    )
    fibrillation_rate_bpm: PositiveBounds = Field((65.0, 115.0), description="their mean rate")
    fibrillation_cv: LevelBounds = Field((0.16, 0.28), description="their SD of RR over its mean")
    fibrillation_mv: LevelBounds = Field((0.02, 0.08), description="height of f waves in mV")
    fibrillation_hz: PositiveBounds = Field((4.5, 8.0), description="frequency of f waves in Hz")
    block_share: Share = Field(
        0.13, description="share of patients with a bundle branch block: wide QRS, class N"
    )

    @model_validator(mode="after")
    def _kinds_fit(self) -> Self:
        if self.fibrillation_share + self.block_share > 1:
            raise ValueError(
                "fibrillation_share and block_share must not exceed 1 together, found "
                f"{self.fibrillation_share:g} and {self.block_share:g}"
            )
        for name in ("heart_rate_bpm", "fibrillation_rate_bpm"):
            low, high = getattr(self, name)
            if low < 30 or high > 200:
                raise ValueError(f"{name} must lie within 30 to 200, found {(low, high)}")
        return self


class EctopySettings(Settings):
    """Beats that do not come from the sinus node. Coupling is a share of the running RR."""

    s_share: float = Field(0.03, ge=0, le=0.2, description="share of S among all beats")
    v_share: float = Field(0.065, ge=0, le=0.2, description="share of V among all beats")
    f_share: float = Field(0.011, ge=0, le=0.2, description="share of F among all beats")
    spread: float = Field(
        0.9, ge=0, le=3, description="SD over patients of the log of a class's share"
    )
    fusion_patients: float = Field(
        0.5, gt=0, le=1, description="share of patients with F: those with the most V"
    )
    most: float = Field(0.3, gt=0, le=0.3, description="largest share of a class in a patient")
    s_coupling: PositiveBounds = Field((0.62, 0.92), description="S beat after the last sinus beat")
    s_pause: PositiveBounds = Field(
        (1.0, 1.15), description="sinus beat after an S beat: the sinus node is reset"
    )
    hidden_p_share: Share = Field(0.25, description="share of S beats without a visible P wave")
    inverted_p_share: Share = Field(0.35, description="share of S beats with an inverted P")
    aberrant_share: Share = Field(0.15, description="share of S beats with a wide QRS")
    v_coupling: PositiveBounds = Field((0.52, 0.92), description="V beat after the last sinus beat")
    v_coupling_sd: float = Field(0.05, ge=0, le=0.2, description="its SD within a patient")
    interpolated_share: Share = Field(
        0.1, description="share of V beats between two sinus beats, without a pause"
    )
    couplet_share: Share = Field(0.1, description="share of V beats with a second one behind")
    bigeminy_patients: Share = Field(0.25, description="share of patients with bigeminy")
    bigeminy: Share = Field(0.5, description="probability that their V, N is followed by V again")
    fusion_weight: LevelBounds = Field(
        (0.25, 0.75), description="weight of the ventricular part of an F beat"
    )
    fusion_coupling: PositiveBounds = Field((0.93, 1.0), description="F beat after the last beat")

    @model_validator(mode="after")
    def _within_one(self) -> Self:
        for name in ("s_coupling", "v_coupling", "fusion_coupling", "fusion_weight"):
            low, high = getattr(self, name)
            least = 0.0 if name == "fusion_weight" else 0.35
            if low < least or high > 1:
                raise ValueError(f"{name} must lie within {least:g} to 1, found {(low, high)}")
        if self.hidden_p_share + self.inverted_p_share > 1:
            raise ValueError(
                "hidden_p_share and inverted_p_share must not exceed 1 together, found "
                f"{self.hidden_p_share:g} and {self.inverted_p_share:g}"
            )
        for name, patients in (("s_share", 1), ("v_share", 1), ("f_share", self.fusion_patients)):
            mean = getattr(self, name) / patients
            if mean > 0.5 * self.most:
                raise ValueError(
                    f"{name} is {mean:g} of the beats of the patients that have them, expected at "
                    f"most half of `most` ({self.most:g}); lower {name}"
                )
        return self


class NoiseSettings(Settings):
    """Noise of electrodes and mains; drawn log-uniformly per patient (respiration: uniformly)."""

    respiration_mv: LevelBounds = Field(
        (0.0, 0.15), description="amplitude of the baseline's sway with breathing in mV"
    )
    wander_mv: LevelBounds = Field((0.02, 0.15), description="RMS below `wander_hz` in mV")
    wander_hz: float = Field(0.4, gt=0, le=1, description="highest frequency of the wander in Hz")
    mains_hz: Literal[50, 60] = Field(60, description="frequency of the mains in Hz")
    mains_mv: LevelBounds = Field((0.002, 0.03), description="amplitude of its hum in mV")
    muscle_mv: LevelBounds = Field((0.005, 0.06), description="RMS of muscle noise in mV")
    muscle_hz: PositiveBounds = Field((15.0, 150.0), description="its band in Hz")

    @model_validator(mode="after")
    def _levels_have_logarithms(self) -> Self:
        for name in ("wander_mv", "mains_mv", "muscle_mv"):
            low, high = getattr(self, name)
            if low == 0 and high > 0:
                raise ValueError(
                    f"{name} is drawn log-uniformly: expected a lowest level above 0, or both 0, "
                    f"found {(low, high)}"
                )
        if self.muscle_hz[0] >= 50:
            raise ValueError(
                f"muscle_hz must begin below 50 Hz, half the lowest sampling rate, found "
                f"{self.muscle_hz}"
            )
        return self


class EcgSettings(Settings):
    """All assumptions of the simulated patients. The defaults are the default card."""

    rhythm: RhythmSettings = Field(RhythmSettings(), description="sinus rhythm and other rhythms")
    ectopy: EctopySettings = Field(EctopySettings(), description="S, V and F beats")
    morphology: MorphologySettings = Field(MorphologySettings(), description="shapes of the waves")
    noise: NoiseSettings = Field(NoiseSettings(), description="noise of the recordings")

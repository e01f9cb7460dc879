"""The assumed shapes of the waves, as checked settings."""

from pydantic import Field

from craftbench.datasets.bounds import Bounds, LevelBounds, PositiveBounds, Share
from craftbench.settings import Settings


class WaveSettings(Settings):
    """One Gaussian wave of a beat; each patient draws uniformly from the ranges."""

    height_mv: Bounds = Field(description="height in mV; negative for a downward wave")
    centre_ms: Bounds = Field(description="centre after the R peak in ms; negative for before")
    width_ms: PositiveBounds = Field(description="standard deviation in ms")


def _wave(height_mv: Bounds, centre_ms: Bounds, width_ms: Bounds) -> WaveSettings:
    return WaveSettings(height_mv=height_mv, centre_ms=centre_ms, width_ms=width_ms)


class MorphologySettings(Settings):
    """The waves of a lead similar to MLII. Places of T and ST hold at an RR interval of 1 s."""

    p: WaveSettings = Field(_wave((0.05, 0.20), (-200, -140), (15, 22)), description="P wave")
    q: WaveSettings = Field(_wave((-0.20, -0.05), (-32, -22), (6, 9)), description="Q wave")
    r: WaveSettings = Field(_wave((0.6, 1.8), (0, 0), (9, 13)), description="R wave")
    s: WaveSettings = Field(_wave((-0.40, -0.08), (22, 32), (6, 9)), description="S wave")
    slur: WaveSettings = Field(
        _wave((0.25, 0.70), (42, 65), (15, 22)),
        description="late part of QRS with a bundle branch block, or in an aberrant beat",
    )
    st: WaveSettings = Field(_wave((-0.06, 0.08), (120, 160), (30, 40)), description="ST segment")
    t: WaveSettings = Field(_wave((0.10, 0.50), (250, 300), (35, 45)), description="T wave")
    ventricular: WaveSettings = Field(
        _wave((0.6, 1.9), (-5, 5), (12, 32)), description="first part of a ventricular QRS"
    )
    ventricular_late: WaveSettings = Field(
        _wave((-0.8, 0.4), (35, 70), (10, 28)),
        description="second part of a ventricular QRS; a negative height opposes the first part",
    )
    ventricular_t: WaveSettings = Field(
        _wave((0.1, 0.6), (270, 330), (40, 60)),
        description="T wave of a ventricular beat, against the first part of its QRS",
    )
    inverted_t_share: Share = Field(0.12, description="share of patients with an inverted T wave")
    inverted_ventricular_share: Share = Field(
        0.45, description="share of ventricular foci whose QRS points downward"
    )
    downward_slur_share: Share = Field(
        0.5, description="share of patients whose slur points downward (right bundle branch)"
    )
    second_focus_share: Share = Field(
        0.25, description="share of patients with two shapes of ventricular beats"
    )
    height_jitter: Share = Field(0.04, description="relative SD of heights from beat to beat")
    ventricular_jitter: Share = Field(0.10, description="the same for ventricular waves")
    place_jitter_ms: float = Field(3.0, ge=0, le=20, description="SD of the places of P, ST and T")
    breathing_gain: LevelBounds = Field(
        (0.0, 0.12), description="relative change of all heights with breathing"
    )
    qt_exponent: float = Field(
        0.5, ge=0, le=1, description="places and widths of ST and T go with RR to this power"
    )
    qt_memory: Share = Field(
        0.8, description="weight of the patient's mean RR in that RR; the rest is the last one's"
    )

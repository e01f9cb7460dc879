"""All assumptions of the simulator, as checked settings."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from craftbench.datasets.bounds import Bounds, Share
from craftbench.settings import Settings

RESOLUTION = 96
LARGEST_PARCEL_MM = (600.0, 400.0, 400.0)


def _shares(shares: dict[str, float]) -> dict[str, float]:
    if min(shares.values(), default=-1) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"shares must be at least 0 and sum to 1, found {shares}")
    return shares


Label = Literal["ENVELOPE", "PARCEL", "DOUBLE"]
Arrangement = Literal["side_by_side", "leaning", "stacked"]
Material = Literal["matte", "dark", "glossy"]


class ItemSettings(Settings):
    """Which items travel on the belt. Lengths in mm."""

    padded_share: Share = Field(
        0.35, description="share of padded mailers among envelopes; the rest is plain"
    )
    plain_thickness_mm: Bounds = Field(
        (1.0, 20.0), description="thickness of plain envelopes, drawn log-uniformly"
    )
    padded_thickness_mm: Bounds = Field(
        (8.0, 50.0), description="thickness of padded mailers, drawn uniformly"
    )
    parcel_length_mm: Bounds = Field((150.0, 600.0), description="longest horizontal side")
    parcel_width_mm: Bounds = Field((110.0, 400.0), description="other horizontal side")
    parcel_height_mm: Bounds = Field((10.0, 400.0), description="height, drawn log-uniformly")
    flat_parcel_share: Share = Field(
        0.40, description="share of parcels no thicker than the thickest padded mailer"
    )
    envelope_rim: Bounds = Field(
        (0.1, 0.9), description="thickness at an envelope's rim as a share of its thickness"
    )
    parcel_bulge: Bounds = Field(
        (0.0, 0.04), description="bulge of a parcel's lid as a share of its height"
    )
    density_kg_m3: float = Field(200.0, gt=0, description="density of every item")
    friction: float = Field(0.6, gt=0, le=2, description="sliding friction of items and belt")
    materials: Annotated[dict[Material, float], AfterValidator(_shares)] = Field(
        {"matte": 0.75, "dark": 0.15, "glossy": 0.10},
        description="share of each surface; the same for every kind, so that it tells no class",
    )

    @model_validator(mode="after")
    def _sizes_in_scope(self) -> Self:
        limits = {
            "plain_thickness_mm": (1.0, 20.0),
            "padded_thickness_mm": (1.0, 50.0),
            "parcel_length_mm": (150.0, LARGEST_PARCEL_MM[0]),
            "parcel_width_mm": (110.0, LARGEST_PARCEL_MM[1]),
            "parcel_height_mm": (10.0, LARGEST_PARCEL_MM[2]),
            "envelope_rim": (0.01, 1.0),
            "parcel_bulge": (0.0, 0.5),
        }
        for name, (low, high) in limits.items():
            found = getattr(self, name)
            if found[0] < low or found[1] > high:
                raise ValueError(f"{name} must lie within {low} to {high}, found {found}")
        if self.flat_parcel_share > 0 and self.parcel_height_mm[0] > self.padded_thickness_mm[1]:
            raise ValueError("flat_parcel_share must be 0 where no parcel is as flat as a mailer")
        if self.flat_parcel_share < 1 and self.parcel_height_mm[1] < self.padded_thickness_mm[1]:
            raise ValueError("flat_parcel_share must be 1 where every parcel is flat as a mailer")
        return self


class DoubleSettings(Settings):
    """How two items lie together."""

    arrangements: Annotated[dict[Arrangement, float], AfterValidator(_shares)] = Field(
        {"side_by_side": 0.40, "leaning": 0.20, "stacked": 0.40},
        description="share of each arrangement before the items are dropped",
    )
    envelope_share: Share = Field(0.4, description="probability that either item is an envelope")
    touching_share: Share = Field(
        0.7, description="share of side-by-side pairs that touch; the others keep a gap"
    )
    gap_mm: Bounds = Field((3.0, 40.0), description="that gap")
    aligned_share: Share = Field(
        0.35, description="share of pairs with parallel sides, flush or edge on edge"
    )
    twin_share: Share = Field(
        0.25, description="share of pairs of two items of the same size: a stack like one box"
    )
    farthest_apart_mm: float = Field(
        80.0, ge=0, description="pairs that come to rest farther apart are redrawn"
    )


class CameraSettings(Settings):
    """The pinhole camera over the belt, as it was calibrated."""

    height_mm: Bounds = Field(
        (1200.0, 1600.0), description="height above the belt; one for each batch"
    )
    tilt_deg: float = Field(
        2.0, ge=0, le=10, description="largest mounting tilt, known from calibration"
    )
    view_mm: float = Field(
        1120.0,
        gt=0,
        le=3000,
        description="side of the square of belt in the picture: the lens is chosen for the height",
    )

    @model_validator(mode="after")
    def _largest_parcel_fits(self) -> Self:
        low, high = self.height_mm
        if low < 1200 or high > 1600:
            raise ValueError(f"height_mm must lie within 1200 to 1600, found {self.height_mm}")
        length, width, tall = LARGEST_PARCEL_MM
        seen = self.view_mm * (low - tall) / low
        if seen < (length**2 + width**2) ** 0.5:
            raise ValueError(
                f"view_mm={self.view_mm:g} shows {seen:.0f} mm at the top of a {tall:.0f} mm parcel"
                f" from {low:.0f} mm; its diagonal is {(length**2 + width**2) ** 0.5:.0f} mm"
            )
        return self


class BatchSettings(Settings):
    """Batches: scenes that share one camera. The drift since calibration is not known."""

    scenes: int = Field(60, ge=1, description="scenes in a batch")
    belt_height_sd_mm: float = Field(0.8, ge=0, le=20, description="drift of the belt's height")
    tilt_sd_deg: float = Field(0.08, ge=0, le=2, description="drift of the camera's tilt, per axis")
    noise_sd: float = Field(0.10, ge=0, le=1, description="drift of the log of the noise")


class ParcelSettings(Settings):
    """All assumptions of the simulated belt. The defaults are the default card."""

    classes: Annotated[dict[Label, float], AfterValidator(_shares)] = Field(
        {"ENVELOPE": 0.34, "PARCEL": 0.33, "DOUBLE": 0.33}, description="share of each class"
    )
    items: ItemSettings = Field(ItemSettings(), description="sizes, shapes and surfaces")
    doubles: DoubleSettings = Field(DoubleSettings(), description="how two items lie together")
    camera: CameraSettings = Field(CameraSettings(), description="the calibrated camera")
    batches: BatchSettings = Field(BatchSettings(), description="drift from batch to batch")
    sensor: Literal["structured_light", "stereo"] = Field(
        "structured_light", description="noise preset, see sensor.PRESETS"
    )
    position_sd_mm: float = Field(70.0, ge=0, description="spread of the items on the belt")
    drop_tilt_sd_deg: float = Field(2.0, ge=0, le=20, description="tilt of an item when dropped")
    belt_threshold_mm: float | None = Field(
        None,
        gt=0,
        le=100,
        description="heights up to this are belt and reported as 0; where not given, the sensor's "
        "own: 4 mm for structured_light, 8 mm for stereo",
    )
    fewest_pixels: int = Field(
        15,
        ge=1,
        description="scenes are redrawn in which an item shows this many pixels to the camera, "
        "but fewer are reported as above the belt",
    )
    attempts: int = Field(
        200, ge=1, le=1_000_000, description="redraws of one scene before giving up"
    )

"""Settings of the source `depth_folder`: the belt, and the part of the image that is used."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from craftbench.settings import Settings


class PlaneInEachFrame(Settings):
    """The belt is the plane that most pixels of the frame itself lie on."""

    kind: Literal["plane"] = Field(description="Fit a plane to each frame.")
    tolerance_mm: float = Field(
        3.0, gt=0, le=1000, description="Pixels within this distance belong to the belt."
    )


class EmptyFrame(Settings):
    """The belt is a frame taken while nothing was on it."""

    kind: Literal["frame"] = Field(description="Subtract a frame of the empty belt.")
    file: Path = Field(
        description="Frame of the empty belt, in the format and unit of the samples."
    )
    tolerance_mm: float = Field(
        3.0,
        gt=0,
        le=1000,
        description="Pixels within this distance of the plane give the camera's position.",
    )


class Crop(Settings):
    """The part of the image that is used, in pixels."""

    top: int = Field(ge=0, le=100_000, description="First row.")
    left: int = Field(ge=0, le=100_000, description="First column.")
    height: int = Field(gt=0, le=100_000, description="Rows.")
    width: int = Field(gt=0, le=100_000, description="Columns.")

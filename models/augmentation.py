"""Settings of augmentation: random changes of training samples, in pixels, degrees and shares.

`models.augmented_batches` applies them; here, a card can be checked without importing TensorFlow.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Augmentation(BaseModel):
    """Random changes of training samples, redrawn for every update.

    Values shifted or rotated in from outside repeat the value at the edge or mirror the sample,
    because 0 is the mean of standardised samples rather than a missing value. Features, validation
    and test samples are never changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    shift: int = Field(
        0,
        ge=0,
        description="Largest shift in either direction, in pixels or in samples of a signal.",
    )
    rotation: float = Field(
        0, ge=0, le=180, description="Largest rotation of images in either direction, in degrees."
    )
    border: Literal["edge", "reflect"] = Field(
        "edge",
        description="Values shifted or rotated in from outside: `edge` repeats the value at the "
        "edge, `reflect` mirrors the sample there.",
    )
    flip: bool = Field(
        False, description="Mirror half of the images left to right; use it for photographs."
    )
    turns_and_flips: bool = Field(
        False,
        description="Rotate square images by multiples of 90° and mirror them; use it only where "
        "the class does not depend on orientation.",
    )
    cutout: float = Field(
        0,
        ge=0,
        lt=1,
        description="Side of a random square that is replaced by the mean, as a share of the "
        "shorter side of an image; for signals, the share of a random part. It may lie partly "
        "outside.",
    )
    scaling: float = Field(
        0,
        ge=0,
        lt=1,
        description="Multiply standardised values by a random factor within 1 ± this share, the "
        "same for a whole sample.",
    )
    noise: float = Field(
        0, ge=0, description="Standard deviation of added noise, in standardised units."
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Check that samples of a shape can be augmented in this way.

        Parameters
        ----------
        shape
            (H, W, channels) of images, (T, leads) of signals.

        Raises
        ------
        ValueError
            If the samples are features, if signals would be rotated or mirrored, if images that are
            not square would be turned by quarters, or if the shift is not smaller than the sample.
        """
        if self == Augmentation():
            return
        if len(shape) < 2:
            raise ValueError(
                f"augmentation needs images or signals, found {shape[0]} features; remove it"
            )
        extent = shape[:-1]
        if len(extent) == 1 and (self.rotation or self.flip or self.turns_and_flips):
            raise ValueError(
                "augmentation.rotation, flip and turns_and_flips are for images, found signals of "
                f"{shape[0]} samples; remove them"
            )
        if self.turns_and_flips and extent[0] != extent[1]:
            raise ValueError(
                f"augmentation.turns_and_flips needs square images, found {extent[0]} × "
                f"{extent[1]}; make them square in the view or remove it"
            )
        if self.shift >= min(extent):
            raise ValueError(
                f"augmentation.shift is {self.shift}, samples have {min(extent)}; choose a smaller "
                "shift"
            )

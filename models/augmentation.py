"""Settings of augmentation: how training samples are varied, in pixels, degrees and shares.

Apart from `models.varied_batches`, which does it, so that a card is checked without TensorFlow.
"""

from pydantic import BaseModel, ConfigDict, Field


class Augmentation(BaseModel):
    """Random changes of training samples, drawn anew for every update.

    What is shifted or turned in from outside repeats the value at the edge, because 0 is the mean
    of standardised samples and not "nothing measured". Features, validation and test samples are
    never changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    shift: int = Field(
        0,
        ge=0,
        description="Shift by up to so many pixels in either direction, or samples in time.",
    )
    rotation: float = Field(
        0, ge=0, le=180, description="Turn images by up to so many degrees either way."
    )
    turns_and_flips: bool = Field(
        False,
        description="Turn square images by quarter turns and mirror them; only where the class "
        "does not depend on it.",
    )
    scaling: float = Field(
        0,
        ge=0,
        lt=1,
        description="Multiply standardised values by a factor of 1 ± this share, the same for a "
        "whole sample.",
    )
    noise: float = Field(
        0, ge=0, description="Standard deviation of added noise, in standardised units."
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse what samples of this shape cannot be given.

        Parameters
        ----------
        shape
            (H, W, channels) of images, (T, leads) of signals.

        Raises
        ------
        ValueError
            If the samples are features, signals are to be turned, images that are not square are
            to be turned by quarters, or the shift is not smaller than the sample.
        """
        if self == Augmentation():
            return
        if len(shape) < 2:
            raise ValueError(
                f"augmentation needs images or signals, found {shape[0]} features; take it away"
            )
        extent = shape[:-1]
        if len(extent) == 1 and (self.rotation or self.turns_and_flips):
            raise ValueError(
                "augmentation.rotation and turns_and_flips are for images, found signals of "
                f"{shape[0]} samples; take them away"
            )
        if self.turns_and_flips and extent[0] != extent[1]:
            raise ValueError(
                f"augmentation.turns_and_flips needs square images, found {extent[0]} × "
                f"{extent[1]}; make them square in the view or take it away"
            )
        if self.shift >= min(extent):
            raise ValueError(
                f"augmentation.shift is {self.shift}, samples have {min(extent)}; expected less"
            )

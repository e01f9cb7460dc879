"""A figure that others published about an arm of a card."""

from typing import Literal

from pydantic import Field, model_validator

from craftbench.settings import Settings
from craftbench.settings.names import ClassName

OfAll = Literal["accuracy", "balanced_accuracy", "macro_f1", "kappa", "j_kappa"]
OfClass = Literal["sensitivity", "precision", "f1"]
PER_CLASS = ("sensitivity", "precision", "f1")


class PublishedFigure(Settings):
    """One number, and where it comes from."""

    source: str = Field(min_length=1, description="Citation: who printed it, and where.")
    measure: OfAll | OfClass = Field(description="What was measured.")
    of: ClassName | None = Field(
        None, description="The class, of `sensitivity`, `precision` and `f1`."
    )
    value: float = Field(ge=-1, le=1, description="What was printed, as a share: 0.945, not 94.5.")
    protocol: str = Field(
        "", description="How the source measured it: split, training samples, number of trainings."
    )
    training_size: int | None = Field(
        None,
        gt=0,
        description="Training size of the source, in the unit of the card. By default its largest.",
    )
    tolerance: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="A measured value that is this close counts as reproduced too. By default the "
        "interval of the measured value alone decides.",
    )
    not_comparable: str = Field(
        "", description="Why the figure cannot be compared, such as another test part."
    )
    note: str = Field("", description="What else to know about it.")

    @model_validator(mode="after")
    def _a_class_goes_with_its_measures(self):
        if (self.of is None) == (self.measure in PER_CLASS):
            expected = "expected `of` with a class" if self.of is None else "expected no `of`"
            raise ValueError(f"measure is {self.measure}: {expected}")
        return self

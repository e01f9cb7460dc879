"""A figure that others published about an arm of a card."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from craftbench.errors import suggestion
from craftbench.settings import Settings
from craftbench.settings.names import ClassName

OfAll = Literal["accuracy", "balanced_accuracy", "macro_f1", "kappa", "j_kappa"]
OfClass = Literal["sensitivity", "precision", "f1"]
PER_CLASS = ("sensitivity", "precision", "f1")
BELOW_ZERO = ("kappa", "j_kappa")
"""Measures that are negative where agreement is below that of chance."""


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

    @field_validator("value", "tolerance", mode="before")
    @classmethod
    def _a_share_is_not_in_per_cent(cls, value: Any) -> Any:
        if isinstance(value, int | float) and 1 < value <= 100:
            raise ValueError(f"expected a share, found {value}; write {value / 100:g}")
        return value

    @model_validator(mode="after")
    def _only_kappa_is_below_zero(self):
        if self.value < 0 and self.measure not in BELOW_ZERO:
            raise ValueError(
                f"value: expected 0 to 1 for the measure {self.measure}, found {self.value:g}"
            )
        return self

    @property
    def identity(self) -> tuple:
        """What tells it apart from other figures of its arm."""
        return self.source, self.protocol, self.measure, self.of, self.training_size

    @model_validator(mode="after")
    def _a_class_goes_with_its_measures(self):
        if (self.of is None) == (self.measure in PER_CLASS):
            expected = "expected `of` with a class" if self.of is None else "expected no `of`"
            raise ValueError(f"measure is {self.measure}: {expected}")
        return self


def check_figures(arm: str, figures: Sequence[PublishedFigure], classes: list[str]) -> None:
    """Check the figures about an arm of a card.

    Raises
    ------
    ValueError
        If one is of a class that the card does not have, or is there twice.
    """
    first: dict[tuple, int] = {}
    for number, figure in enumerate(figures, 1):
        if figure.of is not None and figure.of not in classes:
            raise ValueError(
                f"published.{arm}: figure {number} is of {figure.of!r}, which is no class of this "
                f"card{suggestion(figure.of, classes)}"
            )
        other = first.setdefault(figure.identity, number)
        if other != number:
            raise ValueError(
                f"published.{arm}: figures {other} and {number} have the same source, protocol, "
                "measure, class and training size; remove one, or say in `protocol` how they differ"
            )

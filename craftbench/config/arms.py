"""Arms: the contestants of a data set."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from craftbench.errors import suggestion
from craftbench.settings import Settings
from models import MODELS, Model
from models.augmentation import Augmentation
from models.search_space import SearchRange

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Family = Literal["hand-crafted", "fixed-filter", "learned", "hybrid", "baseline"]
FAMILIES: tuple[Family, ...] = ("hand-crafted", "fixed-filter", "learned", "hybrid")
"""The families that are compared; baselines are not."""
ArmKind = Literal["classifier", "network", "latent"]


class Arm(Settings):
    """One contestant: a representation and a model."""

    representation: list[Name] = Field(
        description="Feature sets (their columns are joined), one view of the card, or a view and "
        "feature sets for a hybrid; empty for a baseline that ignores its input."
    )
    model: str = Field(description="Name of a model in `models/`.")
    options: dict[str, str | int | float] = Field(
        {}, description="Options of a network, such as activation or dropout; see docs/networks.md."
    )
    augmentation: Augmentation = Field(
        Augmentation(), description="Random changes of a network's training samples."
    )
    latent: str | None = Field(
        None,
        description="A network that is trained on the view first; `model` is then a classifier on "
        "the output of the network's last hidden layer.",
    )

    @field_validator("model", "latent")
    @classmethod
    def _model_exists(cls, name: str | None) -> str | None:
        if name is not None and name not in MODELS:
            raise ValueError(f"there is no model {name!r}{suggestion(name, list(MODELS))}")
        return name

    @model_validator(mode="after")
    def _settings_suit_the_model(self):
        if self.latent and (MODELS[self.latent].kind, MODELS[self.model].kind) != (
            "network",
            "classifier",
        ):
            raise ValueError(
                f"latent is {self.latent} and model {self.model}; expected a network as latent and "
                "a classifier as model"
            )
        if self.latent and "features" not in MODELS[self.model].inputs:
            raise ValueError(
                f"{self.model} takes {' or '.join(MODELS[self.model].inputs)}, but the latent "
                f"network {self.latent} gives features"
            )
        if self.kind == "classifier" and self.augmentation != Augmentation():
            raise ValueError(
                f"augmentation applies to networks only; {self.model} is not a network"
            )
        self.network_model.check_options(self.options)
        return self

    @property
    def kind(self) -> ArmKind:
        """What is trained: a classifier, a network, or a classifier on a network's output."""
        return "latent" if self.latent else MODELS[self.model].kind

    @property
    def network_model(self) -> Model:
        """The model that sees the representation."""
        return MODELS[self.latent or self.model]

    @property
    def space(self) -> tuple[SearchRange, ...]:
        """What can be tuned in its models, the network's first."""
        return (*(MODELS[self.latent].space if self.latent else ()), *MODELS[self.model].space)

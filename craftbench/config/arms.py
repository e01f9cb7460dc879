"""Arms: the contestants of a data set."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.errors import CraftbenchError
from craftbench.own.models import model as model_named
from craftbench.settings import Settings
from models import InputKind, Model
from models.augmentation import Augmentation
from models.class_weights import ClassWeighting
from models.search_space import SearchRange

Family = Literal[
    "hand-crafted", "fixed-filter", "pretrained", "learned", "hybrid", "published", "baseline"
]
FAMILIES: tuple[Family, ...] = ("hand-crafted", "fixed-filter", "pretrained", "learned", "hybrid")
"""The families that are compared; published recipes and baselines are not."""
ArmKind = Literal["classifier", "network", "latent"]
Latent = Annotated[
    Annotated[str, Tag("|name")] | Annotated[PretrainedNetwork, Tag("|file")],
    Discriminator(lambda value: "|name" if isinstance(value, str) else "|file"),
]
"""A network by its name in `models/`, or by its file."""


class Arm(Settings):
    """One contestant: a representation and a model."""

    representation: list[str] = Field(
        description="Feature sets (their columns are joined), one view of the card, or a view and "
        "feature sets for a hybrid; empty for a baseline that ignores its input. A feature set of "
        "your own is `my_features.py:my_function`, see docs/own-code.md."
    )
    model: str = Field(
        description="Name of a model in `models/`, or `my_models.py:my_function` for one of your "
        "own, see docs/own-code.md."
    )
    options: dict[str, str | int | float] = Field(
        {}, description="Options of a network, such as activation or dropout; see docs/networks.md."
    )
    augmentation: Augmentation = Field(
        Augmentation(), description="Random changes of a network's training samples."
    )
    latent: Latent | None = Field(
        None,
        description="A network that is trained on the view first, or the file of one that was "
        "trained elsewhere; `model` is then a classifier on the output of its last hidden layer.",
    )
    family: Literal["published"] | None = Field(
        None,
        exclude_if=lambda family: family is None,
        description="`published` for a recipe from the literature, as described: shown beside "
        "the other arms, but never tuned, selected or named in a verdict. By default the "
        "representation and the model decide.",
    )
    class_weights: ClassWeighting | None = Field(
        None,
        exclude_if=lambda weighting: weighting is None,
        description="Class weights of a published recipe; by default those of the card.",
    )

    @field_validator("model", "latent")
    @classmethod
    def _model_exists(cls, name: str | PretrainedNetwork | None) -> str | PretrainedNetwork | None:
        if isinstance(name, str):
            try:
                model_named(name)
            except CraftbenchError as error:
                raise ValueError(str(error)) from None
        return name

    @model_validator(mode="after")
    def _settings_suit_the_model(self):
        if self.latent:
            self._check_latent()
        if self.kind == "classifier" and self.augmentation != Augmentation():
            raise ValueError(
                f"augmentation applies to networks that are trained only; {self.model} is not one"
            )
        self.network_model.check_options(self.options)
        if self.family and not self.representation:
            raise ValueError(
                "family is published, but an arm without a representation is a baseline"
            )
        if self.class_weights and not self.family:
            raise ValueError(
                f"class_weights is {self.class_weights}, but only arms with `family: published` "
                "have their own; set class_weights of the card, which all other arms share"
            )
        return self

    def _check_latent(self) -> None:
        named = None if self.pretrained else model_named(str(self.latent)).kind
        if named == "classifier" or model_named(self.model).kind != "classifier":
            raise ValueError(
                f"latent is {self.seen_by} and model {self.model}; expected a network as latent "
                "and a classifier as model"
            )
        if "features" not in model_named(self.model).inputs:
            raise ValueError(
                f"{self.model} takes {' or '.join(model_named(self.model).inputs)}, but the latent "
                f"network {self.seen_by} gives features"
            )

    @property
    def pretrained(self) -> PretrainedNetwork | None:
        """The network that was trained elsewhere, if the arm has one."""
        return None if isinstance(self.latent, str) else self.latent

    @property
    def kind(self) -> ArmKind:
        """What is trained: a classifier, a network, or a classifier on a network's output."""
        return "latent" if isinstance(self.latent, str) else model_named(self.model).kind

    @property
    def fitted_models(self) -> tuple[str, ...]:
        """Names of the models that are fitted, in this order."""
        return (self.latent, self.model) if isinstance(self.latent, str) else (self.model,)

    @property
    def network_model(self) -> Model:
        """The first model that is fitted."""
        return model_named(self.fitted_models[0])

    @property
    def takes(self) -> tuple[InputKind, ...]:
        """Representations that suit the arm."""
        return ("image", "signal") if self.pretrained else self.network_model.inputs

    @property
    def seen_by(self) -> str:
        """Name of the model that sees the representation, or file of the pretrained network."""
        return self.pretrained.file if self.pretrained else self.fitted_models[0]

    @property
    def space(self) -> tuple[SearchRange, ...]:
        """What can be tuned in its models, the network's first."""
        return tuple(one for name in self.fitted_models for one in model_named(name).space)

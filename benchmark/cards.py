"""Dataset cards: one YAML file says what a data set is and which arms run on it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from benchmark.datasets import Source
from benchmark.errors import CraftbenchError
from benchmark.settings import Settings, read_yaml, suggestion, validate
from features import FEATURE_SETS
from models import MODELS, Model

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Family = Literal["hand-crafted", "learned", "hybrid", "baseline"]


class HoldOut(Settings):
    """A fixed test part drawn once, stratified by class; groups are kept whole."""

    kind: Literal["hold_out"] = Field(description="Draw the test part from the samples.")
    share: float = Field(0.25, gt=0, lt=1, description="Share of the samples that is tested on.")


class Published(Settings):
    """The test part that the publisher (or the source's column `role`) fixes."""

    kind: Literal["published"] = Field(description="Keep the split that the source gives.")


class ImageView(Settings):
    """How images are shown to the networks."""

    kind: Literal["image"] = Field(description="Images (H, W) or (H, W, channels).")
    height: int = Field(gt=0, description="Rows after resizing or padding.")
    width: int = Field(gt=0, description="Columns after resizing or padding.")
    method: Literal["resize", "pad"] = Field(
        "resize",
        description="`resize` interpolates linearly (with anti-aliasing when it shrinks), `pad` "
        "keeps the pixels and adds a border of zeros.",
    )
    mask: bool = Field(
        False,
        description="Add a channel that is 1 where the image is not 0: for height images, where "
        "something was measured.",
    )


class SignalView(Settings):
    """Signals are shown to the networks as the source gives them."""

    kind: Literal["signal"] = Field(description="Signals (T, leads).")


View = Annotated[ImageView | SignalView, Field(discriminator="kind")]


class Arm(Settings):
    """One contestant: a representation and a model."""

    representation: list[Name] = Field(
        description="Feature sets (their columns are joined), or one of the card's views; empty "
        "for a baseline that looks at no input."
    )
    model: str = Field(description="A model of craftbench, see `models/`.")

    @field_validator("model")
    @classmethod
    def _model_exists(cls, name: str) -> str:
        if name not in MODELS:
            raise ValueError(f"there is no model {name!r}{suggestion(name, list(MODELS))}")
        return name

    @property
    def kind(self) -> Literal["classifier", "network"]:
        return MODELS[self.model].kind


class Card(Settings):
    """A data set and its arms."""

    title: str = Field(description="Shown in the report.")
    description: str = Field("", description="A few sentences for the report.")
    citation: str = Field("", description="Where the data were published, and their licence.")
    simulated: bool = Field(False, description="True is shown beside every figure.")
    source: Source = Field(description="Where the samples come from.")
    classes: list[str] = Field(
        min_length=2,
        description="Class names in the order of the report; samples of others are "
        "listed in rejected.csv.",
    )
    split: HoldOut | Published = Field(
        HoldOut(kind="hold_out"), discriminator="kind", description="How the test part is fixed."
    )
    training_sizes: list[Annotated[int, Field(gt=0)]] = Field(
        min_length=1,
        description="Sizes of the learning curve, rising: training samples, or groups where the "
        "source has groups. The validation part is inside.",
    )
    repeats: int = Field(5, gt=0, description="Redrawn subsets for each training size.")
    validation_share: float = Field(
        0.2, gt=0, lt=1, description="Share of each subset that is held out for early stopping."
    )
    views: dict[Name, View] = Field({}, description="Raw representations by name.")
    arms: dict[Name, Arm] = Field(min_length=1, description="Contestants by name.")

    @field_validator("training_sizes")
    @classmethod
    def _sizes_rise(cls, sizes: list[int]) -> list[int]:
        if sizes != sorted(set(sizes)):
            raise ValueError(f"expected rising sizes without repetition, found {sizes}")
        return sizes

    @field_validator("classes")
    @classmethod
    def _classes_differ(cls, classes: list[str]) -> list[str]:
        twice = sorted({name for name in classes if classes.count(name) > 1})
        if twice:
            raise ValueError(f"class {twice[0]!r} is named twice")
        return classes

    @model_validator(mode="after")
    def _arms_fit(self):
        clash = sorted(set(self.views) & set(FEATURE_SETS))
        if clash:
            raise ValueError(f"views.{clash[0]}: a feature set has that name; choose another")
        for name, arm in self.arms.items():
            self._check_representation(name, arm)
        return self

    def _check_representation(self, name: str, arm: Arm) -> None:
        known = [*self.views, *FEATURE_SETS]
        for part in arm.representation:
            if part not in known:
                raise ValueError(
                    f"arms.{name}.representation: {part!r} is neither a view of this card nor a "
                    f"feature set{suggestion(part, known)}"
                )
        views = [part for part in arm.representation if part in self.views]
        if views and len(arm.representation) > 1:
            raise ValueError(
                f"arms.{name}.representation: expected one view, or feature sets only, found "
                f"{', '.join(arm.representation)}"
            )
        if (arm.model == "majority") != (not arm.representation):
            raise ValueError(
                f"arms.{name}: an empty representation goes with the model majority, and the model "
                f"majority with an empty representation; found {arm.model} on {arm.representation}"
            )
        given = self.views[views[0]].kind if views else "features"
        takes = MODELS[arm.model].inputs
        if arm.representation and given not in takes:
            raise ValueError(
                f"arms.{name}: the model {arm.model} takes {' or '.join(takes)}, but "
                f"{', '.join(arm.representation)} gives {given}"
            )

    def family(self, arm: str) -> Family:
        """Which side of the comparison an arm of this card stands on."""
        parts = self.arms[arm].representation
        if not parts:
            return "baseline"
        return "learned" if set(parts) <= set(self.views) else "hand-crafted"

    def model(self, arm: str) -> Model:
        """The model of an arm of this card."""
        return MODELS[self.arms[arm].model]

    def feature_sets(self, arm: str | None = None) -> list[str]:
        """Feature sets that one arm needs, or all of them."""
        arms = self.arms.values() if arm is None else [self.arms[arm]]
        parts = [part for one in arms for part in one.representation if part in FEATURE_SETS]
        return list(dict.fromkeys(parts))


def read_card(path: Path) -> Card:
    """A checked card; raises CraftbenchError naming file, key and nearest valid key."""
    return validate(read_yaml(path), Card, str(path))


def find_card(folder: Path, name: str) -> Path:
    """Path of the card `name`; raises CraftbenchError with the nearest name if there is none."""
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = sorted(card.stem for card in folder.glob("*.yaml"))
        raise CraftbenchError(
            f"datasets: there is no card {path}"
            + (suggestion(name, known) if known else f"; the folder {folder} has no cards")
        )
    return path

"""Dataset cards: one YAML file says what a data set is and which arms run on it."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from benchmark.datasets import Source
from benchmark.errors import CraftbenchError
from benchmark.settings import Settings, read_yaml, suggestion, validate
from features import FEATURE_SETS
from models import MODELS, Model
from models.augmentation import Augmentation
from models.class_weights import ClassWeighting
from models.search_space import Range

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Family = Literal["hand-crafted", "learned", "hybrid", "baseline"]
ArmKind = Literal["classifier", "network", "latent"]


class HoldOut(Settings):
    """A fixed test part drawn once, stratified by class; groups are kept whole."""

    kind: Literal["hold_out"] = Field(description="Draw the test part from the samples.")
    share: float = Field(0.25, gt=0, lt=1, description="Share of the samples that is tested on.")


class IgnoreGroups(Settings):
    """A lesson, not a measurement: a test part of samples whose groups are trained on too."""

    kind: Literal["ignore_groups"] = Field(
        description="Draw single samples though they come in groups: what leaks shows as accuracy."
    )
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
    """How signals are shown to the networks."""

    kind: Literal["signal"] = Field(description="Signals (T, leads).")
    length: int | None = Field(
        None,
        gt=0,
        description="Values along time after resampling with a low-pass filter; without it the "
        "signals are shown as the source gives them.",
    )


View = Annotated[ImageView | SignalView, Field(discriminator="kind")]


class Arm(Settings):
    """One contestant: a representation and a model."""

    representation: list[Name] = Field(
        description="Feature sets (their columns are joined), one of the card's views, or a view "
        "and feature sets for a hybrid; empty for a baseline that looks at no input."
    )
    model: str = Field(description="A model of craftbench, see `models/`.")
    options: dict[str, str | float] = Field(
        {}, description="Options of a network, such as activation or dropout; see docs/networks.md."
    )
    augmentation: Augmentation = Field(
        Augmentation(), description="How a network's training samples are varied."
    )
    latent: str | None = Field(
        None,
        description="A network that is trained on the view first; `model` is then a classifier on "
        "the output of its last hidden layer.",
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
        if self.kind == "classifier" and self.augmentation != Augmentation():
            raise ValueError(f"augmentation varies samples of networks; {self.model} is none")
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
    def space(self) -> tuple[Range, ...]:
        """What can be tuned in its models, the network's first."""
        return (*(MODELS[self.latent].space if self.latent else ()), *MODELS[self.model].space)


class Card(Settings):
    """A data set and its arms."""

    like: str | None = Field(
        None, description="Another card of the folder: what is not given here is as there."
    )
    title: str = Field(description="Shown in the report.")
    description: str = Field("", description="A few sentences for the report.")
    citation: str = Field("", description="Where the data were published, and their licence.")
    simulated: bool = Field(False, description="True is shown beside every figure.")
    natural_images: bool = Field(
        False, description="Photographs of the world as it is: a claim of the report is about them."
    )
    source: Source = Field(description="Where the samples come from.")
    classes: list[str] = Field(
        min_length=2,
        description="Class names in the order of the report; samples of others are "
        "listed in rejected.csv.",
    )
    split: HoldOut | IgnoreGroups | Published = Field(
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
    class_weights: ClassWeighting = Field(
        "none",
        description="Weight of classes in training, the same rule for every arm: every sample the "
        "same, every class the same, or the square root of that; of the training part only.",
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
        if len(views) > 1:
            raise ValueError(
                f"arms.{name}.representation: expected one view at the most, found "
                f"{', '.join(views)}"
            )
        if (arm.model == "majority") != (not arm.representation):
            raise ValueError(
                f"arms.{name}: an empty representation goes with the model majority, and the model "
                f"majority with an empty representation; found {arm.model} on {arm.representation}"
            )
        given = self.views[views[0]].kind if views else "features"
        takes = arm.network_model.inputs
        if arm.representation and given not in takes:
            raise ValueError(
                f"arms.{name}: the model {arm.latent or arm.model} takes {' or '.join(takes)}, but "
                f"{', '.join(arm.representation)} gives {given}"
            )
        if views and len(arm.representation) > 1 and not self._joins_features(arm):
            raise ValueError(
                f"arms.{name}: {arm.latent or arm.model} cannot join features to the view "
                f"{views[0]}; take them away or choose another network"
            )

    def _joins_features(self, arm: Arm) -> bool:
        return arm.network_model.joins_features and not arm.latent

    def family(self, arm: str) -> Family:
        """Which side of the comparison an arm of this card stands on."""
        parts = self.arms[arm].representation
        if not parts:
            return "baseline"
        seen = [part in self.views for part in parts]
        return "learned" if all(seen) else "hybrid" if any(seen) else "hand-crafted"

    @property
    def leaks(self) -> bool:
        """Whether groups are trained and tested on, on purpose."""
        return isinstance(self.split, IgnoreGroups)

    def model(self, arm: str) -> Model:
        """The model of an arm of this card."""
        return MODELS[self.arms[arm].model]

    def view(self, arm: str) -> ImageView | SignalView | None:
        """The view that an arm sees, if any."""
        parts = self.arms[arm].representation
        return next((self.views[part] for part in parts if part in self.views), None)

    def feature_sets(self, arm: str | None = None) -> list[str]:
        """Feature sets that one arm needs, or all of them."""
        arms = self.arms.values() if arm is None else [self.arms[arm]]
        parts = [part for one in arms for part in one.representation if part in FEATURE_SETS]
        return list(dict.fromkeys(parts))


def read_card(path: Path) -> Card:
    """A checked card; raises CraftbenchError naming file, key and nearest valid key.

    A card with ``like: NAME`` takes every key that it does not give itself from the card NAME in
    the same folder; settings inside a key are joined in the same way.
    """
    return validate(_read_like(path, []), Card, str(path))


def _read_like(path: Path, seen: list[Path]) -> dict[str, Any]:
    if path in seen:
        chain = " → ".join(one.stem for one in [*seen, path])
        raise CraftbenchError(f"{path}: `like` goes round in a circle: {chain}")
    content = read_yaml(path)
    if not isinstance(content, dict) or "like" not in content:
        return content
    like = find_card(path.parent, str(content["like"]))
    own = {key: value for key, value in content.items() if key != "like"}
    return _joined(_read_like(like, [*seen, path]), own)


def _joined(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `base`; a mapping is joined unless it says another `kind`."""
    return base | {key: _over(base.get(key), value) for key, value in own.items()}


def _over(old: Any, value: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(value, dict)):
        return value
    return _joined(old, value) if value.get("kind", old.get("kind")) == old.get("kind") else value


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

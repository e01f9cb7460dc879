"""The comparison on a data set, independent of its source: classes, sizes, views and arms."""

from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, field_validator, model_validator

from craftbench.config.arms import FAMILIES, Arm, Family
from craftbench.datasets.views import ImageView, SignalView, View
from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.corruptions import Levels, checked_corruption
from craftbench.own.feature_sets import feature_set, is_feature_set, known_feature_sets
from craftbench.own.models import model as model_named
from craftbench.own.reference import short_name
from craftbench.protocol.subsets import Drawing
from craftbench.settings import Settings
from craftbench.settings.names import ClassName, Name, check_case, path_name
from craftbench.stats.primary_metric import MetricName, PrimaryMetric, primary_metric
from features import FEATURE_SETS
from models import Model
from models.class_weights import ClassWeighting


class FailedArm(Settings):
    """An arm that failed in this run."""

    family: Family = Field(description="Its family.")
    reason: str = Field(description="Why it failed.")


class Contest(Settings):
    """The part of a card that training and analyses depend on."""

    classes: list[ClassName] = Field(
        min_length=2,
        description="Class names in the order of the report; samples of other classes are listed "
        "in rejected.csv.",
    )
    training_sizes: list[Annotated[int, Field(gt=0, le=100_000_000)]] = Field(
        min_length=1,
        description="Sizes of the learning curve in rising order: samples, or groups where the "
        "source has groups. A size includes the validation part.",
    )
    repeats: int = Field(5, gt=0, le=1000, description="Random subsets for each training size.")
    validation_share: float = Field(
        0.2, ge=0.01, le=0.9, description="Share of each subset that is held out for validation."
    )
    validation_folds: Literal["auto"] | Annotated[int, Field(ge=1, le=5)] = Field(
        "auto",
        description="Folds of a subset, so that every sample is validated once; 1 for a held-out "
        "validation part. `auto`: 3 where that part would have fewer than 30 samples or 3 groups, "
        "otherwise 1. Without `refit` there are no folds.",
    )
    refit: bool = Field(
        True,
        description="Whether every arm is fitted again on its whole subset, training and "
        "validation part together, with the setting and the length of training that validation "
        "chose. `false` tests the models that were fitted on the training part.",
    )
    drawing: Drawing = Field(
        "random",
        description="How groups are drawn from the pool: `random`, as a user meets them, or "
        "`stratified`, each the best of three random ones by the class shares of the pool, which "
        "no user's groups are (docs/architecture.md). Samples without groups are always "
        "stratified.",
    )
    class_weights: ClassWeighting = Field(
        "none",
        description="Class weights in training, for every arm alike: `none`, `balanced` (every "
        "class counts the same) or `sqrt` (square root of balanced). The training part sets them.",
    )
    metric: Literal["auto"] | MetricName = Field(
        "auto",
        description="The score by which settings and arms are chosen, families compared and "
        "verdicts given. `auto`: `accuracy` where each of K classes has a share of the pool "
        "between 0.5/K and 1.5/K, otherwise `macro_f1`. `expected_cost` needs `costs`.",
    )
    costs: dict[str, dict[str, Annotated[float, Field(ge=0)]]] = Field(
        {},
        description="Of the metric `expected_cost`: what a sample of a true class costs that is "
        "predicted as another, `{true: {predicted: cost}}`. Pairs that are not named cost 0.",
    )
    views: dict[Name, View] = Field({}, description="Views (raw representations) by name.")
    arms: dict[Name, Arm] = Field(min_length=1, description="Arms (contestants) by name.")
    corruptions: dict[str, Levels] = Field(
        {},
        description="Corruptions of your own beside those of the source, "
        "`{my_corruptions.py:my_function: [five levels]}`, see docs/own-code.md.",
    )
    report_without: list[str] = Field(
        [],
        exclude_if=lambda groups: not groups,
        description="Test groups without which the scores of every class are reported as well, "
        "where one group has most samples of a class. Nothing else changes.",
    )
    skipped: dict[Name, str] = Field(
        {},
        description="Arms that do not run, with the reason. Set when the configuration is read, "
        "for arms whose pretrained network is absent.",
    )
    failed: dict[Name, FailedArm] = Field(
        {},
        description="Arms that failed in this run. Set when the rest is scored, compared and "
        "reported without them.",
    )

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
    def _costs_fit(self):
        if bool(self.costs) != (self.metric == "expected_cost"):
            raise ValueError(
                "costs and the metric expected_cost go together, found the metric "
                f"{self.metric} {'with' if self.costs else 'without'} costs"
            )
        for true, row in self.costs.items():
            for name in (true, *row):
                if name not in self.classes:
                    known = suggestion(name, self.classes)
                    raise ValueError(f"costs: {name!r} is no class of this card{known}")
        if self.costs and not any(cost for row in self.costs.values() for cost in row.values()):
            raise ValueError("costs: expected at least one cost above 0")
        return self

    @field_validator("corruptions")
    @classmethod
    def _corruptions_exist(cls, named: dict[str, Levels]) -> dict[str, Levels]:
        try:
            for name in named:
                checked_corruption(name)
        except CraftbenchError as error:
            raise ValueError(str(error)) from None
        return named

    @model_validator(mode="after")
    def _arms_fit(self):
        clash = sorted(set(self.views) & set(FEATURE_SETS))
        if clash:
            raise ValueError(f"views.{clash[0]}: a feature set has that name; choose another")
        check_case(self.arms)
        for name, arm in self.arms.items():
            self._check_representation(name, arm)
        self._check_short_names()
        return self

    def _check_short_names(self) -> None:
        """Files, columns and tables call a feature set by its short name."""
        named: dict[str, str] = {}
        for full in self.feature_sets():
            short = path_name(short_name(full))
            other = named.setdefault(short, full)
            taken = "view of this card" if short in self.views else "feature set"
            if other != full or (full != short and (short in self.views or short in FEATURE_SETS)):
                other = short if other == full else other
                raise ValueError(
                    f"the feature sets of the arms: {full} and the {taken} {other} would have the "
                    f"same name {short!r} in files and tables; rename the function"
                )

    def _check_representation(self, name: str, arm: Arm) -> None:
        known = [*self.views, *known_feature_sets()]
        for part in arm.representation:
            if part not in self.views and not is_feature_set(part):
                raise ValueError(
                    f"arms.{name}.representation: {part!r} is neither a view of this card nor a "
                    f"feature set{suggestion(part, known)}"
                )
            if part not in self.views:
                try:
                    feature_set(part)
                except CraftbenchError as error:
                    raise ValueError(f"arms.{name}.representation: {error}") from None
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
        takes = arm.takes
        if arm.representation and given not in takes:
            raise ValueError(
                f"arms.{name}: the model {arm.seen_by} takes {' or '.join(takes)}, but "
                f"{', '.join(arm.representation)} gives {given}"
            )
        if views and len(arm.representation) > 1 and not self._joins_features(arm):
            raise ValueError(
                f"arms.{name}: {arm.seen_by} cannot join features to the view "
                f"{views[0]}; take them away or choose another network"
            )

    def _joins_features(self, arm: Arm) -> bool:
        return arm.network_model.joins_features and not arm.latent

    def family(self, arm: str) -> Family:
        """Which side of the comparison an arm of this contest stands on."""
        parts = self.arms[arm].representation
        if not parts:
            return "baseline"
        if self.arms[arm].family:
            return "published"
        if self.arms[arm].pretrained:
            return "pretrained"
        seen = [part in self.views for part in parts]
        if self.arms[arm].network_model.fixed_filter:
            return "fixed-filter"
        return "learned" if all(seen) else "hybrid" if any(seen) else "hand-crafted"

    @property
    def missing_arms(self) -> dict[str, Family]:
        """Family of each compared arm that failed: a verdict may be another with it."""
        families = {name: arm.family for name, arm in self.failed.items()}
        return {name: family for name, family in families.items() if family in FAMILIES}

    def primary_metric(self, samples: pd.DataFrame) -> PrimaryMetric:
        """The metric of this contest; `samples` has the columns ``label`` and ``role``."""
        labels = samples["label"].to_numpy()[(samples["role"] == "pool").to_numpy()]
        return primary_metric(self.metric, labels, self.classes, self.costs)

    def arms_of(self, family: Family) -> list[str]:
        """The arms of a family, in the order of the card."""
        return [arm for arm in self.arms if self.family(arm) == family]

    def weighting(self, arm: str) -> ClassWeighting:
        """Class weights of an arm: the card's, unless a published recipe sets its own."""
        return self.arms[arm].class_weights or self.class_weights

    def model(self, arm: str) -> Model:
        """The model of an arm of this card."""
        return model_named(self.arms[arm].model)

    def view(self, arm: str) -> ImageView | SignalView | None:
        """The view that an arm sees, if any."""
        parts = self.arms[arm].representation
        return next((self.views[part] for part in parts if part in self.views), None)

    def feature_sets(self, arm: str | None = None) -> list[str]:
        """Feature sets that one arm needs, or all of them, as the card names them."""
        arms = self.arms.values() if arm is None else [self.arms[arm]]
        parts = [part for one in arms for part in one.representation if part not in self.views]
        return list(dict.fromkeys(parts))

"""Dataset cards: one YAML file describes a data set and the arms that run on it."""

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from craftbench.config.contest import Contest
from craftbench.config.counted_name import CountedName
from craftbench.config.project_files import project_file
from craftbench.config.published_figure import PublishedFigure, check_figures
from craftbench.config.training import Training
from craftbench.datasets.by_name import imported
from craftbench.datasets.corruptions.own import check_names
from craftbench.datasets.feature_table import FeatureTableSource
from craftbench.datasets.function import FunctionSource
from craftbench.datasets.sources import Source
from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.card import found_from
from craftbench.protocol.splits import HoldOut, IgnoreGroups, Split
from craftbench.settings import read_yaml, validate
from craftbench.settings.names import DatasetName, Name, check_name

TABLE = "table"
"""The feature set that reads a table of features computed elsewhere."""


class Card(Contest):
    """A data set and its arms."""

    like: DatasetName | None = Field(
        None,
        description="Another card in the folder, or a shipped one; keys that are not set are "
        "inherited from it.",
    )
    title: str = Field(description="Shown in the report.")
    description: str = Field("", description="A few sentences for the report.")
    citation: str = Field("", description="Publication and licence of the data.")
    simulated: bool = Field(
        False,
        description="Whether the samples are simulated; the report says so beside every figure.",
    )
    natural_images: bool = Field(
        False,
        description="Whether the samples are natural photographs; enables a claim in the report.",
    )
    group_name: CountedName = Field(
        CountedName(singular="group", plural="groups"),
        description="What a group is, in words: `{singular: patient, plural: patients}`. The "
        "report speaks of training sizes in this word where the samples have groups.",
    )
    sample_name: CountedName = Field(
        CountedName(singular="sample", plural="samples"),
        description="What a sample is, in words: `{singular: image, plural: images}`. The report "
        "speaks of training sizes in this word where the samples have no groups.",
    )
    source: Source = Field(description="Where the samples come from.")
    training: Training = Field(
        Training(),
        description="Training of the networks on this data set: the keys that are set here win "
        "over those of the configuration.",
    )
    shards: int = Field(
        1,
        gt=0,
        le=1000,
        description="Number of jobs that share the runs of each arm; wins over `shards` of the "
        "configuration.",
    )
    split: Split = Field(HoldOut(kind="hold_out"), description="How the test part is fixed.")
    published: dict[Name, list[PublishedFigure]] = Field(
        {},
        description="Figures that others published, by arm, for the table `published`; the arm "
        "need not run here. A card that is `like` another inherits them only if it sets neither "
        "`source`, `split` nor `classes`.",
    )

    @model_validator(mode="after")
    def _published_figures_fit(self):
        for arm, figures in self.published.items():
            check_figures(arm, figures, self.classes)
        return self

    @model_validator(mode="after")
    def _table_is_there(self):
        alone = isinstance(self.source, FeatureTableSource)
        if alone and self.views:
            raise ValueError(
                f"views.{next(iter(self.views))}: a feature_table has rows of numbers and no "
                "samples to show to a network; take the views and the arms on them out"
            )
        for name, arm in self.arms.items():
            others = [part for part in arm.representation if part != TABLE]
            if alone and others:
                raise ValueError(
                    f"arms.{name}.representation: {others[0]} is computed from samples, of which a "
                    f"feature_table has none; expected [{TABLE}]"
                )
            if TABLE in arm.representation and not (alone or self.source.features):
                raise ValueError(
                    f"arms.{name}.representation: the feature set {TABLE} needs a table; name "
                    "it in source.features"
                )
        return self

    @model_validator(mode="after")
    def _own_functions_fit(self):
        try:
            if isinstance(self.source, FunctionSource):
                self.source.check_call()
            if self.corruptions and self.source.window is not None:
                raise ValueError(
                    "corruptions: own ones change single samples, but those of this source are cut "
                    "from recordings; remove them"
                )
            ladders = [one for name in self.source.ladders for one in imported(name)]
            check_names(self.corruptions, ladders if self.corruptions else [])
        except CraftbenchError as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def leaks(self) -> bool:
        """Whether groups are trained and tested on, on purpose."""
        return isinstance(self.split, IgnoreGroups)


def read_card(path: Path) -> Card:
    """A checked card; raises CraftbenchError naming file, key and nearest valid key.

    The name of the file is that of the data set, and follows the rule for names.

    A card with ``like: NAME`` inherits every key that it does not set from the card NAME in the
    same folder, or from the shipped card of that name; the address of a source in another folder
    is not inherited, nor are published figures of other samples. Nested settings are merged in the
    same way, and a key set to null is removed, as in a JSON merge patch (RFC 7396). Own files are
    looked for in the card's folder first, then in the working folder.
    """
    check_name(path.stem, f"{path}: the name of the card's file")
    return validate(_read_like(path, []), Card, str(path))


def _read_like(path: Path, seen: list[Path]) -> dict[str, Any]:
    if path in seen:
        chain = " → ".join(one.stem for one in [*seen, path])
        raise CraftbenchError(f"{path}: `like` forms a cycle: {chain}")
    content = found_from(read_yaml(path), path.parent)
    if not isinstance(content, dict) or "like" not in content:
        return content
    like = find_card(path.parent, check_name(content["like"], f"{path}: like"))
    own = {key: value for key, value in content.items() if key != "like"}
    base = _without_address(_read_like(like, [*seen, path]), own)
    return _joined(_without_published(base, own), own)


def _without_published(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`base` without its published figures if the own card has other samples, parts or classes."""
    same = not {"source", "split", "classes"} & set(own)
    return base if same else {key: value for key, value in base.items() if key != "published"}


def _without_address(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`base` without the publisher's address if the own source is in another folder.

    The files of the other folder are not those of that address.
    """
    source, given = base.get("source"), own.get("source")
    if not (isinstance(source, dict) and isinstance(given, dict)):
        return base
    if given.get("folder", source.get("folder")) == source.get("folder"):
        return base
    return base | {"source": {key: value for key, value in source.items() if key != "url"}}


def _joined(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `base`; a mapping is merged unless its `kind` differs, null removes a key."""
    joined = base | {key: _over(base.get(key), value) for key, value in own.items()}
    return {key: value for key, value in joined.items() if value is not None}


def _over(old: Any, value: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(value, dict)):
        return value
    return _joined(old, value) if value.get("kind", old.get("kind")) == old.get("kind") else value


def find_card(folder: Path, name: str) -> Path:
    """Path of the card `name` in a folder, or else among the shipped cards.

    Raises
    ------
    CraftbenchError
        With the nearest name, if there is no such card.
    """
    folders = [folder, project_file("config/datasets")]
    for place in folders:
        if (place / f"{name}.yaml").is_file():
            return place / f"{name}.yaml"
    known = sorted({card.stem for place in folders for card in place.glob("*.yaml")})
    raise CraftbenchError(
        f"datasets: there is no card {folder / name}.yaml, nor a shipped one of that name"
        + suggestion(name, known)
    )

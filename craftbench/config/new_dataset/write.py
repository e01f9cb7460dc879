"""A first card for a user's own samples."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from craftbench.config.cards import Card
from craftbench.config.new_dataset.arms import contestants
from craftbench.config.new_dataset.card_text import NO_NETWORK, content_of, text_of
from craftbench.config.new_dataset.folders import is_photograph
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.recognise import recognise
from craftbench.config.new_dataset.sizes import plan, usable_classes
from craftbench.datasets.registry import parse_source
from craftbench.errors import CraftbenchError
from craftbench.settings import validate
from craftbench.settings.names import check_name

LOOKED_AT = 20
"""Pictures that are looked at for being photographs."""


@dataclass(frozen=True)
class NewCard:
    """The card that was written, and what the user should know."""

    path: Path
    inferred: list[str]
    unsure: list[str]


def write_card(folder: Path, name: str, given: Given, threads: int = 2) -> NewCard:
    """Look at the user's samples and write a card that runs on them as they are.

    Parameters
    ----------
    folder : Path
        Folder of the cards.
    name : str
        Name of the data set.
    given : Given
        Where the samples are.
    threads : int
        Of the reading.

    Raises
    ------
    CraftbenchError
        If the card is there already, or the samples cannot be used.
    """
    path = folder / f"{check_name(name, 'NAME')}.yaml"
    if path.exists():
        raise CraftbenchError(f"{path} is there already; choose another name or delete it")
    found = recognise(given)
    source = parse_source(found.source)
    samples = source.load(found.classes, threads)
    classes, few = usable_classes(samples.table, found.classes)
    if len(classes) < 2:
        raise CraftbenchError(f"{given.source}: {'; '.join(few)}; expected two classes at least")
    table = samples.table[samples.table["label"].isin(classes)]
    planned = plan(table)
    chosen = contestants(found.source["kind"], samples.values, samples.table)
    content = content_of(name, found, classes, planned, chosen)
    validate(content, Card, str(path))
    photographs = _photographs(samples.values)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(content, found, planned, chosen, photographs), encoding="utf-8")
    inferred = [
        *found.inferred,
        f"{len(table)} samples of shape {_shape(samples.values)}, {len(classes)} classes",
        *(
            [f"{len(samples.rejected)} samples are rejected, the first: {_first(samples)}"]
            if len(samples.rejected)
            else []
        ),
        *([] if chosen.views else [NO_NETWORK]),
    ]
    unsure = [*found.unsure, *few, *planned.unsure, *chosen.unfit]
    if samples.values.dtype == np.uint16 and content["source"]["kind"] == "image_folder":
        unsure.append("pictures of 16 bits: if they are depths, use --kind depth_folder")
    if photographs:
        unsure.append("these may be photographs: `natural_images: true` is a comment in the card")
    return NewCard(path, inferred, unsure)


def _photographs(values: np.ndarray) -> bool:
    if values.ndim != 4:
        return False
    step = max(1, len(values) // LOOKED_AT)
    return float(np.mean([is_photograph(one) for one in values[::step]])) > 0.5


def _shape(values: np.ndarray) -> str:
    return " × ".join(map(str, values.shape[1:])) + f" ({values.dtype})"


def _first(samples) -> str:
    first = samples.rejected.iloc[0]
    return f"{first['source']}: {first['reason']}"

"""Which column of a table is the label, the group and the split."""

from pathlib import Path

import pandas as pd

from craftbench.config.new_dataset.given import Given
from craftbench.datasets.lookalikes import first_places, refuse_lookalikes
from craftbench.datasets.sample_table import ROLES, as_text
from craftbench.errors import CraftbenchError, suggestion

LABELS = ("label", "class", "target", "y", "category", "diagnosis", "species", "activity", "labels")
GROUPS = (
    *("group", "patient", "subject", "person", "participant", "user", "animal", "batch", "device"),
    *("session", "site", "writer", "speaker"),
)
SPLITS = ("role", "split", "set", "partition", "subset", "fold")
MOST_CLASSES = 50


def choose_columns(
    path: Path, table: pd.DataFrame, given: Given
) -> tuple[dict[str, str], list[str], list[str]]:
    """Columns of label, group and split; those that are given, else by their names.

    Returns
    -------
    columns : dict
        ``label`` and, where there are some, ``group`` and ``split``.
    inferred, unsure : list of str
        Sentences for the user.

    Raises
    ------
    CraftbenchError
        If a given column is missing, or no column can be the label.
    """
    chosen = given.columns()
    for key, name in chosen.items():
        if name not in table:
            raise CraftbenchError(
                f"{path}: there is no column {name!r} (--{key})"
                f"{suggestion(name, list(table.columns))}"
            )
    unsure = []
    if "label" not in chosen:
        chosen["label"], doubt = _label(path, table, set(chosen.values()))
        unsure += [doubt] if doubt else []
    free = [name for name in table if name not in chosen.values()]
    if "split" not in chosen:
        split = _named(free, SPLITS)
        if split and as_text(table[split]).str.lower().isin(list(ROLES)).all():
            chosen["split"] = split
            unsure.append(f"the column {split} says what is tested on; if not, use --split")
    if "group" not in chosen:
        group = _named([name for name in free if name != chosen.get("split")], GROUPS)
        if group:
            chosen["group"] = group
            unsure.append(
                f"samples with the same {group} are kept on one side of the split; if they are "
                "independent, take `group` out of source.columns"
            )
    inferred = [f"{key} is the column {name}" for key, name in sorted(chosen.items())]
    return chosen, inferred, unsure


def classes_of(path: Path, column: pd.Series) -> list[str]:
    """The labels of a column, sorted; raises CraftbenchError if two look alike."""
    names = as_text(column)
    lines = (f"{path}, line {line}" for line in names.index)
    places = first_places(names, lines)
    if len(places) > MOST_CLASSES and 2 * len(places) > len(names):
        raise CraftbenchError(
            f"{path}: the label ({column.name}) has {len(places)} different values in {len(names)} "
            "rows, expected a few classes: craftbench compares classifiers. Name another column "
            "with --label"
        )
    refuse_lookalikes(places, "labels")
    return sorted(places)


def _label(path: Path, table: pd.DataFrame, used: set[str]) -> tuple[str, str | None]:
    free = [name for name in table if name not in used]
    if name := _named(free, LABELS):
        return name, None
    likely = [name for name in free if _looks_like_classes(table[name])]
    if len(likely) == 1:
        return likely[
            0
        ], f"the label is {likely[0]}, the only column of few words; else use --label"
    raise CraftbenchError(
        f"{path}: which column is the label? Name it with --label; the columns: "
        f"{', '.join(free[:20])}" + (" …" if len(free) > 20 else "")
    )


def _looks_like_classes(column: pd.Series) -> bool:
    """Few different words, each of several rows."""
    if pd.to_numeric(column, errors="coerce").notna().any():
        return False
    counts = column.value_counts()
    return 2 <= len(counts) <= MOST_CLASSES and 2 * len(counts) <= counts.sum()


def _named(names: list[str], known: tuple[str, ...]) -> str | None:
    """The first column with one of these names, in any case, with or without ``_id``."""
    plain = {name: plain_name(name) for name in names}
    return next((name for one in known for name in names if plain[name] == one), None)


def plain_name(column: str) -> str:
    """The name of a column in lower case, without ``_id``."""
    return column.lower().removesuffix("id").rstrip("_ ")

"""Names that look alike: they differ only in case, in blanks or in their unicode form."""

import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from craftbench.errors import CraftbenchError

DIFFERENCE = "differ only in case, blanks or unicode form"


def refuse_lookalikes(places: Mapping[str, str], what: str) -> None:
    """Raise CraftbenchError if two names look alike.

    Two spellings of one patient would be two groups, and could be on both sides of the split; two
    spellings of a class would be two classes.

    Parameters
    ----------
    places : mapping
        All names, with the file, line or sample in which each appears first.
    what : str
        What they are, in the plural: ``groups``.
    """
    first: dict[str, str] = {}
    for name, place in places.items():
        other = first.setdefault(_likeness(name), name)
        if other != name:
            one, two = _shown(other, name)
            raise CraftbenchError(
                f"the {what} {one} ({places[other]}) and {two} ({place}) {DIFFERENCE}; write them "
                "alike, or give one another name if they are really different"
            )


def refuse_lookalike_labels(places: Mapping[str, str], classes: list[str]) -> None:
    """Raise CraftbenchError if a label is no class of the card, but looks like one.

    Its samples would be left out although they are of the class. Classes that the card names may
    look alike, such as the letters ``a`` and ``A``.

    Parameters
    ----------
    places : mapping
        All labels, with the file or line in which each appears first.
    classes : list of str
        Of the card.
    """
    by_likeness = {_likeness(name): name for name in classes}
    for label, place in places.items():
        alike = by_likeness.get(_likeness(label))
        if label not in classes and alike is not None:
            one, two = _shown(label, alike)
            raise CraftbenchError(
                f"{place}: the label {one} and the card's class {two} {DIFFERENCE}; write them "
                "alike, or add the label to `classes` if it is really another class"
            )


def first_places(names: pd.Series, places: Iterable[object]) -> dict[str, str]:
    """Each name with the place in which it appears first; missing names are left out."""
    table = pd.DataFrame({"name": names.to_numpy(), "place": list(map(str, places))})
    table = table.dropna(subset="name").drop_duplicates("name")
    return dict(zip(table["name"], table["place"], strict=True))


def _likeness(name: str) -> str:
    whole = unicodedata.normalize("NFKC", name).casefold()
    # NFKC again: folding may leave letters that it composes. Cf: characters without width.
    seen = (c for c in unicodedata.normalize("NFKC", whole) if unicodedata.category(c) != "Cf")
    return "".join("".join(seen).split())


def _shown(one: str, other: str) -> tuple[str, str]:
    """Both names; with escapes where they would be printed alike."""
    same = unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
    show = ascii if same else repr
    return show(one), show(other)

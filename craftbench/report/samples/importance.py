"""Importance in the words of a person: groups of features, gradients on the image, a rule."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from craftbench.analyses.explanation.importance_drawing import draw_importance
from craftbench.analyses.explanation.shown_samples import ShownSamples
from craftbench.analyses.feature_words import FeatureWords, gradient_cell, in_words
from craftbench.report.formats import percent

NAMED = 2
"""Features of a block that are named; of the others the number is given."""


def readable_features(table: pd.DataFrame) -> pd.DataFrame:
    """A table of results whose column ``features`` is in words, see `block_in_words`."""
    return table.assign(features=table["features"].fillna("").map(block_in_words))


def block_in_words(features: str) -> str:
    """A block of features, ``{feature set}:{feature}`` joined by semicolons.

    Examples
    --------
    >>> block_in_words("parcel:area; parcel:perimeter; parcel:side_long")
    'parcel: area [mm²], perimeter [mm] and 1 more'
    >>> block_in_words("landmarks:qt; rhythm:rr_ratio")
    'landmarks: QT [ms]; rhythm: RR ratio'
    """
    sets: dict[str, dict[str, None]] = {}
    for name in filter(None, features.split("; ")):
        words = in_words(_without_unit(name))
        sets.setdefault(words.feature_set, {})[str(words)] = None
    return "; ".join(_listed(own, list(names)) for own, names in sets.items())


def _without_unit(name: str) -> str:
    """The table of the short rule has units behind the names; those of tables stay."""
    bare = name.rpartition(" [")[0]
    known: FeatureWords = in_words(bare) if bare else in_words(name)
    return bare if bare and known.description else name


def _listed(own: str, names: list[str]) -> str:
    shown, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return f"{own}: {shown}{more}" if own else f"{shown}{more}"


def rule_is_better(table: pd.DataFrame) -> bool:
    """Whether the tree in words beats the most frequent class: its gain's interval is above 0."""
    baseline = table[table["kind"] == "baseline"]
    return bool(len(baseline)) and bool(baseline["accuracy_drop_low"].iloc[0] > 0)


def rule_sentence(table: pd.DataFrame, sample_name: Mapping[str, str]) -> str:
    """The accuracy of the tree beside that of its baseline and of the arm; "" without a tree."""
    kinds = {kind: rows.iloc[0] for kind, rows in table.groupby("kind")}
    if not {"rule", "baseline"} <= set(kinds):
        return ""
    rule, baseline = kinds["rule"], kinds["baseline"]
    of_arm = rule["accuracy"] + rule["accuracy_drop"]
    gain, low, high = (100 * baseline[f"accuracy_drop{end}"] for end in ("", "_low", "_high"))
    return (
        f"It is right for {percent(rule['accuracy'])} of {int(rule['n']):,} test "
        f"{sample_name['plural']}; always answering the most frequent class of training is right "
        f"for {percent(baseline['accuracy'])}, a difference of {gain:.1f} points "
        f"({low:.1f} to {high:.1f}), and the arm itself for {percent(of_arm)}."
    ).replace("(-", "(−")


def importance_on_image(table: pd.DataFrame, folder: Path) -> Markup:
    """The accuracy that each cell of gradients is worth, on the average image; "" without both.

    Parameters
    ----------
    table : DataFrame
        ``importance.csv`` of a data set.
    folder : Path
        Holds ``shown_samples.json``.
    """
    cells = table[table["kind"] == "gradient_cell"]
    average = ShownSamples.load(folder / "shown_samples.json").average
    if not len(cells) or average is None:
        return Markup("")
    places = [gradient_cell(features.split("; ")[0]) for features in cells["features"]]
    known = np.array([place[:2] for place in places if place is not None])
    drops = np.zeros(known.max(axis=0) + 1)
    drops[tuple(known.T)] = cells["accuracy_drop"]
    return draw_importance(average, drops)

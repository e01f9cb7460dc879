"""Training sizes in the words of a card: batches, patients, images."""

import re
from collections.abc import Mapping

import pandas as pd

from craftbench.report.facts import DatasetFacts

UNITS = {"groups": "group_name", "samples": "sample_name"}
"""By ``size_unit`` of a table of results: the facts that hold its words."""
_SENTENCES = ("note", "evidence")


def counted(number: float, unit: str, facts: DatasetFacts) -> str:
    """A training size with its unit: ``1,440 scenes``, ``1 patient``.

    Parameters
    ----------
    number : float
        Shown whole, with commas.
    unit : str
        ``groups`` or ``samples``, or the plural that `in_words` has put in its place.
    facts : DatasetFacts
        Has the words.
    """
    return f"{number:,.0f} {unit_word(number, unit, facts)}"


def unit_word(number: float, unit: str, facts: DatasetFacts) -> str:
    """The word for so many of a unit, without the number."""
    for raw, name in UNITS.items():
        words = getattr(facts, name)
        if unit in (raw, words["plural"]):
            return words["singular" if round(number) == 1 else "plural"]
    return unit


def in_words(
    tables: Mapping[str, pd.DataFrame], datasets: Mapping[str, DatasetFacts]
) -> dict[str, pd.DataFrame]:
    """The tables with the words of the cards: in ``size_unit``, in notes and in evidence.

    Rows of other data sets, and tables without the column ``dataset``, stay as they are.
    """
    return {name: _table_in_words(table, datasets) for name, table in tables.items()}


def _table_in_words(table: pd.DataFrame, datasets: Mapping[str, DatasetFacts]) -> pd.DataFrame:
    columns = [name for name in ("size_unit", *_SENTENCES) if name in table]
    if "dataset" not in table or not columns or not len(table):
        return table
    table = table.copy()
    for dataset, facts in datasets.items():
        own = table["dataset"] == dataset
        for column in columns if own.any() else ():
            replace = _unit if column == "size_unit" else _sentence
            values = table.loc[own, column]
            table.loc[own, column] = [
                replace(value, facts) if isinstance(value, str) else value for value in values
            ]
    return table


def _unit(unit: str, facts: DatasetFacts) -> str:
    return getattr(facts, UNITS[unit])["plural"] if unit in UNITS else unit


def _sentence(text: str, facts: DatasetFacts) -> str:
    """Groups by their name; samples only where a sentence speaks of those of the training."""
    words = {
        "groups": facts.group_name["plural"],
        "group": facts.group_name["singular"],
        "training samples": f"training {facts.sample_name['plural']}",
    }
    return re.sub(rf"\b({'|'.join(words)})\b", lambda found: words[found[0]], text)

"""The opening of the report: one answer for each data set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from craftbench.report.counted import counted
from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.change import Changes, changes
from craftbench.report.opening.effect import Effect, effect
from craftbench.report.opening.headline import headline, short_name
from craftbench.report.opening.overview import QUESTIONS, overview
from craftbench.report.opening.rows import Row, Tables, known, rows_of
from craftbench.report.opening.three_numbers import Number, numbers
from craftbench.report.page_environment import page_environment

CHART = "answer"
"""Name of the chart of a card."""


@dataclass(frozen=True)
class Card:
    """What the card of a data set shows; empty or None where a table has no rows of it."""

    dataset: str
    facts: DatasetFacts
    headline: str
    sizes: list[tuple[str, str, str]]
    effect: Effect | None
    size: str
    numbers: list[Number]
    changes: Changes
    failed: list[str]
    chart: Any = None

    @property
    def shown_headline(self) -> Markup:
        """The headline, without a line break inside a word with a hyphen."""
        words = (escape(word) for word in self.headline.split(" "))
        whole = '<span class="whole-word">{}</span>'
        return Markup(" ").join(
            Markup(whole).format(word) if "-" in word else word for word in words
        )

    @property
    def names_itself(self) -> bool:
        """Whether the headline begins with the name of the data set."""
        return self.headline.startswith(f"{short_name(self.facts.title)}:")


def opening(
    datasets: Mapping[str, DatasetFacts],
    tables: Tables,
    charts: Mapping[str, Mapping[str, Any]],
) -> Markup:
    """The first screen: an answer card for each data set, and the overview over all of them.

    Parameters
    ----------
    datasets : mapping of DatasetFacts
        By data set, in the order of the page.
    tables : mapping of DataFrame
        The tables over all data sets by name. One that is missing costs only its place.
    charts : mapping
        By data set: specifications of its charts by name; `CHART` is shown.
    """
    template = page_environment().get_template("opening/opening.html.j2")
    return Markup(
        template.render(
            cards=[
                card(dataset, facts, tables, charts.get(dataset, {}).get(CHART))
                for dataset, facts in datasets.items()
            ],
            overview=overview(tables, datasets),
            questions=QUESTIONS,
            datasets=datasets,
            margin=_margin(tables),
        )
    )


def card(dataset: str, facts: DatasetFacts, tables: Tables, chart: Any = None) -> Card:
    """The card of one data set."""
    rows = rows_of(tables, "verdict", dataset)
    compared = [row for row in rows if isinstance(row.get("arm"), str) and row["arm"]]
    last = compared[-1] if compared else None
    table = tables.get("verdict")
    own = table[table["dataset"] == dataset] if rows and table is not None else None
    return Card(
        dataset,
        facts,
        "No verdict" if own is None else headline(own, facts),
        [_size(row, facts) for row in rows],
        None if last is None else effect(last, facts),
        "" if last is None else counted(last["training_size"], last["size_unit"], facts),
        [] if last is None else numbers(tables, dataset, last, facts),
        changes(tables, dataset, facts),
        _failed_checks(tables, dataset),
        chart,
    )


def _size(row: Row, facts: DatasetFacts) -> tuple[str, str, str]:
    """A training size, the family that is chosen at it, and what else is decided."""
    size = counted(row["training_size"], row["size_unit"], facts)
    choice = row.get("choice")
    if not isinstance(choice, str) or not choice:
        return size, "not compared", ""
    behind = row.get("behind")
    if choice != "undecided" or not isinstance(behind, str) or not behind:
        equal = row.get("undecided_because") == "equivalent"
        return size, "equal" if equal else choice, ""
    return size, choice, f"{behind.rpartition('(')[2].rstrip(')')} behind"


def _failed_checks(tables: Tables, dataset: str) -> list[str]:
    """Names of the checks that failed."""
    rows = rows_of(tables, "checks", dataset)
    names = [str(row["check"]) for row in rows if str(row.get("passed")) == "False"]
    return [name.replace("_", " ") for name in dict.fromkeys(names)]


def _margin(tables: Tables) -> float | None:
    """The margin of the verdicts, the same for all data sets."""
    table = tables.get("verdict")
    rows = [] if table is None else table.to_dict("records")
    return next((float(row["margin"]) for row in rows if known(row, "margin")), None)

"""Names and values for the templates of one section of the page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from craftbench.analyses.analysis import Listed
from craftbench.analyses.selection import Selection
from craftbench.report.chapters import chapters, is_joint
from craftbench.report.facts import DatasetFacts
from craftbench.report.glossary.names import Names
from craftbench.report.influence_words import influence_sentences
from craftbench.report.rearranged import by_size, class_counts
from craftbench.report.shown import ShownTables
from craftbench.report.verdict_words import verdict_paragraph
from craftbench.stats.primary_metric import IN_WORDS

Tables = Mapping[str, pd.DataFrame]
Figures = Mapping[tuple[str, str], bytes]
Charts = Mapping[str, Mapping[str, Any]]
"""Specifications of charts by data set and name."""


def dataset_section(
    dataset: str,
    datasets: Mapping[str, DatasetFacts],
    tables: Tables,
    figures: Figures,
    charts: Charts,
    listed: Iterable[Listed],
    rejected: pd.DataFrame,
    rule: str,
) -> dict[str, Any]:
    """Names and values for ``dataset.html.j2`` and the templates of its analyses.

    Returns
    -------
    dict
        ``dataset, rejected`` (counts by reason) and ``rule`` as given; its ``facts``; ``tables``:
        its rows of each table that has some, without the column ``dataset`` and with names of arms
        for their keys; ``figures`` and ``charts`` by name; ``shown_tables``, which keeps what the
        templates show; ``chapters``; ``arms``, the best score first; ``selected``: the selected
        arms of all families at the largest training size; ``failed`` and ``undecided``: names of
        checks with that outcome.
    """
    facts, names = datasets[dataset], Names(datasets, dataset)
    own = {
        name: table[table["dataset"] == dataset].drop(columns="dataset")
        for name, table in tables.items()
        if "dataset" in table
    }
    own = {name: names.named(table) for name, table in own.items() if len(table)}
    apart = [analysis for analysis in listed if not is_joint(analysis)]
    return {
        "dataset": dataset,
        "facts": facts,
        "simulated": " Simulated data." if facts.simulated else "",
        "tables": own,
        "figures": {name: svg for (owner, name), svg in figures.items() if owner == dataset},
        "charts": charts.get(dataset, {}),
        "shown_tables": ShownTables(dataset),
        "chapters": chapters(apart, own),
        "arms": _best_first(own.get("accuracy")),
        "selected": _selected(own.get("selection")),
        "failed": _checks(own.get("checks"), "False"),
        "undecided": _checks(own.get("checks"), "undecided"),
        "rejected": rejected["reason"].value_counts().to_dict(),
        "rule": rule,
    }


def joint_section(
    datasets: Mapping[str, DatasetFacts], tables: Tables, charts: Charts, listed: Iterable[Listed]
) -> dict[str, Any]:
    """Names and values for ``joint.html.j2`` and the templates of its analyses."""
    joint = [analysis for analysis in listed if is_joint(analysis)]
    names = Names(datasets)
    own = {
        one.name: names.named(tables[one.name]) for one in joint if len(tables.get(one.name, ()))
    }
    return {
        "dataset": "all",
        "simulated": "",
        "tables": own,
        "figures": {},
        "charts": charts.get("all", {}),
        "shown_tables": ShownTables("all"),
        "chapters": chapters(joint, own),
    }


def _best_first(accuracy: pd.DataFrame | None) -> list[str]:
    """Names of the arms; none where the table failed."""
    if accuracy is None:
        return []
    return list(accuracy.sort_values("score", ascending=False)["arm"])


def _selected(selection: pd.DataFrame | None) -> list[str]:
    if selection is None:
        return []
    return list(Selection(selection).arms(selection["training_size"].max()).values())


def _checks(checks: pd.DataFrame | None, outcome: str) -> list[str]:
    """Names of the checks with an outcome, as `passed` has it in words, with the arm."""
    if checks is None:
        return []
    found = checks[checks["passed"].astype(str) == outcome]
    return [
        f"{row.check.replace('_', ' ')}{f' ({row.arm})' if isinstance(row.arm, str) else ''}"
        for row in found.itertuples()
    ]


def in_order(table: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """The rows of a table in the order of its arms in `arms`."""
    place = {arm: i for i, arm in enumerate(arms)}
    return table.sort_values("arm", key=lambda names: names.map(place), kind="stable")


def among(comparisons: pd.DataFrame, arms: Collection[str]) -> pd.DataFrame:
    """The rows of a table of pairs ``arm_a, arm_b`` in which both are among `arms`."""
    return comparisons[comparisons["arm_a"].isin(arms) & comparisons["arm_b"].isin(arms)]


FILTERS = {
    "by_size": by_size,
    "class_counts": class_counts,
    "in_order": in_order,
    "among": among,
    "influence_sentences": influence_sentences,
    "verdict_paragraph": verdict_paragraph,
    "metric_words": IN_WORDS.__getitem__,
}
"""Filters of the templates."""

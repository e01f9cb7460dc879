"""The overview: for each data set and question, what is decided and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from craftbench.analyses.analysis import analyses
from craftbench.report.chapters import CHAPTERS, is_joint
from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.estimates import in_line, shown_ratio, shown_seconds
from craftbench.report.opening.followed import followed
from craftbench.report.opening.rows import Row, Tables, bounds, known, row_of, rows_of, side_of

QUESTIONS = {
    "accuracy": "Which is better?",
    "data_needs": "Which needs less data?",
    "overfitting": "Which overfits less?",
    "robustness": "Which is more robust?",
    "cost": "Which trains faster?",
}
"""By chapter of the page: the question of a column."""
SEVERITY = "3"
"""Of the corruptions under which two arms are compared: the middle one."""
UNDECIDED = "undecided"
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Answer:
    """One cell: a family or ``undecided``, and the evidence with its interval.

    ``chapter`` has the details, if the page has it.
    """

    chapter: str
    decision: str
    evidence: str = ""
    has_chapter: bool = True


def overview(tables: Tables, datasets: Mapping[str, DatasetFacts]) -> dict[str, list[Answer]]:
    """By data set: an answer to each of `QUESTIONS`.

    The first is the verdict at the largest size. The others compare the hand-crafted with the
    learned arm of the verdict, or, where one of these families is missing, the two that lead.
    """
    return {dataset: _answers(tables, dataset) for dataset in datasets}


def _answers(tables: Tables, dataset: str) -> list[Answer]:
    arms = followed(tables, dataset)
    pair = ["hand-crafted", "learned"]
    if not set(pair) <= set(arms):
        pair = list(arms)[:2]
    found = {
        "accuracy": _accuracy(tables, dataset),
        "data_needs": _data_needs(tables, dataset),
        "overfitting": _overfitting(tables, dataset),
        "robustness": _robustness(tables, dataset, arms, pair),
        "cost": _cost(tables, dataset, arms, pair),
    }
    return [
        found[name] or Answer(name, NOT_MEASURED, has_chapter=_has_chapter(tables, dataset, name))
        for name in QUESTIONS
    ]


def _has_chapter(tables: Tables, dataset: str, chapter: str) -> bool:
    """Whether the data set has that chapter: an analysis of it alone has rows."""
    own = [name for name in CHAPTERS[chapter] if not is_joint(analyses()[name])]
    return any(rows_of(tables, name, dataset) for name in own)


def _accuracy(tables: Tables, dataset: str) -> Answer | None:
    rows = [row for row in rows_of(tables, "verdict", dataset) if known(row, "difference")]
    if not rows:
        return None
    row = rows[-1]
    decision = "equal" if row.get("undecided_because") == "equivalent" else str(row["choice"])
    lead = f"{row['family']} − {row['rival_family']}: {in_line(row, 'difference')}"
    return Answer("accuracy", decision, lead)


def _learned(tables: Tables, name: str, dataset: str, column: str) -> Row | None:
    """The row of hand-crafted features against the learned arm."""
    for row in rows_of(tables, name, dataset):
        if row.get(column) == "learned":
            return row
    return None


def _data_needs(tables: Tables, dataset: str) -> Answer | None:
    row = _learned(tables, "crossing", dataset, "family")
    if row is None or not known(row, "mean_data_ratio"):
        return None
    sides = {1: str(row["rival_family"]), -1: str(row["family"])}
    decision = sides.get(side_of(row, "mean_data_ratio", 1.0), UNDECIDED)
    return Answer("data_needs", decision, f"learned needs {shown_ratio(row, 'mean_data_ratio')}")


def _overfitting(tables: Tables, dataset: str) -> Answer | None:
    row = _learned(tables, "excess_risk", dataset, "rival_family")
    if row is None or not known(row, "difference"):
        return None
    sides = {1: str(row["rival_family"]), -1: str(row["family"])}
    return Answer(
        "overfitting",
        sides.get(side_of(row, "difference"), UNDECIDED),
        f"excess error, {row['family']} − {row['rival_family']}: {in_line(row, 'difference')}",
    )


def _robustness(
    tables: Tables, dataset: str, arms: Mapping[str, str], pair: list[str]
) -> Answer | None:
    """The paired difference in accuracy on corrupted samples, at the middle severity."""
    for row in rows_of(tables, "robustness_differences", dataset):
        of_mean = (row.get("corruption"), str(row.get("severity"))) == ("all", SEVERITY)
        families = [str(row.get("family")), str(row.get("rival_family"))]
        if not of_mean or set(families) != set(pair) or not known(row, "difference"):
            continue
        if [row.get("arm"), row.get("rival_arm")] != [arms[family] for family in families]:
            continue
        sides = {1: families[0], -1: families[1]}
        return Answer(
            "robustness",
            sides.get(side_of(row, "difference"), UNDECIDED),
            f"severity {SEVERITY} of 5, mean of all corruptions, {families[0]} − {families[1]}: "
            f"{in_line(row, 'difference')}",
        )
    return None


def _apart(first: Row, second: Row, name: str) -> int:
    """1 or −1 where one interval is wholly above or below the other, else 0."""
    (low, high), (other_low, other_high) = bounds(first, name), bounds(second, name)
    return 1 if low > other_high else -1 if high < other_low else 0


def _cost(tables: Tables, dataset: str, arms: Mapping[str, str], pair: list[str]) -> Answer | None:
    """CPU seconds of training: decided where the intervals are apart."""
    rows = [row_of(tables, "pareto", dataset, arms[family]) for family in pair]
    if len(rows) < 2 or not all(known(row, "cpu_seconds") for row in rows):
        return None
    first, second = (row for row in rows if row is not None)
    sides = {-1: pair[0], 1: pair[1]}
    shown = [
        f"{family} {' '.join(shown_seconds(row, 'cpu_seconds')).strip()}"
        for family, row in zip(pair, (first, second), strict=True)
    ]
    return Answer(
        "cost",
        sides.get(_apart(first, second, "cpu_seconds"), UNDECIDED),
        f"CPU time: {', '.join(shown)}",
    )

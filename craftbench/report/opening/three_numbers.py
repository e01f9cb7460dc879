"""The three numbers of an answer card: accuracy, price and overfitting of the two best arms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from craftbench.report.counted import counted
from craftbench.report.facts import DatasetFacts
from craftbench.report.formats import MISSING
from craftbench.report.glossary import TERMS
from craftbench.report.opening.estimates import Shown, in_line, shown, shown_seconds
from craftbench.report.opening.rows import Row, Tables, known, row_of, rows_of, side_of
from craftbench.stats.primary_metric import IN_WORDS

Head = tuple[str, str]
"""What a value is, and its key in the glossary; empty for none."""
Arms = Sequence[tuple[str, str]]
"""Names of arms, and their families."""


@dataclass(frozen=True)
class Line:
    """The values of the arm of a family."""

    family: str
    values: list[Shown]


@dataclass(frozen=True)
class Number:
    """One of the three numbers.

    ``question`` it answers, ``heads`` of the values of each line, what they are (unit and n), a
    sentence, and the analysis that has more (empty where the page does not have it).
    """

    question: str
    heads: list[Head]
    lines: list[Line]
    about: str
    sentence: str = ""
    more: str = ""


def numbers(tables: Tables, dataset: str, row: Row, facts: DatasetFacts) -> list[Number]:
    """Accuracy, price and overfitting of the leader of a row of the verdict and its rival."""
    arms = [(row["arm"], row["family"]), (row["rival_arm"], row["rival_family"])]
    found = [
        _score(row, facts),
        _price(tables, dataset, arms, row, facts),
        _overfitting(tables, dataset, arms, row, facts),
    ]
    return [one if rows_of(tables, one.more, dataset) else _without_more(one) for one in found]


def _without_more(number: Number) -> Number:
    """A number whose table the page does not have."""
    if any(value != MISSING for line in number.lines for value, _ in line.values):
        return replace(number, more="")
    missing = "Not measured: its analysis failed or has no rows of this data set."
    return replace(number, more="", about=missing)


def tested_on(row: Row, facts: DatasetFacts) -> str:
    """The number of test samples, groups and repeats."""
    words = []
    if known(row, "n_test"):
        words.append(f"{row['n_test']:,.0f} test {_of(row['n_test'], facts.sample_name)}")
    if known(row, "test_groups"):
        words[-1:] = [
            f"{''.join(words[-1:])} in {row['test_groups']:,.0f} "
            f"{_of(row['test_groups'], facts.group_name)}"
        ]
    if known(row, "repeats"):
        words.append(f"{row['repeats']:.0f} {'repeat' if row['repeats'] == 1 else 'repeats'}")
    return ", ".join(words)


def _of(number: float, words: Mapping[str, str]) -> str:
    return words["singular" if number == 1 else "plural"]


def _size(row: Row, facts: DatasetFacts) -> str:
    return counted(row["training_size"], str(row.get("size_unit", "samples")), facts)


def _score(row: Row, facts: DatasetFacts) -> Number:
    metric = IN_WORDS.get(row["metric"], str(row["metric"]))
    key = row["metric"] if row["metric"] in TERMS else "score"
    lines = [
        Line(row[f"{prefix}family"], [shown(row, f"{prefix}score")]) for prefix in ("", "rival_")
    ]
    about = f"Trained on {_size(row, facts)}; {tested_on(row, facts)}."
    return Number("How good?", [(f"test {metric}", key)], lines, about, more="accuracy")


def _price(tables: Tables, dataset: str, arms: Arms, row: Row, facts: DatasetFacts) -> Number:
    """CPU seconds of training, and of predictions."""
    size = row["training_size"]
    found = {arm: row_of(tables, "pareto", dataset, arm, size) for arm, _ in arms}
    heads = {"cpu_seconds": "training"}
    some = next((one for one in found.values() if known(one, "prediction_seconds")), None)
    if some is not None and known(some, "predictions"):
        heads["prediction_seconds"] = f"{some['predictions']:,.0f} predictions"
    lines = [
        Line(family, [shown_seconds(found[arm], name) for name in heads]) for arm, family in arms
    ]
    about = (
        f"CPU time on one thread, features included; {_of_repeats(row)}. Training: search and "
        f"final fit on {_size(row, facts)}."
    )
    return Number(
        "What does it cost?",
        [(text, key) for key, text in heads.items()],
        lines,
        about,
        more="pareto",
    )


def _of_repeats(row: Row) -> str:
    if not known(row, "repeats"):
        return "medians of the repeats"
    return "of one repeat" if row["repeats"] == 1 else f"medians of {row['repeats']:.0f} repeats"


def _overfitting(tables: Tables, dataset: str, arms: Arms, row: Row, facts: DatasetFacts) -> Number:
    """The gap between training and test accuracy, and the error that more data would remove."""
    size = row["training_size"]
    lines = []
    for arm, family in arms:
        found = row_of(tables, "overfitting", dataset, arm, size)
        lines.append(Line(family, [shown(found, "gap")]))
    about = f"Trained on {_size(row, facts)}; {tested_on(row, facts)}."
    return Number(
        *("Does it overfit?", [("training − test accuracy", "overfitting.gap")], lines, about),
        excess_sentence(tables, dataset, facts),
        more="overfitting",
    )


def excess_sentence(tables: Tables, dataset: str, facts: DatasetFacts) -> str:
    """The error of hand-crafted and learned arm that more data would remove, and the decision."""
    rows = rows_of(tables, "excess_risk", dataset)
    if not rows or not known(rows[-1], "excess_risk", "rival_excess_risk"):
        return ""
    row = rows[-1]
    decided = {1: "hand-crafted overfits more", -1: "hand-crafted overfits less"}
    return (
        f"Error that more data would remove, at {_size(row, facts)}: "
        f"{row['family']} {in_line(row, 'excess_risk', 2)}, "
        f"{row['rival_family']} {in_line(row, 'rival_excess_risk', 2)}: "
        f"{decided.get(side_of(row, 'difference'), 'undecided')}."
    )

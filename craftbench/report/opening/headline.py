"""The answer on one data set in at most 15 words, by a rule from the verdict alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pandas as pd

from craftbench.report.counted import unit_word
from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.families import capital, subject, with_verb

MOST_WORDS = 15
UNDECIDED = "undecided"
_LONGEST_NAME = 4


@dataclass(frozen=True)
class Outcome:
    """What the verdict decides at one training size.

    ``winner`` and ``behind`` are families, empty where nothing is decided; ``because`` is why.
    """

    size: float
    winner: str
    because: str = ""
    behind: str = ""
    learned: bool = True
    rival: str = ""
    repeats: float = float("nan")


def headline(verdict: pd.DataFrame, facts: DatasetFacts) -> str:
    """The answer on one data set.

    A family wins at a size only where the column ``choice`` names it. Each sentence is about the
    sizes that were tried, the largest first in importance.

    Parameters
    ----------
    verdict : DataFrame
        The rows of one data set.
    facts : DatasetFacts
        Title, and the words for its training sizes.

    Returns
    -------
    str
        At most `MOST_WORDS` words; the richest sentence that fits, with the title where it fits.
    """
    rows = verdict.sort_values("training_size").to_dict("records")
    found = [_outcome(row) for row in rows if isinstance(row.get("arm"), str) and row["arm"]]
    margin = float(rows[0].get("margin", float("nan"))) if rows else float("nan")
    unit = str(rows[0]["size_unit"]) if rows else "samples"
    return _fitted(sentences(found, len(found) == len(rows), unit, facts, margin), facts.title)


def _outcome(row: dict[Any, Any]) -> Outcome:
    choice = row["choice"]
    behind = row.get("behind")
    return Outcome(
        float(row["training_size"]),
        "" if choice == UNDECIDED else str(choice),
        str(row.get("undecided_because") or ""),
        _family_of(behind) if isinstance(behind, str) else "",
        isinstance(row.get("best_learned"), str),
        str(row.get("rival_family", "")),
        float(row.get("repeats", float("nan"))),
    )


def _family_of(behind: str) -> str:
    """The family in ``arm (family)``."""
    found = re.search(r"\(([^()]*)\)$", behind)
    return found[1] if found else ""


def _fitted(bodies: Sequence[str], title: str) -> str:
    """The first sentence that fits with the name of the data set, else without."""
    name = short_name(title)
    named = [f"{name}: {body}" for body in bodies] if len(name.split()) <= _LONGEST_NAME else []
    alone = [capital(body) for body in bodies]
    return next(text for text in [*named, *alone] if len(text.split()) <= MOST_WORDS)


def short_name(title: str) -> str:
    """The title of a data set up to its first bracket, comma or colon."""
    return re.split(r"\s*[(,:;]", title)[0].strip()


def sentences(
    outcomes: Sequence[Outcome], everywhere: bool, unit: str, facts: DatasetFacts, margin: float
) -> list[str]:
    """What the outcomes say, from the richest sentence to the shortest; all of them are true.

    Parameters
    ----------
    outcomes : sequence of Outcome
        By rising size, of the sizes at which families could be compared.
    everywhere : bool
        Whether these are all sizes that were tried.
    unit : str
        Of the sizes, ``groups`` or ``samples``.
    facts : DatasetFacts
        Has the words for the unit.
    margin : float
        Of the verdict.
    """
    if not outcomes:
        return ["no verdict: fewer than two families have results", "no verdict"]
    words = _Words(unit, facts, "tried" if everywhere else "compared", len(outcomes) == 1)
    if outcomes[-1].winner:
        return _decided(outcomes, words)
    if any(one.winner for one in outcomes):
        return _decided_earlier(outcomes, words)
    return _never_decided(outcomes, words, margin)


@dataclass(frozen=True)
class _Words:
    """Sizes as text."""

    unit: str
    facts: DatasetFacts
    tried: str
    one_size: bool

    def size(self, number: float) -> str:
        return f"{number:,.0f} {unit_word(number, self.unit, self.facts)}"

    def sizes(self, part: Sequence[Outcome]) -> str:
        """With 5 images, or from 5 to 20 images."""
        if len(part) == 1:
            return f"with {self.size(part[0].size)}"
        return f"from {part[0].size:,.0f} to {self.size(part[-1].size)}"

    @property
    def every(self) -> str:
        if self.one_size:
            return f"at the only size {self.tried}"
        return f"at every size {self.tried}"


def _tail(outcomes: Sequence[Outcome], name: str) -> list[Outcome]:
    """The last outcomes that agree in an attribute."""
    last = getattr(outcomes[-1], name)
    own = list(takewhile(lambda one: getattr(one, name) == last, reversed(outcomes)))
    return own[::-1]


def _head(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The first outcomes with the same winner."""
    return list(takewhile(lambda one: one.winner == outcomes[0].winner, outcomes))


def _decided(outcomes: Sequence[Outcome], words: _Words) -> list[str]:
    """A family is chosen at the largest size."""
    last, own = outcomes[-1], _tail(outcomes, "winner")
    wins, before = with_verb(last.winner, "win"), outcomes[: -len(own)]
    if words.one_size:
        alone = f"{wins} {words.every}"
        return [f"{wins} {words.sizes(own)}, the only size {words.tried}", alone]
    if not before:
        main = f"{wins} {words.every}"
        rest = [main, f"{wins} at the largest size"]
        if last.winner == "hand-crafted":
            other = "learned" if last.learned else last.rival
            needs, size = with_verb(other, "need"), words.size(last.size)
            brief = f"{wins} throughout; {needs} over {size}"
            return [f"{main}; {needs} more than {size}", brief, *rest]
        return [f"{main}, {words.sizes(own).removeprefix('from ')}", *rest]
    short = f"{wins} at the largest size"
    if not any(one.winner for one in before):
        return [f"{wins} {words.sizes(own)}; undecided with fewer", f"{short}; otherwise undecided"]
    first = _head(before)
    if first[0].winner and not any(one.winner for one in before[len(first) :]):
        up_to = "up to" if first[1:] else "with"
        earlier = f"{with_verb(first[0].winner, 'win')} {up_to} {first[-1].size:,.0f}"
        return [f"{earlier}, {subject(last.winner)} {words.sizes(own)}", short]
    return [f"{wins} {words.sizes(own)}; the verdict varies at smaller sizes", short]


def _decided_earlier(outcomes: Sequence[Outcome], words: _Words) -> list[str]:
    """A family is chosen at some size, but none at the largest."""
    first, largest = _head(outcomes), f"undecided with {words.size(outcomes[-1].size)}"
    short = "undecided at the largest size"
    winners = [one for one in outcomes if one.winner]
    if first[0].winner and len(first) == len(winners):
        up_to = "up to" if first[1:] else "with"
        wins = with_verb(first[0].winner, "win")
        return [f"{wins} {up_to} {words.size(first[-1].size)}; undecided with more", short]
    if len(winners) == 1:
        one = winners[0]
        wins = with_verb(one.winner, "win")
        return [f"{largest}; {wins} with {one.size:,.0f}", short]
    return [f"{largest}; the verdict varies at smaller sizes", short]


def _never_decided(outcomes: Sequence[Outcome], words: _Words, margin: float) -> list[str]:
    """No family is chosen at any size; one may be behind all others."""
    last, short = outcomes[-1], f"undecided {words.every}"
    if last.behind:
        own = _tail(outcomes, "behind")
        where = words.every
        if len(own) < len(outcomes):
            from_on = "from" if own[1:] else "with"
            where = f"{from_on} {words.size(own[0].size)}"
        return [f"undecided; {with_verb(last.behind, 'be')} behind {where}", short]
    largest = words.size(last.size)
    because = {
        "equivalent": f"undecided; with {largest}, the best two differ by less than {margin:g}",
        "not trained to the end": f"undecided; with {largest}, an arm was not trained to the end",
        "arm failed": "undecided, because an arm of another family failed",
    }
    if last.because in because:
        return [because[last.because], short]
    if last.repeats == 1:
        return [f"{short}: one repeat cannot decide", short]
    return [f"{short}: too close to call", short]

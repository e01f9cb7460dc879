"""The effect bar: the difference of the two best families, its interval and the margin."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.estimates import signed
from craftbench.report.opening.families import FAMILY_ORDER, capital, subject, with_verb
from craftbench.report.opening.rows import Row, bounds
from craftbench.stats.primary_metric import IN_WORDS

_ROOM = 1.04
"""The axis reaches this much farther than the interval."""
_MOST_STEPS = 3
_TOO_SMALL = "their spread is too small"
"""Part of the note of `craftbench.analyses.limits.limits_of_size`."""


@dataclass(frozen=True)
class Effect:
    """What the effect bar shows; positions are per cent of its width.

    Parameters
    ----------
    left, right : str
        Families; a difference on their side means that they have the better score.
    arms : mapping of str
        By family: the arm that represents it, as readers call it.
    metric : str
        In words.
    value, low, high : float
        Right minus left; NaN for a bound that is not known.
    margin : float
        Differences within it count as equal.
    reach : float
        The axis goes from −`reach` to `reach`.
    step : float
        Between two ticks.
    winner : str
        The family that is chosen; empty where the verdict is undecided.
    certainty : str
        How sure the verdict is, in a sentence.
    """

    left: str
    right: str
    arms: Mapping[str, str]
    metric: str
    value: float
    low: float
    high: float
    margin: float
    reach: float
    step: float
    winner: str
    certainty: str

    def at(self, value: float) -> float:
        """Position of a difference."""
        return round(50 + 50 * value / self.reach, 2)

    @property
    def has_interval(self) -> bool:
        """Whether both bounds are known."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Position and text of each tick."""
        steps = round(self.reach / self.step)
        digits = max(0, -math.floor(math.log10(self.step)))
        return [
            (self.at(i * self.step), f"{abs(i) * self.step:.{digits}f}")
            for i in range(-steps, steps + 1)
        ]

    @property
    def leader(self) -> str:
        """The family with the better score."""
        return self.right if self.value > 0 else self.left

    @property
    def sentence(self) -> str:
        """The bar in words."""
        low, high = sorted(_towards(bound, self.value) for bound in (self.low, self.high))
        covers = f" (95 % interval {signed(low)} to {signed(high)})" if self.has_interval else ""
        other = self.left if self.leader == self.right else self.right
        first = f"{subject(self.leader)} ({self.arms[self.leader]})"
        be = with_verb(self.leader, "be").split()[-1]
        second = f"{subject(other)} ({self.arms[other]})"
        lead = (
            f"ahead of {second} by {abs(self.value):.3f}" if self.value else f"level with {second}"
        )
        return f"{capital(first)} {be} {lead} in test {self.metric}{covers}."


def _towards(bound: float, value: float) -> float:
    """A bound, positive on the side of the leader."""
    return bound if value >= 0 else -bound


def effect(row: Row, facts: DatasetFacts) -> Effect | None:
    """The effect bar of a row of the verdict; None where nothing was compared."""
    if pd.isna(row.get("difference")) or not isinstance(row.get("rival_family"), str):
        return None
    leader, rival = row["family"], row["rival_family"]
    left, right = sorted((leader, rival), key=_place)
    sign = 1 if right == leader else -1
    low, high = bounds(row, "difference")
    low, high = (low, high) if sign > 0 else (-high, -low)
    value, margin = sign * float(row["difference"]), float(row.get("margin") or 0)
    widest = max(abs(one) for one in (low, high, value, 1.5 * margin, 1e-6) if not math.isnan(one))
    step = _nice(widest * _ROOM / _MOST_STEPS)
    reach = step * math.ceil(widest * _ROOM / step)
    named = {leader: row["arm"], rival: row["rival_arm"]}
    arms = {family: facts.arm_names.get(arm, arm) for family, arm in named.items()}
    winner = "" if row["choice"] == "undecided" else str(row["choice"])
    metric = IN_WORDS.get(row["metric"], str(row["metric"]))
    return Effect(
        *(left, right, arms, metric, value, low, high, margin, reach, step, winner),
        certainty(row, facts),
    )


def _place(family: str) -> int:
    return FAMILY_ORDER.index(family) if family in FAMILY_ORDER else len(FAMILY_ORDER)


def _nice(step: float) -> float:
    """The next larger of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * one for one in (1, 2, 5, 10) if power * one >= step * (1 - 1e-9))


def certainty(row: Row, facts: DatasetFacts) -> str:
    """How sure the verdict at a size is, and what would decide it.

    A note of the table gives the reason first; of the others, only one that limits what is
    decided is told here.
    """
    margin, note = f"{row.get('margin', 0):g}", str(row.get("note") or "")
    if row["choice"] != "undecided":
        decided = f"Decided: the interval excludes 0 and the difference is larger than {margin}."
        return decided + _caution(note)
    if row.get("undecided_because") == "equivalent":
        equal = f"Equal for practical purposes: the whole interval lies within ±{margin}."
        return equal + _caution(note)
    reason = note.split("; ")[0] or row.get("undecided_because") or "no reason is recorded"
    return f"Undecided: {reason}.{_needed(row, facts)}"


def _caution(note: str) -> str:
    if _TOO_SMALL not in note:
        return ""
    return " Repeats share training data, so the interval may be too narrow."


def _needed(row: Row, facts: DatasetFacts) -> str:
    """How many test samples, groups or repeats alone would decide."""
    grouped = pd.notna(row.get("test_groups"))
    unit = (facts.group_name if grouped else facts.sample_name)["plural"]
    options: list[Any] = [
        (row.get("test_groups_needed"), f"test {unit}"),
        (row.get("repeats_needed"), "repeats"),
    ]
    enough = [f"about {float(f'{n:.2g}'):,.0f} {what}" for n, what in options if pd.notna(n)]
    return f" {' or '.join(enough).capitalize()} would probably decide it." if enough else ""

"""Budgets: how many sizes, repeats and candidate settings run, set together by one word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from craftbench.config.arms import FAMILIES
from craftbench.config.contest import Contest

BudgetName = Literal["quick", "standard", "thorough"]


@dataclass(frozen=True)
class Budget:
    """What a budget makes of a card, whose own sizes and repeats are those of `standard`.

    Parameters
    ----------
    most_sizes : int or None
        Number of training sizes at the most, see `chosen_sizes`; None for all.
    most_repeats : int or None
        Number of repeats at the most; None for no limit.
    times_repeats : int
        Factor on the card's repeats.
    candidates : int
        Settings that every family tries, see `candidates_of_arms`; 1 for no tuning.
    """

    most_sizes: int | None = None
    most_repeats: int | None = None
    times_repeats: int = 1
    candidates: int = 1

    def repeats(self, of_card: int) -> int:
        """Number of repeats of a card that has `of_card` by itself."""
        repeats = self.times_repeats * of_card
        return repeats if self.most_repeats is None else min(repeats, self.most_repeats)


BUDGETS: dict[BudgetName, Budget] = {
    "quick": Budget(most_sizes=3, most_repeats=2),
    "standard": Budget(),
    "thorough": Budget(times_repeats=2, candidates=48),
}
"""The rule of training is the same in all of them: no budget ends a training."""


def chosen_sizes(sizes: Sequence[int], most: int | None) -> list[int]:
    """At most so many of some rising sizes: the largest, the smallest, and evenly between.

    The middle of three is the size at which arms are trained again for the chapter on overfitting.
    """
    if most is None or len(sizes) <= most:
        return list(sizes)
    if most == 1:
        return [sizes[-1]]
    last = len(sizes) - 1
    return [sizes[-(-i * last // (most - 1))] for i in range(most)]


def candidates_of_arms(contest: Contest, candidates: int) -> dict[str, int]:
    """Number of settings that each arm tries, so that every family tries equally many.

    Parameters
    ----------
    contest : Contest
        The arms of a data set.
    candidates : int
        Settings of each family. Every arm tries its defaults at least, so a family with more arms
        raises the number for all families. 1 means no tuning: every arm has its defaults.

    Returns
    -------
    dict
        By arm. The settings of a family are spread evenly over its arms, and the first ones get
        the rest. An arm without a search space has its defaults only.
    """
    counts = dict.fromkeys(contest.arms, 1)
    if candidates == 1:
        return counts
    families = [contest.arms_of(family) for family in FAMILIES]
    total = max(candidates, *map(len, families))
    for arms in families:
        searched = [arm for arm in arms if contest.arms[arm].space]
        if searched:
            each, rest = divmod(total - (len(arms) - len(searched)), len(searched))
            counts |= {arm: each + (i < rest) for i, arm in enumerate(searched)}
    return counts


def seconds_of_arm(contest: Contest, arm: str, seconds: float | None) -> float | None:
    """An arm's share of the CPU seconds of its family: the same for all arms of the family."""
    arms = contest.arms_of(contest.family(arm))
    return None if seconds is None else seconds / len(arms)

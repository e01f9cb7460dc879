"""Coverage of the intervals and error rates of the decisions, on simulated studies.

python performance/decision_error_rates.py [studies]
"""

import sys
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from craftbench.analyses.accuracy.comparisons import p_value
from craftbench.analyses.data_needs.crossing import (
    CROSSES,
    contestants,
    leads_by_size,
    status_of,
)
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.behind import behind
from craftbench.analyses.verdict.decision import EQUIVALENT, decisions, evidence
from craftbench.stats.intervals import interval
from craftbench.stats.paired_tests import holm
from performance.simulated_decisions import SIZES, World

STUDIES = 500
WORLDS = (
    *(World(groups, 60, skewed) for groups in (4, 9, 22) for skewed in (False, True)),
    World(450, 1, False),
    *(World(groups, 60, False, rare=0.1) for groups in (9, 22)),
    World(450, 1, False, rare=0.1),
)
BEST = "hand-crafted"
TIMES = (1, 2)
"""True differences, in units of what studies call the smallest detectable one."""


def studies(
    world: World, shifts: dict[str, tuple[float, ...]], count: int, seed: int
) -> Iterator[Study]:
    """So many studies of a world, with shifts of the logits by family."""
    for number in range(count):
        yield world.study(shifts, np.random.default_rng([seed, number]))


def under_the_null(world: World, count: int, seed: int = 0) -> dict[str, float]:
    """Rates among studies in which all families are equally good, at every size.

    Returns
    -------
    dict
        ``score``: coverage of the interval of an arm; ``pair``: p below 0.05 for a pair of arms;
        ``holm``: for any pair after Holm's correction; ``verdict``: any size decided;
        ``equivalent``: any size called equivalent; ``crossing``: any crossing announced.
    """
    truth, found = world.score(0), []
    for study in studies(world, {}, count, seed):
        score = study.scores["hand0", SIZES[-1]]
        groups = study.score_groups
        low, high = study.bootstrap.interval(score.observed, score.drawn, groups=groups)
        p_values = _p_values(study)
        decided = decisions(study)
        found.append(
            {
                "score": low <= truth <= high,
                "pair": p_values["hand0", "lear0"] < 0.05,
                "holm": (holm(np.array(list(p_values.values()))) < 0.05).any(),
                "verdict": any(not one.because for one in decided.values()),
                "equivalent": any(one.because == EQUIVALENT for one in decided.values()),
                "crossing": _crosses(study, "learned") or _crosses(study, "hybrid"),
            }
        )
    return dict(pd.DataFrame(found).mean())


def with_two_leaders(world: World, count: int, seed: int = 7) -> float:
    """Share of studies in which one of two equally good families is chosen at any size.

    The third family is far behind, so that the leader only has to be ahead of one other: no
    arrangement of equal families has more false verdicts.
    """
    behind = {"hybrid": (-2.0,) * len(SIZES)}
    found = [
        any(not one.because for one in decisions(study).values())
        for study in studies(world, behind, count, seed)
    ]
    return float(np.mean(found))


def named_behind(world: World, shift: float, count: int, seed: int = 11) -> float:
    """Share of studies in which a family is said to be behind all others at any size.

    One family is shifted and the two others are equally good. With a positive shift every such
    statement is false, and no arrangement of equal families has more of them.
    """
    made = studies(world, {"hybrid": (shift,) * len(SIZES)}, count, seed)
    return float(np.mean([bool(behind(study)) for study in made]))


def _p_values(study: Study) -> dict[tuple[str, str], float]:
    return {
        (a, b): p_value(*study.difference(a, b, SIZES[-1]), study.contest.repeats)
        for a, b in combinations(study.arms, 2)
    }


def _crosses(study: Study, family: str) -> bool:
    arms, rival = contestants(study)
    leads = leads_by_size(study, arms, rival)
    arm = study.selection.arm(family, SIZES[-1])
    return arm is not None and status_of(leads[arm]) == CROSSES


def under_a_difference(
    world: World, difference: float, count: int, seed: int = 1
) -> dict[str, float]:
    """Rates among studies in which the hand-crafted family leads by `difference` at every size.

    Returns
    -------
    dict
        ``difference``: coverage of the interval of a pair; ``right`` and ``wrong``: the leading
        family, or another one, is chosen at the largest size; ``equivalent``: called equivalent;
        ``detectable``: median of the smallest detectable difference.
    """
    shift = world.shift_for(difference)
    shifts = {family: (shift,) * len(SIZES) for family in ("learned", "hybrid")}
    found = []
    for study in studies(world, shifts, count, seed):
        decided = decisions(study)[SIZES[-1]]
        chosen = "" if decided.because else study.contest.family(decided.arms[0])
        _, draws = study.difference("hand0", "lear0", SIZES[-1])
        low, high = interval(draws)
        found.append(
            {
                "difference": low <= difference <= high,
                "right": chosen == BEST,
                "wrong": chosen not in (BEST, ""),
                "equivalent": decided.because == EQUIVALENT,
                "detectable": evidence(study, SIZES[-1], decided)["detectable_difference"],
            }
        )
    table = pd.DataFrame(found)
    return {**table.drop(columns="detectable").mean(), "detectable": table["detectable"].median()}


def detectable_difference(world: World, times: float, count: int = 20, seed: int = 3) -> float:
    """The true difference that is so many times what studies of it call the smallest detectable."""
    low, high = 0.0, 0.6
    for _ in range(6):
        middle = (low + high) / 2
        reported = under_a_difference(world, middle, count, seed)["detectable"]
        low, high = (low, middle) if middle > times * reported else (middle, high)
    return (low + high) / 2


def row_of(world: World, count: int) -> dict[str, float]:
    """All rates of a world: under the null, and at one and two detectable differences."""
    row = under_the_null(world, count) | {"two leaders": with_two_leaders(world, count)}
    row["behind"] = named_behind(world, 2.0, count)
    for times in TIMES:
        difference = detectable_difference(world, times)
        found = under_a_difference(world, difference, count)
        row |= {f"truth {times}×": difference, f"covered {times}×": found["difference"]}
        row |= {f"right {times}×": found["right"], f"wrong {times}×": found["wrong"]}
    return row


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES
    for number, world in enumerate(WORLDS):
        row = row_of(world, count)
        if not number:
            print(f"| {count} studies | {' | '.join(row)} |")
            print("|---" * (len(row) + 1) + "|")
        print(
            f"| {world.name} | {' | '.join(f'{rate:.3f}' for rate in row.values())} |", flush=True
        )


if __name__ == "__main__":
    main()

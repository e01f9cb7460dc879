"""The family that is behind all others, also where the verdict between the best is open."""

from craftbench.analyses.convergence.convergence import not_trained_to_the_end
from craftbench.analyses.once import once
from craftbench.analyses.simultaneous_differences import simultaneous_differences
from craftbench.analyses.study import Study
from craftbench.stats.tails import interval_at


@once
def behind(study: Study) -> dict[int, str]:
    """By training size, the selected arm of the family that is behind every other family.

    The mirror image of the choice of a family: the intervals of the difference between the last
    two families hold at all sizes together at 95 %; the interval to every family excludes 0, and
    the last one is behind by more than the margin. A family is not named if one of its arms failed
    or was not trained to the end, which could have changed it. Of two families, the verdict itself
    says it.
    """
    last: dict[int, list[str]] = {}
    for size in study.contest.training_sizes:
        arms = list(study.selection.arms(size).values())
        if len(arms) > 2:
            arms.sort(key=lambda arm: study.scores[arm, size].observed.mean())
            last[size] = arms
    pairs = [(arms[1], arms[0], size) for size, arms in last.items()]
    found = simultaneous_differences(study, pairs)
    return {
        size: arms[0]
        for (size, arms), one in zip(last.items(), found, strict=True)
        if one.leads == 1
        and one.estimate > study.settings.margin
        and all(_ahead(study, arm, arms[0], size, one.alpha) for arm in arms[2:])
        and _was_at_its_best(study, study.contest.family(arms[0]), size)
    }


def _ahead(study: Study, arm: str, other: str, size: int, alpha: float) -> bool:
    estimate, draws = study.difference(arm, other, size)
    return interval_at(estimate, draws, 1 - alpha)[0] > 0


def _was_at_its_best(study: Study, family: str, size: int) -> bool:
    """Whether every arm of the family ran, and was trained to the end."""
    ran = [
        arm
        for arm in study.arms
        if study.contest.family(arm) == family and (arm, size) in study.predictions
    ]
    return family not in study.contest.missing_arms.values() and not any(
        not_trained_to_the_end(study, arm, size) for arm in ran
    )

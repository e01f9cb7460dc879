"""What limits the intervals of a study, in words: the column ``note``."""

from craftbench.analyses.study import Study


def limits_of_size(study: Study, size: int) -> list[str]:
    """What limits the intervals of all arms at a size, in words: samples that repeats share."""
    pool = study.rows_of("pool")
    units = study.samples["group"].iloc[pool].nunique() if study.has_groups else len(pool)
    if 2 * size <= units or study.contest.repeats < 2:
        return []
    return [
        f"repeats share {min(1, size / units):.0%} of their training {study.size_unit} on "
        "average, so that their spread is too small"
    ]


def limits_of_interval(study: Study, arm: str, size: int) -> list[str]:
    """What limits the intervals of an arm at a size, in words."""
    notes = []
    if study.bootstrap.groups < 2:
        notes.append(f"one test {study.size_unit[:-1]} only: no interval")
    if (arm, size) not in study.predictions:
        return [*notes, f"no run of training size {size}"]
    repeats = len(study.predictions[arm, size].repeats)
    if repeats < study.contest.repeats:
        missing = study.contest.repeats - repeats
        notes.append(f"{missing} of {study.contest.repeats} repeats are missing")
    if repeats < 2:
        notes.append("one repeat only: the interval ignores the choice of training samples")
    return notes

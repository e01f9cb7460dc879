"""Classes whose samples are all in the pool, or all in the test part."""

import logging

import pandas as pd

log = logging.getLogger(__name__)

IN_POOL = "no test sample: its recall is unknown"
IN_TEST = "no pool sample: no arm can learn it, all its test samples are errors"
"""What follows for a class that is in one part only."""


def classes_in_one_part(samples: pd.DataFrame, classes: list[str]) -> dict[str, str]:
    """What follows for each class that has samples in one part only, by its name.

    Parameters
    ----------
    samples : DataFrame
        ``label`` and ``role``, as in ``samples.parquet``.
    classes : list of str
        Of the card.
    """
    counts = pd.crosstab(samples["label"], samples["role"])
    counts = counts.reindex(index=classes, columns=["pool", "test"], fill_value=0)
    missing = {"test": IN_POOL, "pool": IN_TEST}
    return {
        name: text
        for name in classes
        for role, text in missing.items()
        if counts.loc[name, role] == 0
    }


def sentences_of_one_part(samples: pd.DataFrame, classes: list[str]) -> list[str]:
    """A sentence for each class in one part only, with its samples and its groups."""
    found = classes_in_one_part(samples, classes)
    return [
        f"class {name} ({_counted(samples[samples['label'] == name])}) has {text}"
        for name, text in found.items()
    ]


def tell_of_one_part(samples: pd.DataFrame, classes: list[str]) -> None:
    """Log the sentences."""
    for sentence in sentences_of_one_part(samples, classes):
        log.warning("%s", sentence)


def _counted(samples: pd.DataFrame) -> str:
    if "group" not in samples:
        return f"{len(samples)} samples"
    groups = samples["group"].unique()
    named = f"the group {groups[0]}" if len(groups) == 1 else f"{len(groups)} groups"
    return f"{len(samples)} samples of {named}"

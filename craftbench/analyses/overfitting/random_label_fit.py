"""How far an arm learns labels by heart: accuracy after some training labels were shuffled."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.correctness import Answers, Resampling, bounded_over_repeats
from craftbench.analyses.overfitting.refit import Parts, Refit, codes_of, middle_size
from craftbench.stats.seeds import seed_of

SHARES = (0.0, 0.2, 0.5, 1.0)

COLUMNS = ["dataset", "arm", "family", "training", "shuffled_share", "training_size", "size_unit"]
COLUMNS += ["train_samples", "repeats", "n_test", "test_groups"]
COLUMNS += [
    f"{name}{bound}"
    for name in ("train_accuracy", "test_accuracy", "lost")
    for bound in ("", "_low", "_high")
]
COLUMNS += ["note"]


@dataclass(frozen=True)
class Shuffled:
    """What an arm answered after a share of its training labels was shuffled.

    ``train`` (repeats,) is its accuracy on the labels that it was told, ``test`` its answers on
    test samples with their true labels, ``same`` those on other samples of the training groups.
    """

    train: list[float]
    test: Answers
    same: Answers


def shuffled_labels(y: np.ndarray, rows: np.ndarray, share: float, seed: int) -> np.ndarray:
    """`y` with the labels of a random `share` of `rows` permuted among themselves.

    Class counts stay; some labels are right by chance.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(rows, round(share * len(rows)), replace=False)
    told = y.copy()
    told[chosen] = y[rng.permutation(chosen)]
    return told


def shuffle_and_fit(refit: Refit, parts: list[Parts], share: float) -> dict[str, Shuffled]:
    """Fit an arm in every repeat on shuffled labels; by kind of training.

    The validation labels are shuffled to the same share: whoever has wrong labels has them there
    too.
    """
    y = codes_of(refit.data.table, refit.task.contest.classes)
    found: dict[str, Shuffled] = {}
    for part in parts:
        told = y
        for name in ("train", "validation"):
            seed = seed_of(part.seed, "shuffled labels", name)
            told = shuffled_labels(told, getattr(part, name), share, seed)
        asked = {"train": part.train, "test": part.test}
        asked |= {"same": part.same} if len(part.same) else {}
        for training, predicted in refit.predicted(part, told, asked).items():
            one = found.setdefault(training, Shuffled([], [], []))
            one.train.append(np.mean(predicted["train"] == told[part.train]))
            one.test.append((part.test, predicted["test"] == y[part.test]))
            if len(part.same):
                one.same.append((part.same, predicted["same"] == y[part.same]))
    return found


def memorise(refit: Refit, parts: list[Parts]) -> dict[tuple[str, float], Shuffled]:
    """By kind of training and shuffled share; a classifier has one kind of training."""
    by_share = {share: shuffle_and_fit(refit, parts, share) for share in SHARES}
    return {
        (training, share): by_share[share][training]
        for training in by_share[0.0]
        for share in SHARES
    }


def memorisation_rows(
    refit: Refit,
    found: dict[tuple[str, float], Shuffled],
    parts: list[Parts],
    resampling: Resampling,
) -> list[dict]:
    """One row a kind of training and shuffled share; ``lost`` is against no shuffled label."""
    contest, table = refit.task.contest, refit.data.table
    about = {
        "dataset": refit.task.dataset,
        "arm": refit.task.arm,
        "family": contest.family(refit.task.arm),
        "training_size": middle_size(contest),
        "size_unit": "groups" if "group" in table else "samples",
        "train_samples": np.mean([len(part.train) for part in parts]),
        "repeats": len(parts),
        "n_test": len(parts[0].test),
        "test_groups": resampling.groups if "group" in table else pd.NA,
        "note": notes(len(parts), resampling.groups),
    }
    return [
        {
            **about,
            "training": training,
            "shuffled_share": share,
            **bounded_over_repeats("train_accuracy", np.array(one.train), resampling),
            **resampling.accuracy("test_accuracy", one.test),
            **resampling.difference("lost", found[training, 0.0].test, one.test),
        }
        for (training, share), one in found.items()
    ]


def notes(repeats: int, groups: int) -> str:
    """What the intervals cannot cover."""
    found = ["one test group only: no interval"] if groups < 2 else []
    if repeats < 2:
        found.append("one repeat only: the interval leaves out the training subset's chance")
    return "; ".join(found)

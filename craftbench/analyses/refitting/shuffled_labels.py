"""Fits of one arm after a share of its training labels was shuffled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from craftbench.analyses.refitting.parts import Parts
from craftbench.analyses.refitting.refit import EARLY_STOPPING, NOT_ITERATED, Refit
from craftbench.analyses.samples_table import codes_of
from craftbench.stats.seeds import seed_of


@dataclass(frozen=True)
class ShuffledFit:
    """Predictions of one kind of training with one share of shuffled labels.

    Parameters
    ----------
    train : (repeats,) array
        Accuracy on the training labels that the fit was given.
    predicted : (repeats, n) int array
        Predicted class codes of the test samples.
    true : (n,) int array
        Their true class codes.
    same : list of bool arrays
        The same for the held-out samples of the training groups, an array a repeat; empty without
        groups.
    ended : tuple of str
        How the training of each repeat ended.
    """

    train: np.ndarray
    predicted: np.ndarray
    true: np.ndarray
    same: list[np.ndarray]
    ended: tuple[str, ...]

    @property
    def test(self) -> np.ndarray:
        """Which test samples are predicted correctly, (repeats, n) bool."""
        return self.predicted == self.true


@dataclass(frozen=True)
class ShuffledFits:
    """All fits of one arm.

    Parameters
    ----------
    arm, family : str
        Its name and family.
    is_network : bool
        Whether it is trained in epochs.
    by_training : dict of ShuffledFit
        By kind of training and share of shuffled labels.
    """

    arm: str
    family: str
    is_network: bool
    by_training: dict[tuple[str, float], ShuffledFit]

    @property
    def usual(self) -> ShuffledFit:
        """The fit as in the runs: true labels, and early stopping for a network."""
        return self.by_training[EARLY_STOPPING if self.is_network else NOT_ITERATED, 0.0]


def shuffled_labels(y: np.ndarray, rows: np.ndarray, share: float, seed: int) -> np.ndarray:
    """`y` with the labels of a random `share` of `rows` permuted among themselves.

    Class counts do not change, and some labels are correct by chance.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(rows, round(share * len(rows)), replace=False)
    given = y.copy()
    given[chosen] = y[rng.permutation(chosen)]
    return given


def fit_with_shuffled_labels(
    refit: Refit, repeats: Sequence[Parts], shares: Sequence[float]
) -> ShuffledFits:
    """Fit an arm in every repeat and with every share of shuffled training labels."""
    by_share = {share: _fit_share(refit, repeats, share) for share in shares}
    return ShuffledFits(
        refit.task.arm,
        refit.task.contest.family(refit.task.arm),
        refit.is_network,
        {
            (training, share): by_share[share][training]
            for training in by_share[shares[0]]
            for share in shares
        },
    )


def _fit_share(refit: Refit, repeats: Sequence[Parts], share: float) -> dict[str, ShuffledFit]:
    """By kind of training. Validation labels are corrupted at the same rate."""
    y = codes_of(refit.data.table, refit.task.contest.classes)
    train: dict[str, list[float]] = {}
    test: dict[str, list[np.ndarray]] = {}
    same: dict[str, list[np.ndarray]] = {}
    ended: dict[str, list[str]] = {}
    for parts in repeats:
        given = y
        for name in ("train", "validation"):
            seed = seed_of(parts.seed, "shuffled labels", name)
            given = shuffled_labels(given, getattr(parts, name), share, seed)
        rows = {"train": parts.train, "test": parts.test}
        rows |= {"same": parts.same} if len(parts.same) else {}
        for training, fit in refit.predicted(parts, given, rows).items():
            predicted = fit.predicted
            ended.setdefault(training, []).append(fit.ended)
            correct = predicted["train"] == given[parts.train]
            train.setdefault(training, []).append(float(np.mean(correct)))
            test.setdefault(training, []).append(predicted["test"])
            if "same" in predicted:
                same.setdefault(training, []).append(predicted["same"] == y[parts.same])
    return {
        training: ShuffledFit(
            np.array(train[training]),
            np.array(test[training]),
            y[repeats[0].test],
            same.get(training, []),
            tuple(ended[training]),
        )
        for training in train
    }

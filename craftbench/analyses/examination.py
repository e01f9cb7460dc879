"""What the best arm of each family withstands, and what it looks at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.interpretation.attributions import attribution_rows, methods_for
from craftbench.analyses.robustness.robustness import Bootstrap, robustness_rows
from craftbench.analyses.selection import best_arm, validation_accuracies
from craftbench.analyses.tested_samples import select_tested
from craftbench.config.arms import ArmKind
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Predictor

FAMILIES = ("hand-crafted", "learned", "hybrid")
KINDS: tuple[ArmKind, ...] = ("classifier", "network", "latent")
MOST_CORRUPTED, MOST_ATTRIBUTED, SHOWN = 120, 30, 4
_ABOUT = ("dataset", "arm", "family")
ROBUSTNESS_COLUMNS = (
    *_ABOUT,
    *("corruption", "severity", "level", "unit", "n", "groups"),
    *("accuracy", "accuracy_low", "accuracy_high", "lost", "lost_low", "lost_high"),
)
IMPORTANCE_COLUMNS = (
    *_ABOUT,
    *("kind", "features", "setting", "n", "groups"),
    *("accuracy", "accuracy_low", "accuracy_high", "lost", "lost_low", "lost_high", "note"),
)
ATTRIBUTION_COLUMNS = (
    *_ABOUT,
    *("method", "measure", "setting", "n", "value", "value_low", "value_high"),
)


def best_arms(
    contest: Contest, runs: dict[str, pd.DataFrame], kinds: Collection[ArmKind] = KINDS
) -> dict[str, str]:
    """The arm of each family with the highest mean validation accuracy at the largest size.

    Parameters
    ----------
    card : Card
        Of the data set.
    runs : dict of DataFrame
        By arm, from `craftbench.runs.scoring.score_runs`.
    kinds : collection of {"classifier", "network", "latent"}
        Arms of other kinds are left out.

    Returns
    -------
    dict of str
        By family; families without such an arm are missing. Of equally good arms, the first one
        of the card.
    """
    validation = {
        arm: accuracy
        for arm, accuracy in validation_accuracies(contest, runs).items()
        if contest.arms[arm].kind in kinds
    }
    best = {family: best_arm(contest, validation, family) for family in FAMILIES}
    return {family: arm for family, arm in best.items() if arm is not None}


def robustness(
    predictors: Iterable[Predictor], samples: Samples, contest: Contest, bootstrap: Bootstrap
) -> pd.DataFrame:
    """`craftbench.analyses.robustness.robustness.robustness_rows` of several arms; header only without any."""
    arms = list(predictors)
    if not arms:
        return pd.DataFrame(columns=list(ROBUSTNESS_COLUMNS))
    source = arms[0].source
    assert source is not None
    ladder = source.corruptions(samples, {view.kind for view in contest.views.values()})
    return robustness_rows(arms, samples, ladder, bootstrap, MOST_CORRUPTED)


@dataclass(frozen=True)
class ShownMaps:
    """A few samples with the maps of what a network looks at, for a figure."""

    samples: np.ndarray
    maps: dict[str, np.ndarray]
    titles: list[str]


def attributions(
    predictor: Predictor, samples: Samples, bootstrap: Bootstrap
) -> tuple[pd.DataFrame, ShownMaps]:
    """Numbers about a network's maps, and the maps of the first test sample of up to four classes.

    Parameters
    ----------
    predictor : Predictor
        Of an arm that is a network and has a view.
    samples : Samples
        With ``role``.
    bootstrap : Bootstrap
        Intervals draw test groups.
    """
    rows = attribution_rows(predictor, samples, bootstrap, MOST_ATTRIBUTED)
    classes = predictor.about.classes
    part = select_tested(samples.table, classes)
    _, first = np.unique(part.true, return_index=True)
    chosen = part.rows[first[:SHOWN]]
    x = predictor.prepare(samples, chosen)
    taken_for = predictor.probabilities(x).argmax(axis=1)
    maps = {
        name: method(predictor.model, x, taken_for)
        for name, method in methods_for(predictor).items()
    }
    titles = [
        f"{classes[true]}\ntaken for {classes[found]}" if true != found else classes[true]
        for true, found in zip(part.true[first[:SHOWN]], taken_for, strict=True)
    ]
    return rows, ShownMaps(np.asarray(samples.values[chosen]), maps, titles)

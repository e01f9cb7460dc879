"""How much better the best of many designs looks on the samples that it was chosen by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn import config_context
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from craftbench.analyses.correctness import Answers, Resampling
from craftbench.analyses.overfitting.refit import codes_of
from craftbench.config.contest import Contest
from craftbench.stats.seeds import seed_of
from models import MODELS
from models.classical import fit_classifier
from models.search_space import Setting, candidate_settings
from models.standardisation import Standardisation

TRIED = (1, 2, 4, 8, 16)
CLASSIFIERS = ("logistic_regression", "rbf_svm")
DESIGN_SAMPLES = 500
REDRAWS = 3
OUTER_FOLDS, INNER_FOLDS = 4, 3
MOST_FEATURES = 30
FEWEST_GROUPS = 8

ESTIMATES = ("selected", "nested", "optimism")
COLUMNS = ["dataset", "family", "candidates"]
COLUMNS += [f"{name}{bound}" for name in ESTIMATES for bound in ("", "_low", "_high")]
COLUMNS += ["n", "groups", "redraws", "note"]


@dataclass(frozen=True)
class Design:
    """A choice that a designer makes: some of the features, a classifier and its setting."""

    features: np.ndarray
    model: str
    setting: Setting


def random_designs(sets: Sequence[np.ndarray], count: int, rng: np.random.Generator) -> list:
    """Designs in random order, so that the first k of them are k random ones.

    Parameters
    ----------
    sets : sequence of arrays
        Column numbers of each feature set.
    count : int
        Number of designs.
    rng : Generator
        Draws for each design which sets are used, half of their columns (at most 30), and which
        classifier with which setting of its search space.
    """
    settings = [
        (model, setting)
        for model in CLASSIFIERS
        for setting in candidate_settings(MODELS[model].space, count // len(CLASSIFIERS) + 1)
    ]
    designs = []
    for choice in rng.permutation(len(settings))[:count]:
        used = rng.choice(len(sets), rng.integers(1, len(sets) + 1), replace=False)
        columns = np.concatenate([sets[i] for i in used])
        half = min(MOST_FEATURES, max(1, len(columns) // 2))
        designs.append(Design(rng.choice(columns, half, replace=False), *settings[choice]))
    return designs


def chosen_and_nested(
    x: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray | None,
    designs: Sequence[Design],
    classes: int,
    seed: int,
) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Right answers (n,) of the best of the first k designs, as chosen and nested, by k.

    Parameters
    ----------
    x, y : (n, d) and (n,) arrays
        Features and codes of the design samples.
    groups : (n,) array or None
        No group is in the training and the tested part of a fold.
    designs : sequence of Design
        In the order in which they are tried.
    classes : int
        Number of classes.
    seed : int
        Of the folds.

    Returns
    -------
    dict
        *Chosen*: the cross-validated answers of the design whose cross-validated score is best,
        which is what a designer sees. *Nested*: the answers on each outer fold of the design that
        is best in an inner cross-validation of the other folds. Both are fitted on the same
        samples, so that for k = 1 they are the same.

    References
    ----------
    S. Varma, R. Simon: Bias in error estimation when using cross-validation for model selection.
    BMC Bioinformatics 7 (2006) 91. G. Cawley, N. Talbot: On over-fitting in model selection. J.
    Mach. Learn. Res. 11 (2010) 2079-2107.
    """
    right = np.zeros((len(designs), len(y)), bool)
    outer = _folds(y, groups, OUTER_FOLDS, seed)
    inner = []
    for number, (train, tested) in enumerate(outer):
        of_train = None if groups is None else groups[train]
        folds = _folds(y[train], of_train, INNER_FOLDS, seed + 1 + number)
        inner.append(np.array([_score(x[train], y[train], d, folds, classes) for d in designs]))
        for i, design in enumerate(designs):
            right[i, tested] = _right(x, y, design, train, tested, classes)
    answers = {}
    for k in TRIED:
        if k > len(designs):
            break
        chosen = right[right[:k].mean(axis=1).argmax()]
        nested = np.zeros(len(y), bool)
        for (_, tested), score in zip(outer, inner, strict=True):
            nested[tested] = right[score[:k].argmax(), tested]
        answers[k] = (chosen, nested)
    return answers


def _folds(
    y: np.ndarray, groups: np.ndarray | None, count: int, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    if groups is None:
        return list(StratifiedKFold(count, shuffle=True, random_state=seed).split(y, y))
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return list(splitter.split(y, y, groups))


def _score(x: np.ndarray, y: np.ndarray, design: Design, folds: list, classes: int) -> float:
    hits = [_right(x, y, design, train, tested, classes) for train, tested in folds]
    return float(np.concatenate(hits).mean())


def _right(
    x: np.ndarray,
    y: np.ndarray,
    design: Design,
    train: np.ndarray,
    tested: np.ndarray,
    classes: int,
) -> np.ndarray:
    known = np.unique(y[train])
    if len(known) == 1:
        return y[tested] == known[0]
    used = x[:, design.features]
    standardise = Standardisation.fit(used[train])
    prepared = standardise(used[train])
    estimator = MODELS[design.model].build(0, prepared.shape, **design.setting)
    fitted = fit_classifier(estimator, prepared, y[train], classes)
    return fitted.estimator.predict(standardise(used[tested])) == y[tested]


def design_optimism(
    dataset: str,
    contest: Contest,
    table: pd.DataFrame,
    features: dict[str, pd.DataFrame],
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """Optimism against the number of designs tried, of the hand-crafted family.

    Parameters
    ----------
    dataset, card
        Name and card.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    features : dict of DataFrame
        By feature set, one row a sample.
    resamples, seed : int
        Of the intervals, and of everything drawn.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row for each number of designs; one row with a note where groups are too few
        for nested folds, and none where the card has no feature set.
    """
    if not features:
        return pd.DataFrame(columns=COLUMNS)
    pool = np.flatnonzero(table["role"] == "pool")
    rng = np.random.default_rng(seed_of(seed, dataset, "designs"))
    rows = np.sort(rng.choice(pool, min(DESIGN_SAMPLES, len(pool)), replace=False))
    groups = table["group"].to_numpy()[rows] if "group" in table else None
    found = len(rows) if groups is None else len(np.unique(groups))
    about = {"dataset": dataset, "family": "hand-crafted", "n": len(rows), "redraws": REDRAWS}
    about["groups"] = pd.NA if groups is None else found
    if found < FEWEST_GROUPS:
        note = f"{found} pool groups, expected {FEWEST_GROUPS} for folds within folds"
        return pd.DataFrame([{**about, "note": note}], columns=COLUMNS)
    x, sets, note = _design_columns(features, rows)
    y = codes_of(table, contest.classes)[rows]
    # The features are finite here, and many small fits would spend a fifth of their time on checks.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        answers = [
            chosen_and_nested(
                x, y, groups, random_designs(sets, TRIED[-1], rng), len(contest.classes), number
            )
            for number in rng.integers(2**31, size=REDRAWS)
        ]
    resampling = Resampling(table, rows, resamples, seed_of(seed, dataset, "design bootstrap"))
    return pd.DataFrame(
        [
            {**about, "candidates": k, **_estimates(rows, answers, k, resampling), "note": note}
            for k in TRIED
        ],
        columns=COLUMNS,
    )


def _estimates(rows: np.ndarray, answers: list, k: int, resampling: Resampling) -> dict:
    selected: Answers = [(rows, of_redraw[k][0]) for of_redraw in answers]
    nested: Answers = [(rows, of_redraw[k][1]) for of_redraw in answers]
    return {
        **resampling.accuracy("selected", selected),
        **resampling.accuracy("nested", nested),
        **resampling.difference("optimism", selected, nested),
    }


def _design_columns(
    features: dict[str, pd.DataFrame], rows: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray], str]:
    """Features of the design samples, and the columns of each set that at least half of them have.

    A feature that most samples lack may have no value at all in a fold.
    """
    joined = pd.concat([own.iloc[rows] for own in features.values()], axis=1)
    owner = np.repeat(np.arange(len(features)), [own.shape[1] for own in features.values()])
    kept = joined.notna().mean().to_numpy() >= 0.5
    sets = [np.flatnonzero(kept & (owner == number)) for number in range(len(features))]
    left_out = int((~kept).sum())
    note = f"{left_out} features that most samples lack are left out" if left_out else ""
    return joined.to_numpy(np.float32), [own for own in sets if len(own)], note

"""The rows of importance.csv: which features an arm rests on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_selection import f_classif

from craftbench.analyses.interpretation.blocks import correlated_blocks
from craftbench.analyses.interpretation.permutation import correct_without
from craftbench.analyses.interpretation.resampling import ResampledGroups
from craftbench.analyses.interpretation.rule import Rule, short_rule
from craftbench.analyses.interpretation.weights import WEIGHTS, Metric, predicted_with_weight
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.analyses.tested_samples import Tested, select_tested
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from craftbench.stats.intervals import bounded
from craftbench.stats.seeds import seed_of

PERMUTATIONS = 10
MOST_TRAINED, MOST_TESTED = 2000, 500
MOST_BLOCKS = 20
MOST_SCORED = 20_000_000
MOST_FITTED = 360_000
WEIGHTED_BLOCKS = 3
METRICS: tuple[Metric, ...] = ("rbf_svm", "nearest_neighbours")


@dataclass(frozen=True)
class Importance:
    """What `importance` finds: the table, and a rule in words."""

    rows: pd.DataFrame
    rule: str


@dataclass(frozen=True)
class _Question:
    """One arm with the samples that it is asked about."""

    predictor: Predictor
    names: list[str]
    train: np.ndarray
    y: np.ndarray
    x: np.ndarray
    part: Tested
    groups: ResampledGroups

    def row(
        self, kind: str, features: list[int], setting: str, correct: np.ndarray, usual: np.ndarray
    ) -> dict[str, Any]:
        how = self.predictor.about
        return {
            "dataset": how.dataset,
            "arm": how.arm,
            "family": how.family,
            "kind": kind,
            "features": "; ".join(self.names[i] for i in features),
            "setting": setting,
            "n": len(self.part.rows),
            "groups": self.part.groups,
            **bounded("accuracy", *self.groups.mean(correct)),
            **bounded("lost", *self.groups.mean(usual - correct)),
        }

    @property
    def usual(self) -> np.ndarray:
        return (self.predictor.probabilities(self.x).argmax(axis=1) == self.part.true).astype(float)


def importance(
    predictor: Predictor,
    features: pd.DataFrame,
    table: pd.DataFrame,
    units: dict[str, str],
    bootstrap: Bootstrap,
) -> Importance:
    """What a hand-crafted arm rests on, measured on test samples.

    Parameters
    ----------
    predictor : Predictor
        Of a hand-crafted arm.
    features : DataFrame
        Its feature vector of all samples, columns ``{set}:{feature}``, NaN where not measured.
    table : DataFrame
        ``samples.parquet``.
    units : dict
        Unit of each column, ``"1"`` for pure numbers; for the rule in words.
    bootstrap : Bootstrap
        Intervals draw test groups.

    Returns
    -------
    Importance
        ``rows``: ``dataset, arm, family, kind, features, setting, n, groups, note``, ``accuracy``
        and ``lost`` with bounds, each ``lost`` paired with the accuracy it is measured against:

        - kind ``permutation``: a block of correlated features is shuffled; lost against the arm;
        - ``single_feature``: a tree on one feature alone; lost against the arm;
        - ``rule``: a tree of three questions; lost against the arm;
        - ``weight``: the three most important blocks, each scaled by ``setting`` before an
          RBF SVM or nearest neighbours are fitted again; lost against weight 1.

        ``rule``: that tree in words.

        Of many blocks only the 20 are asked about that hold the features whose class means differ
        most in the training part (F of the analysis of variance); of many features, fewer
        permutations and training samples are used. ``note`` says so.

    Raises
    ------
    CraftbenchError
        If the arm is not hand-crafted or the features are not those that it was trained on.
    """
    question = _ask(predictor, features, table, bootstrap)
    seed = seed_of(bootstrap.seed, predictor.about.dataset, "importance")
    usual, rows = question.usual, []
    blocks, note = _telling_blocks(question)
    permutations = int(np.clip(MOST_SCORED // (question.x.size * len(blocks)), 1, PERMUTATIONS))
    if permutations < PERMUTATIONS:
        note = "; ".join([*([note] if note else []), f"shuffled {permutations} times"])
    for block in blocks:
        left = correct_without(
            predictor.probabilities, question.x, question.part.true, block, permutations, seed
        )
        rows.append(question.row("permutation", list(block), "shuffled", left, usual))
    lost = np.array([row["lost"] for row in rows])
    for i in np.sort(np.concatenate(blocks)):
        alone = _rule(question, [i], {}, depth=2)
        right = (alone.predicted == question.part.true).astype(float)
        rows.append(question.row("single_feature", [i], "tree of depth 2", right, usual))
    rule = _rule(question, list(range(question.x.shape[1])), units, depth=3)
    right = (rule.predicted == question.part.true).astype(float)
    rows.append(question.row("rule", rule.used, "tree of depth 3", right, usual))
    for place in np.argsort(-lost, kind="stable")[:WEIGHTED_BLOCKS]:
        rows += _weight_rows(question, blocks[place])
    return Importance(pd.DataFrame(rows).assign(note=note), rule.text)


def _telling_blocks(question: _Question) -> tuple[list[np.ndarray], str]:
    """The blocks to ask about, chosen on the training part alone, and what was left out."""
    blocks = correlated_blocks(question.train)
    if len(blocks) <= MOST_BLOCKS:
        return blocks, ""
    varies = np.ptp(question.train, axis=0) > 0
    f = np.zeros(len(varies))
    f[varies] = f_classif(question.train[:, varies], question.y)[0]
    best = np.argsort([-f[block].max() for block in blocks], kind="stable")[:MOST_BLOCKS]
    note = f"{MOST_BLOCKS} of {len(blocks)} blocks, those with the highest F in the training part"
    return [blocks[i] for i in np.sort(best)], note


def _ask(
    predictor: Predictor, features: pd.DataFrame, table: pd.DataFrame, bootstrap: Bootstrap
) -> _Question:
    how, pipeline = predictor.about, predictor.pipeline
    if how.family != "hand-crafted":
        raise CraftbenchError(
            f"{how.dataset} {how.arm} is {how.family}; expected a hand-crafted arm, whose input is "
            "named features"
        )
    if list(features.columns) != pipeline.feature_names:
        raise CraftbenchError(
            f"{how.dataset} {how.arm}: {features.shape[1]} features, expected the "
            f"{len(pipeline.feature_names or [])} that it was trained on, in their order"
        )
    part = select_tested(table, how.classes, MOST_TESTED, bootstrap.seed)
    pool = np.flatnonzero((table["role"] == "pool").to_numpy())
    if len(pool) > MOST_TRAINED:
        rng = np.random.default_rng(bootstrap.seed)
        pool = np.sort(rng.choice(pool, MOST_TRAINED, replace=False))
    prepared = pipeline.feature_standardisation(features.to_numpy(np.float32))
    y = pd.Categorical(table["label"].iloc[pool], categories=how.classes).codes.astype(np.int64)
    names = list(features.columns)
    groups = ResampledGroups(part.group, bootstrap.resamples, bootstrap.seed)
    return _Question(predictor, names, prepared[pool], y, prepared[part.rows], part, groups)


def _rule(question: _Question, columns: list[int], units: dict[str, str], depth: int) -> Rule:
    """A tree on some columns, in their own units; its `used` counts among all columns."""
    standard = question.predictor.pipeline.feature_standardisation
    scale, mean = standard.scale[columns], standard.mean[columns]
    names = [
        question.names[i]
        + (f" [{unit}]" if (unit := units.get(question.names[i], "1")) != "1" else "")
        for i in columns
    ]
    rule = short_rule(
        question.train[:, columns] * scale + mean,
        question.y,
        question.x[:, columns] * scale + mean,
        names,
        question.predictor.about.classes,
        depth,
    )
    return Rule(rule.text, rule.predicted, [columns[i] for i in rule.used])


def _weight_rows(question: _Question, block: np.ndarray) -> list[dict[str, Any]]:
    rows = []
    some = slice(max(MOST_FITTED // question.train.shape[1], 200))
    train, y = question.train[some], question.y[some]
    for metric in METRICS:
        right = {
            weight: (
                predicted_with_weight(metric, train, y, question.x, block, weight)
                == question.part.true
            ).astype(float)
            for weight in WEIGHTS
        }
        rows += [
            question.row("weight", list(block), f"{metric} × {weight:g}", correct, right[1.0])
            for weight, correct in right.items()
        ]
    return rows

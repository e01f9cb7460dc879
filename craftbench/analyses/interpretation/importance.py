"""Importance of the features of the selected hand-crafted arm."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.interpretation.importance_data import ImportanceData, importance_data
from craftbench.analyses.interpretation.permutation import correct_without
from craftbench.analyses.interpretation.rule import DEPTH
from craftbench.analyses.interpretation.weights import Metric, predicted_with_weight
from craftbench.config.analyses import ImportanceSettings
from craftbench.stats.intervals import with_bounds
from craftbench.stats.seeds import seed_of

METRICS: tuple[Metric, ...] = ("rbf_svm", "nearest_neighbours")
SINGLE_FEATURE_DEPTH = 2
FEWEST_FITTED = 200
COLUMNS = (
    *("dataset", "arm", "family", "kind", "features", "setting", "n", "groups"),
    *with_bounds("accuracy", "accuracy_drop"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="importance",
    needs="models",
    caption="Accuracy of the selected hand-crafted arm after a block of features is shuffled, and "
    "of single features, a short rule and weighted blocks in its place.",
    columns=COLUMNS,
)


@dataclass(frozen=True)
class Measurement:
    """How often each test sample is predicted correctly, (n,), and the reference (n,) for it.

    ``columns`` are the features that it is about.
    """

    kind: str
    columns: list[int]
    setting: str
    correct: np.ndarray
    reference: np.ndarray


def importance(examined: Examined) -> pd.DataFrame:
    """One row a measurement, each on the same test samples; none without a hand-crafted arm.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``accuracy_drop`` is the accuracy that a row is compared with minus its own:

        - kind ``permutation``: a block of correlated features is shuffled; compared with the arm;
        - ``single_feature``: a tree on one feature alone; compared with the arm;
        - ``gradient_cell``: all gradients of a cell of the image are shuffled; compared with the
          arm;
        - ``rule``: a tree of at most three questions; compared with the arm;
        - ``baseline``: always the most frequent class of training; compared with the rule;
        - ``weight``: one of the most important blocks is multiplied by a weight before an RBF SVM
          or nearest neighbours are fitted; compared with weight 1.

    Raises
    ------
    CraftbenchError
        If the stored features are not those that the arm was trained on.
    """
    arm = examined.arms.get("hand-crafted")
    if arm is None:
        return pd.DataFrame(columns=list(COLUMNS))
    data, settings = importance_data(examined, arm), examined.settings.importance
    bootstrap = data.part.bootstrap(examined.resamples, examined.seed)
    measured, note = _measure(
        data, settings, seed_of(examined.seed, examined.dataset, "importance")
    )
    rows = []
    for one in measured:
        drop = bootstrap.means([one.reference - one.correct])
        rows.append(
            {
                "dataset": examined.dataset,
                "arm": arm,
                "family": "hand-crafted",
                "kind": one.kind,
                "features": "; ".join(data.names[i] for i in one.columns),
                "setting": one.setting,
                "n": len(data.part.rows),
                "groups": data.part.groups,
                **bootstrap.bounded("accuracy", *bootstrap.means([one.correct])),
                **bootstrap.bounded_difference("accuracy_drop", *drop),
                "interval": bootstrap.covers(repeats=1),
                "note": note,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def rule_text(examined: Examined) -> str:
    """The short rule of `importance` in words; empty without a hand-crafted arm."""
    arm = examined.arms.get("hand-crafted")
    if arm is None:
        return ""
    data = importance_data(examined, arm)
    return data.short_rule(list(range(len(data.names))), DEPTH).text


def _measure(
    data: ImportanceData, settings: ImportanceSettings, seed: int
) -> tuple[list[Measurement], str]:
    """All measurements, and a note on what was left out for the number of features."""
    usual, true = data.correct.astype(float), data.part.true
    blocks, note = data.measured_blocks(settings)
    most = settings.permutations
    permutations = int(np.clip(settings.scored_values // (data.x.size * len(blocks)), 1, most))
    if permutations < most:
        note = "; ".join([*([note] if note else []), f"shuffled {permutations} times"])
    measured: list[Measurement] = []
    for block in blocks:
        shuffled = correct_without(
            data.predictor.probabilities, data.x, true, block, permutations, seed
        )
        measured.append(Measurement("permutation", list(block), "shuffled", shuffled, usual))
    measured += _of_cells(data, settings, seed)
    drops = np.array([(usual - one.correct).mean() for one in measured[: len(blocks)]])
    depth = SINGLE_FEATURE_DEPTH
    for i in np.sort(np.concatenate(blocks)):
        right = (data.short_rule([i], depth).predicted == true).astype(float)
        measured.append(Measurement("single_feature", [i], f"tree of depth {depth}", right, usual))
    rule = data.short_rule(list(range(len(data.names))), DEPTH)
    right = (rule.predicted == true).astype(float)
    measured.append(Measurement("rule", rule.used, f"tree of depth {DEPTH}", right, usual))
    chance = data.right_by_chance.astype(float)
    measured.append(Measurement("baseline", [], "most frequent class", chance, right))
    for place in np.argsort(-drops, kind="stable")[: settings.weighted_blocks]:
        measured += _with_weights(data, settings, blocks[place])
    return measured, note


def _of_cells(
    data: ImportanceData, settings: ImportanceSettings, seed: int
) -> Iterator[Measurement]:
    """The accuracy without each cell of gradients; nothing without such features."""
    cells, usual = data.gradient_cells, data.correct.astype(float)
    if not cells:
        return
    most = settings.scored_values // (data.x.size * len(cells))
    permutations = int(np.clip(most, 1, settings.permutations))
    for cell in cells:
        right = correct_without(
            data.predictor.probabilities, data.x, data.part.true, cell, permutations, seed
        )
        yield Measurement("gradient_cell", list(cell), "shuffled", right, usual)


def _with_weights(
    data: ImportanceData, settings: ImportanceSettings, block: np.ndarray
) -> Iterator[Measurement]:
    some = slice(max(settings.fitted_values // data.train.shape[1], FEWEST_FITTED))
    train, y = data.train[some], data.y[some]
    for metric in METRICS:
        correct = {
            weight: (
                predicted_with_weight(metric, train, y, data.x, block, weight) == data.part.true
            ).astype(float)
            for weight in settings.weights
        }
        for weight, own in correct.items():
            setting = f"{metric} × {weight:g}"
            yield Measurement("weight", list(block), setting, own, correct[1.0])

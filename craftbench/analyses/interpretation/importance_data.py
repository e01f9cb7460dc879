"""The samples that the importance of features is measured on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.feature_selection import f_classif

from craftbench.analyses.examined import Examined
from craftbench.analyses.feature_words import gradient_cell, in_words
from craftbench.analyses.interpretation.blocks import correlated_blocks
from craftbench.analyses.interpretation.rule import Rule, short_rule
from craftbench.analyses.samples_table import codes_of
from craftbench.analyses.test_samples import TestSamples, select_test_samples
from craftbench.config.analyses import ImportanceSettings
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor


@dataclass(frozen=True)
class ImportanceData:
    """Training and test samples of a hand-crafted arm, as standardised features.

    Parameters
    ----------
    predictor : Predictor
        The arm.
    names : list of str
        Of the features, ``{feature set}:{feature}``.
    units : dict of str
        By name; ``"1"`` or missing for a pure number.
    train, y : (m, d) and (m,) arrays
        Features and class codes of training samples.
    x : (n, d) array
        Features of test samples.
    part : TestSamples
        Those test samples.
    """

    predictor: Predictor
    names: list[str]
    units: dict[str, str]
    train: np.ndarray
    y: np.ndarray
    x: np.ndarray
    part: TestSamples

    @cached_property
    def correct(self) -> np.ndarray:
        """Which test samples the arm predicts correctly, (n,)."""
        return self.predictor.probabilities(self.x).argmax(axis=1) == self.part.true

    def short_rule(self, columns: list[int], depth: int) -> Rule:
        """A tree on some columns, in their own units; its `used` counts among all columns."""
        standard = self.predictor.pipeline.feature_standardisation
        assert standard is not None
        scale, mean = standard.scale[columns], standard.mean[columns]
        rule = short_rule(
            self.train[:, columns] * scale + mean,
            self.y,
            self.x[:, columns] * scale + mean,
            [str(in_words(self.names[i], self.units)) for i in columns],
            self.predictor.about.classes,
            depth,
        )
        return Rule(rule.text, rule.predicted, [columns[i] for i in rule.used])

    @cached_property
    def gradient_cells(self) -> list[np.ndarray]:
        """Columns of each cell of gradients (`features.image.hog`), row by row; often none."""
        cells: dict[tuple[int, int], list[int]] = {}
        for column, name in enumerate(self.names):
            place = gradient_cell(name)
            if place is not None:
                cells.setdefault(place[:2], []).append(column)
        return [np.array(cells[place]) for place in sorted(cells)]

    @cached_property
    def right_by_chance(self) -> np.ndarray:
        """Which test samples have the most frequent class of the training samples, (n,)."""
        return self.part.true == np.bincount(self.y).argmax()

    def measured_blocks(self, settings: ImportanceSettings) -> tuple[list[np.ndarray], str]:
        """The blocks whose importance is measured, and a note if some are left out.

        They are chosen by the training samples alone: those with the highest F of the analysis of
        variance among their features.
        """
        blocks = correlated_blocks(self.train, settings.correlation)
        if len(blocks) <= settings.blocks:
            return blocks, ""
        varies = np.ptp(self.train, axis=0) > 0
        f = np.zeros(len(varies))
        f[varies] = f_classif(self.train[:, varies], self.y)[0]
        order = np.argsort([-f[block].max() for block in blocks], kind="stable")
        note = f"{settings.blocks} of {len(blocks)} blocks: those with the highest F in training"
        return [blocks[i] for i in np.sort(order[: settings.blocks])], note


def importance_data(examined: Examined, arm: str) -> ImportanceData:
    """The samples of a hand-crafted arm.

    Raises
    ------
    CraftbenchError
        If its stored features are not those that it was trained on.
    """
    predictor, features = examined.predictor(arm), examined.features(arm)
    names, expected = list(features.values.columns), predictor.pipeline.feature_names or []
    if names != expected:
        raise CraftbenchError(
            f"{examined.dataset} {arm}: {len(names)} features, expected the {len(expected)} that "
            "it was trained on, in their order; train the arm again"
        )
    table, settings = examined.samples.table, examined.settings.importance
    classes = predictor.about.classes
    part = select_test_samples(table, classes, settings.test_samples, examined.seed)
    pool = np.flatnonzero((table["role"] == "pool").to_numpy())
    if len(pool) > settings.training_samples:
        rng = np.random.default_rng(examined.seed)
        pool = np.sort(rng.choice(pool, settings.training_samples, replace=False))
    standardise = predictor.pipeline.feature_standardisation
    assert standardise is not None
    prepared = standardise(features.values.to_numpy(np.float32))
    y = codes_of(table, classes)[pool]
    return ImportanceData(
        predictor, names, features.units, prepared[pool], y, prepared[part.rows], part
    )

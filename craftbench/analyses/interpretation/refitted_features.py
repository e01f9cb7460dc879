"""The features of the selected hand-crafted arm, in the repeats of the refits."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.interpretation.blocks import correlated_blocks
from craftbench.analyses.refits import Refits
from craftbench.analyses.refitting.parts import Parts
from craftbench.analyses.samples_table import codes_of
from craftbench.runs.arm import ArmData
from craftbench.runs.input_pipeline import InputPipeline

FAMILY = "hand-crafted"


@dataclass(frozen=True)
class RepeatFeatures:
    """Standardised features without NaN, and class codes, of the parts of one repeat."""

    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]


class RefittedFeatures:
    """The features of the selected hand-crafted arm.

    Parameters
    ----------
    refits : Refits
        Of the data set; it has a hand-crafted arm.

    Attributes
    ----------
    arm : str
        Its name.
    data : ArmData
        Its features of all samples.
    blocks : list of int arrays
        Blocks of correlated features, by pool samples and without labels.
    """

    def __init__(self, refits: Refits) -> None:
        self.arm = refits.arms[FAMILY]
        self.data: ArmData = refits.data(self.arm)
        self._unfitted = InputPipeline.of_arm(refits.contest, self.arm)
        self._y = codes_of(refits.table, refits.contest.classes)
        settings = refits.settings.importance
        pool = np.flatnonzero((refits.table["role"] == "pool").to_numpy())
        if len(pool) > settings.training_samples:
            rng = np.random.default_rng(refits.seed)
            pool = np.sort(rng.choice(pool, settings.training_samples, replace=False))
        x = self._unfitted.fit(self.data, pool).transform(self.data, pool)
        self.blocks = correlated_blocks(np.asarray(x), settings.correlation)

    @property
    def names(self) -> list[str]:
        """Of the features, ``{feature set}:{feature}``."""
        return self.data.names or []

    def of(self, parts: Parts) -> RepeatFeatures:
        """The parts of one repeat, standardised by its training part."""
        pipeline = self._unfitted.fit(self.data, parts.train)
        return RepeatFeatures(
            *(
                (np.asarray(pipeline.transform(self.data, rows)), self._y[rows])
                for rows in (parts.train, parts.validation, parts.test)
            )
        )

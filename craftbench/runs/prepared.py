"""The samples of one fit, prepared by a pipeline that its training samples alone determine."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.input_pipeline import InputPipeline
from models.model_input import LabelledInput


@dataclass(frozen=True)
class Prepared:
    """Samples of one arm in the form that one fit sees.

    Parameters
    ----------
    pipeline : InputPipeline
        Fitted on the training samples.
    data : ArmData
        All samples in the representation of the arm.
    codes : (n,) array of int
        Class codes of all samples.
    rows : (m,) array of int
        Rows of the training samples.
    """

    pipeline: InputPipeline
    data: ArmData
    codes: np.ndarray
    rows: np.ndarray

    @classmethod
    def of(cls, task: ArmTask, data: ArmData, rows: np.ndarray) -> "Prepared":
        """Prepared for a fit on `rows`."""
        codes = pd.Categorical(data.table["label"], categories=task.contest.classes).codes
        pipeline = InputPipeline.of_arm(task.contest, task.arm).fit(data, rows)
        return cls(pipeline, data, codes.astype(np.int64), rows)

    def part(self, rows: np.ndarray) -> LabelledInput:
        """The input and the class codes of some samples."""
        return self.pipeline.transform(self.data, rows), self.codes[rows]

    @property
    def train(self) -> LabelledInput:
        """The input and the class codes of the training samples."""
        return self.part(self.rows)

"""One classifier on a few samples, and what its fits cost."""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitted, Fitting
from craftbench.runs.input_pipeline import InputPipeline


@dataclass(frozen=True)
class FitTimes:
    """CPU seconds of a classifier: fits of two sizes, and a prediction of one sample."""

    sizes: tuple[int, int]
    seconds: tuple[float, float]
    predicted: float

    def of(self, samples: float) -> float:
        """Of a fit on so many samples: on the line through both, never below the smaller one."""
        (few, many), (low, high) = self.sizes, self.seconds
        slope = max(high - low, 0.0) / (many - few) if many > few else 0.0
        return max(low, high + slope * (samples - many))


def try_classifier(
    contest: Contest, arm: str, pipeline: InputPipeline, data: ArmData, measure: bool
) -> FitTimes | None:
    """Fit the classifier of an arm on all of these samples; raises ValueError if it fails.

    Its times are returned if `measure` is set.
    """
    # Only here, because it imports scikit-learn.
    from craftbench.runs.fit_classifier import fitter

    rows = np.arange(len(data.table))
    x = pipeline.fit(data, rows).transform(data)
    y = pd.Categorical(data.table["label"], categories=contest.classes).codes.astype(int)
    assert isinstance(x, np.ndarray)
    task = ArmTask("check", arm, contest, Training(), seed=0)
    fit = fitter(task, data)

    def seconds(part: np.ndarray) -> tuple[float, Fitted]:
        start = time.process_time()
        fitted, _ = fit(Fitting((x[part], y[part]), None, 0, arm))
        return time.process_time() - start, fitted

    once, fitted = seconds(rows)
    if not measure:
        return None
    few = rows[:: max(1, len(rows) // 60)]
    low = seconds(few)[0] if len(np.unique(y[few])) == len(np.unique(y)) else once
    start = time.process_time()
    fitted.probabilities(x)
    predicted = (time.process_time() - start) / len(rows)
    return FitTimes((len(few), len(rows)), (low, seconds(rows)[0]), predicted)

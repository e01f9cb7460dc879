"""The measured features of one sample, and where they lie among those of training."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from craftbench.analyses.explanation.explained_sample import FeatureRow
from craftbench.analyses.feature_words import FeatureWords, in_words
from craftbench.runs.input_pipeline import InputPipeline

SHOWN = 8


def feature_rows(
    values: pd.Series,
    pipeline: InputPipeline,
    units: Mapping[str, str] | None = None,
    most: int = SHOWN,
) -> list[FeatureRow]:
    """The features of one sample that lie farthest from the mean of training, farthest first.

    Parameters
    ----------
    values : Series
        By ``{feature set}:{feature}``, in the order of the pipeline.
    pipeline : InputPipeline
        Fitted, with features.
    units : mapping, optional
        By name, of features of the user's own.
    most : int
        Number of features.
    """
    standard = pipeline.feature_standardisation
    if standard is None or len(standard.mean) != len(values):
        return []
    numbers = values.to_numpy(float)
    deviations = np.where(standard.dropped, np.nan, (numbers - standard.mean) / standard.scale)
    order = np.argsort(-np.nan_to_num(np.abs(deviations), nan=-1.0), kind="stable")
    found: dict[FeatureWords, FeatureRow] = {}
    for i in order:
        words = in_words(str(values.index[i]), units)
        # Overlapping blocks measure the same cell more than once.
        found.setdefault(words, FeatureRow(words, float(numbers[i]), float(deviations[i])))
        if len(found) == most:
            break
    return list(found.values())

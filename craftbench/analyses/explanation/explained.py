"""Samples explained: what was measured on them, what a network looked at, what models predict."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from craftbench.analyses.explanation.attention import Attention, attention
from craftbench.analyses.explanation.attention_drawing import draw_attention
from craftbench.analyses.explanation.explained_sample import (
    ArmProbabilities,
    Drawn,
    ExplainedSample,
    FeatureRow,
)
from craftbench.analyses.explanation.feature_rows import feature_rows
from craftbench.analyses.explanation.measured import MeasuredSamples
from craftbench.datasets.samples import Samples
from craftbench.datasets.signal_view import SignalView, shown_part
from craftbench.datasets.windows import RATE
from craftbench.own.reference import short_name
from craftbench.predict.predictor import Extracted, Predictor


def explain(
    predictors: Sequence[Predictor], samples: Samples, most: int | None = None
) -> list[ExplainedSample]:
    """The samples of one file, explained by one or two models.

    Parameters
    ----------
    predictors : sequence of Predictor
        The features of the first one that has some are shown, and the attention of the first
        network.
    samples : Samples
        As `craftbench.predict.new_files.read_new_samples` gives them.
    most : int, optional
        Number of samples, the first ones. The others are only used by features that compare a
        sample with those around it.
    """
    extracted: Extracted = {}
    rows = np.arange(len(samples.table))[:most]
    inputs = [one.prepare(samples, rows, extracted) for one in predictors]
    found = [one.probabilities(x) for one, x in zip(predictors, inputs, strict=True)]
    measuring = next((one for one in predictors if one.pipeline.feature_sets), None)
    network = next((i for i, one in enumerate(predictors) if one.about.kind != "classifier"), None)
    maps = None
    if network is not None:
        maps = attention(predictors[network], inputs[network], found[network])
    drawn = measured_by(measuring, samples, predictors)
    table = None if measuring is None else _feature_table(measuring, extracted)
    explained = []
    for row, name in enumerate(samples.table["source"].astype(str).iloc[rows]):
        arms = [
            ArmProbabilities(
                one.about.arm,
                one.about.family,
                dict(zip(one.about.classes, probabilities[row].tolist(), strict=True)),
            )
            for one, probabilities in zip(predictors, found, strict=True)
        ]
        features: list[FeatureRow] = []
        if measuring is not None and table is not None:
            features = feature_rows(table.iloc[row], measuring.pipeline)
        shown = None
        if maps is not None and network is not None:
            shown = drawn_attention(predictors[network], maps, row, samples, row)
        explained.append(ExplainedSample(name, drawn.draw(row), shown, arms, features))
    return explained


def measured_by(
    measuring: Predictor | None, samples: Samples, predictors: Sequence[Predictor]
) -> MeasuredSamples:
    """How the samples are drawn: by the feature sets of a model, else by their own kind."""
    sets = () if measuring is None else tuple(map(short_name, measuring.pipeline.feature_sets))
    signals = any(isinstance(one.pipeline.view, SignalView) for one in predictors)
    return MeasuredSamples(samples, sets, signals)


def drawn_attention(
    network: Predictor, maps: Attention, place: int, samples: Samples, row: int
) -> Drawn:
    """The map at a place of `maps` over the sample at a row of `samples`."""
    view = network.pipeline.view
    sample = np.asarray(samples.values[row])
    if isinstance(view, SignalView):
        table = samples.table.iloc[[row]]
        sample = shown_part(sample[None], view, table)[0]
    target = "" if maps.target is None else network.about.classes[int(maps.target[place])]
    rate = float(samples.table[RATE].iloc[row]) if RATE in samples.table else None
    return draw_attention(maps, place, sample, view, target, rate)


def _feature_table(measuring: Predictor, extracted: Extracted) -> pd.DataFrame:
    near = measuring.needs_neighbours
    return pd.concat(
        [
            extracted[name, near].add_prefix(f"{short_name(name)}:")
            for name in measuring.pipeline.feature_sets
        ],
        axis=1,
    )

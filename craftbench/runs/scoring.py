"""Scores of predictions: one row a (training size, repeat, split)."""

import pandas as pd

from craftbench.stats.metrics import class_scores, confusion_matrix, scores
from craftbench.stats.primary_metric import PrimaryMetric


def score_runs(
    predictions: pd.DataFrame,
    fits: pd.DataFrame,
    labels: pd.Series,
    classes: list[str],
    metric: PrimaryMetric,
) -> pd.DataFrame:
    """Scores of every run on its training, validation and test part.

    Parameters
    ----------
    predictions : DataFrame
        ``training_size, repeat, split, sample, predicted``.
    fits : DataFrame
        Facts of each run: ``training_size, repeat`` and further columns, which are kept.
    labels : Series
        True class of every sample, in the order of the samples.
    classes : list of str
        Class names.
    metric : PrimaryMetric
        Of the data set.

    Returns
    -------
    DataFrame
        ``training_size, repeat, split, n``; ``score`` by the primary metric, the scores of
        `craftbench.stats.metrics.scores`, ``sensitivity_{class}``, ``precision_{class}`` and the
        facts.
    """
    code = pd.Categorical(labels, categories=classes).codes
    predicted = pd.Categorical(predictions["predicted"], categories=classes).codes
    true = code[predictions["sample"].to_numpy()]
    keys = ["training_size", "repeat", "split"]
    rows = []
    for key, places in predictions.groupby(keys, observed=True, sort=True).indices.items():
        confusion = confusion_matrix(true[places], predicted[places], len(classes))
        of_class = class_scores(confusion)
        rows.append(
            {
                **dict(zip(keys, key, strict=True)),
                "n": len(places),
                "score": float(metric.score(confusion)),
                **scores(confusion),
                **{
                    f"{score}_{name}": of_class[score][i]
                    for score in ("sensitivity", "precision")
                    for i, name in enumerate(classes)
                },
            }
        )
    return pd.DataFrame(rows).merge(fits, on=keys[:2], validate="many_to_one")

"""Which arm speaks for its family: chosen on validation, the test part has no say."""

from collections.abc import Mapping

import pandas as pd

from craftbench.config.contest import Contest


def validation_accuracies(contest: Contest, runs: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Mean validation accuracy of each arm at the largest training size.

    Parameters
    ----------
    card : Card
        Of the data set.
    runs : mapping of DataFrame
        By arm, from `craftbench.runs.scoring.score_runs`.

    Returns
    -------
    dict of float
        NaN for an arm without a run of that size.
    """
    return {
        arm: float(
            own.loc[
                (own["role"] == "validation")
                & (own["training_size"] == contest.training_sizes[-1]),
                "accuracy",
            ].mean()
        )
        for arm, own in runs.items()
    }


def best_arm(contest: Contest, validation: Mapping[str, float], family: str) -> str | None:
    """The arm of a family with the highest validation accuracy.

    Of equally good arms the first one of the card; None where no arm of the family has a value.
    """
    arms = [
        arm
        for arm in contest.arms
        if contest.family(arm) == family and not pd.isna(validation.get(arm, float("nan")))
    ]
    return max(arms, key=lambda arm: validation[arm], default=None)

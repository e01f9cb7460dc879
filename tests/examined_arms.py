"""What analyses of models are given, around predictors that are made by hand."""

from collections.abc import Mapping, Sequence

import pandas as pd

from craftbench.analyses.examined import Examined, FeatureTable
from craftbench.analyses.selection import COLUMNS, Selection
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Predictor

REPRESENTATIONS = {
    "hand-crafted": {"representation": ["hog"], "model": "rbf_svm"},
    "learned": {"representation": ["raw"], "model": "simple_cnn"},
    "hybrid": {"representation": ["raw", "hog"], "model": "simple_cnn"},
}
IMAGES = {"kind": "image", "height": 32, "width": 32}


def contest_of(*predictors: Predictor, classes: tuple[str, ...] = ("a", "b")) -> Contest:
    """A contest in which each predictor has an arm of its family."""
    arms = {each.about.arm: REPRESENTATIONS[each.about.family] for each in predictors}
    return Contest.model_validate(
        {
            "classes": predictors[0].about.classes if predictors else list(classes),
            "training_sizes": [5, 10],
            "views": {"raw": IMAGES},
            "arms": arms or {"majority": {"representation": [], "model": "majority"}},
        }
    )


def examined(
    samples: Samples,
    *predictors: Predictor,
    features: pd.DataFrame | None = None,
    units: dict[str, str] | None = None,
    settings: AnalysisSettings | None = None,
    resamples: int = 200,
    others: Mapping[str, Sequence[Predictor]] | None = None,
    seed: int = 0,
) -> Examined:
    """Predictors of the data set ``d``, each selected in its family; `others` by arm."""
    contest = contest_of(*predictors)
    by_name = {each.about.arm: each for each in predictors}
    rows = [
        ("d", 10, purpose, each.about.family, each.about.arm, "accuracy", 0.9, 1, 1, "best", 0.0)
        for each in predictors
        for purpose in ("family", "network")
        if purpose == "family" or each.about.family != "hand-crafted"
    ]
    return Examined(
        "d",
        contest,
        samples,
        Selection(pd.DataFrame(rows, columns=list(COLUMNS))),
        lambda arm: by_name[arm],
        lambda arm: (others or {}).get(arm, []),
        lambda _: FeatureTable(pd.DataFrame() if features is None else features, units or {}),
        settings or AnalysisSettings(),
        resamples,
        seed=seed,
    )

"""Score against CPU seconds, labelled samples and price, with a Pareto front per family."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.cost.budget import seconds_with_bounds
from craftbench.analyses.cost.cost import facts_of_arms
from craftbench.analyses.cost.run_cost import costs_of_runs
from craftbench.analyses.scores import all_scores
from craftbench.analyses.study import Study
from craftbench.config.analyses import CostSettings
from craftbench.stats.intervals import with_bounds
from craftbench.stats.pareto_front import pareto_front
from craftbench.stats.seeds import seed_of

COSTS = ("cpu_seconds", "labelled_samples", "price")
"""Each has a column ``{cost}_front``: whether the point is on the front of its family."""
DESIGN = ("design_lines", "design_constants", "design_libraries")
"""Effort of design, which has no price."""
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "repeats", "selected"),
    *("labelled_samples", *with_bounds("cpu_seconds", "prediction_seconds", "price")),
    *("metric", *with_bounds("score", "accuracy")),
    *(f"{cost}_front" for cost in COSTS),
    *("predictions", *DESIGN),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="pareto",
    needs="study",
    caption="Test score of each arm, by the primary metric, at each training size against its "
    "cost: CPU seconds, labelled samples and, where prices are set, money for both and for "
    "predictions.",
    columns=COLUMNS,
)


def pareto(study: Study) -> pd.DataFrame:
    """One row an arm and training size.

    Returns
    -------
    DataFrame
        ``selected``: whether the arm represents its family at that size, by validation.
        ``labelled_samples``: mean number of samples in the whole subset of a run.
        ``cpu_seconds``: median over repeats of extraction, search and final fit.
        ``prediction_seconds``: the same of features and predictions of ``predictions`` new samples
        (`CostSettings.predictions`). ``price``: of labels, ``cpu_seconds`` and
        ``prediction_seconds``; empty without prices in `CostSettings`. These intervals cover
        repeats only. `DESIGN` stands beside the price, because nobody measured hours of work.
        ``{cost}_front``: whether no other point of the family, at any size, has both less of that
        cost and a higher ``score``, by the primary metric. Costs are compared to three significant
        digits.

    Notes
    -----
    Fronts follow test scores, so they describe and select nothing: a family with more arms has
    more chances to be on its front. ``selected`` is what the verdict uses.
    """
    scores = all_scores(study)[["dataset", "arm", "family", "training_size", "size_unit"]]
    found = all_scores(study)[
        ["metric", *with_bounds("score", "accuracy"), "repeats", "interval", "note"]
    ]
    costs = [_costs(study, row.arm, row.training_size) for row in scores.itertuples()]
    design = facts_of_arms(study).loc[scores["arm"], list(DESIGN)].reset_index(drop=True)
    table = pd.concat([scores, found, pd.DataFrame(costs), design], axis=1)
    table["predictions"] = study.settings.cost.predictions
    for cost in COSTS:
        if table[cost].isna().all():
            table[f"{cost}_front"] = pd.NA
            continue
        table[f"{cost}_front"] = False
        for _, own in table.groupby("family"):
            on_front = pareto_front(_rounded(own[cost]), own["score"].to_numpy(float))
            table.loc[own.index, f"{cost}_front"] = on_front
    return table[list(COLUMNS)]


def _rounded(cost: pd.Series) -> np.ndarray:
    """Costs to three significant digits: labels for 40 and 0.0001 more for computing are equal."""
    values = cost.to_numpy(float)
    with np.errstate(divide="ignore"):
        unit = 10 ** (np.floor(np.log10(values)) - 2)
    return np.where(values > 0, np.round(values / np.where(values > 0, unit, 1)) * unit, values)


def _costs(study: Study, arm: str, size: int) -> dict:
    family = study.contest.family(arm)
    row: dict = {"selected": study.selection.arm(family, size) == arm}
    costs = costs_of_runs(study, arm, size)
    if costs.empty:
        unknown = ("labelled_samples", *with_bounds("cpu_seconds", "prediction_seconds", "price"))
        return row | dict.fromkeys(unknown, np.nan)
    seed = seed_of(study.seed, study.dataset, arm, size, "pareto")
    labelled = float(costs["labelled_samples"].mean())

    def median(name: str, seconds: pd.Series) -> dict[str, float]:
        return seconds_with_bounds(name, seconds.to_numpy(), study.resamples, seed)

    total = median("price", costs["cpu_seconds"] + costs["prediction_seconds"])
    return {
        **row,
        "labelled_samples": labelled,
        **median("cpu_seconds", costs["cpu_seconds"]),
        **median("prediction_seconds", costs["prediction_seconds"]),
        **{end: price(labelled, value, study.settings.cost) for end, value in total.items()},
    }


def price(labelled_samples: float, cpu_seconds: float, settings: CostSettings) -> float:
    """Price of the labels and of the computation; NaN if neither has one."""
    label, hour = settings.price_per_label, settings.price_per_cpu_hour
    if label is None and hour is None:
        return np.nan
    return (label or 0) * labelled_samples + (hour or 0) * cpu_seconds / 3600

"""How much error more data would remove, of hand-crafted features against a learned network."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import FEWEST_SIZES, containing, curve_of
from craftbench.analyses.once import once
from craftbench.analyses.refitting.parts import middle_size
from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "training_size", "size_unit"),
    *("repeats", "n_test", "test_groups"),
    *with_bounds("excess_risk", "rival_excess_risk", "difference"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="excess_risk",
    needs="study",
    caption="Test error of the selected hand-crafted and learned arm above their own asymptotes, "
    "at the middle training size, and the difference.",
    columns=COLUMNS,
)


@once
def excess_risk(study: Study) -> pd.DataFrame:
    """One row: the selected hand-crafted arm against the selected learned one.

    Returns
    -------
    DataFrame
        `COLUMNS`; no row unless both families have run at the same three sizes or more.

    Notes
    -----
    ``excess_risk`` is error(n) − c at the middle training size n, where c is the asymptote of the
    power law error(n) = a·n^(−b) + c fitted to the arm's own curve: the part of the error that
    comes from the limited sample. The gap between training and test accuracy is no measure of it,
    because any model that fits its training samples perfectly has the gap 1 − test. Each draw
    fits both curves to the same test groups and repeats. Where the asymptote is not determined by
    the sizes, the interval is wide.
    """
    selected = study.selection.arms(study.largest_size)
    arms = [selected.get(family, "") for family in ("hand-crafted", "learned")]
    size = middle_size(study.contest)
    curves = [curve_of(study, arm) for arm in arms if arm]
    enough = len(curves) == 2 and all(
        len(curve.sizes) >= FEWEST_SIZES and size in curve.sizes for curve in curves
    )
    if not enough or not np.array_equal(curves[0].sizes, curves[1].sizes):
        return pd.DataFrame(columns=list(COLUMNS))
    at = int(np.flatnonzero(curves[0].sizes == size)[0])
    estimates, draws = [], []
    for curve in curves:
        fitted, of_draws = curve.fit("power law")
        estimates.append(1 - curve.observed[at] - fitted.c[0])
        unknown = np.full(len(curve.drawn), np.nan)
        draws.append(unknown if of_draws is None else 1 - curve.drawn[:, at] - of_draws.c)
    given = study.predictions[arms[0], size]
    notes = [f"{arm}: {one}" for arm in arms for one in study.limits_of_interval(arm, size)]
    if len(curves[0].sizes) == FEWEST_SIZES:
        notes.append("three sizes for three parameters")
    row = {
        **{"dataset": study.dataset, "arm": arms[0], "family": "hand-crafted"},
        **{"rival_arm": arms[1], "rival_family": "learned"},
        **{"training_size": size, "size_unit": study.size_unit},
        "repeats": len(given.repeats),
        "n_test": len(given.samples),
        "test_groups": study.test_groups,
        **_bounded("excess_risk", estimates[0], draws[0]),
        **_bounded("rival_excess_risk", estimates[1], draws[1]),
        **_bounded("difference", estimates[0] - estimates[1], draws[0] - draws[1]),
        "interval": study.bootstrap.covers(len(given.repeats)),
        "note": "; ".join(notes),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))


def _bounded(name: str, estimate: float, draws: np.ndarray) -> dict[str, float]:
    return bounded(name, estimate, containing(estimate, draws))

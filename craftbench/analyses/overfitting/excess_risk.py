"""How much error more data would remove, of hand-crafted features against a learned network."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import FEWEST_SIZES, curve_of
from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.once import once
from craftbench.analyses.refitting.parts import middle_size
from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded, interval, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "training_size", "size_unit"),
    *("repeats", "n_test", "test_groups", "metric"),
    *with_bounds("excess_risk", "rival_excess_risk", "difference"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="excess_risk",
    needs="study",
    caption="Test error, 1 − score by the primary metric, of the selected hand-crafted and learned "
    "arm above their own asymptotes, at the middle training size, and the difference.",
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
    arm's own curve: the part of the error that comes from the limited sample. Curve and asymptote
    are averaged over three laws (`craftbench.stats.extrapolation.average_laws`), because a single
    law is certain of an asymptote that another law denies; estimates are means of the draws. The
    gap between training and test accuracy is no measure of it, because any model that fits its
    training samples perfectly has the gap 1 − test. Both arms are drawn independently, though they
    share test groups, which makes the difference look less certain than it is. Where the sizes do
    not determine the asymptote, the interval is wide.
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
    found = [curve.extrapolation() for curve in curves]
    mine, its = (one.excess(size) for one in found if one is not None)
    known = all(curve.known for curve in curves)
    given = study.predictions[arms[0], size]
    notes = [f"{arm}: {one}" for arm in arms for one in limits_of_interval(study, arm, size)]
    if len(curves[0].sizes) == FEWEST_SIZES:
        notes.append("three sizes for three parameters")
    row = {
        **{"dataset": study.dataset, "arm": arms[0], "family": "hand-crafted"},
        **{"rival_arm": arms[1], "rival_family": "learned"},
        **{"training_size": size, "size_unit": study.size_unit},
        "repeats": len(given.repeats),
        "n_test": len(given.samples),
        "test_groups": study.test_groups,
        "metric": study.metric.name,
        **_bounded("excess_risk", mine, known),
        **_bounded("rival_excess_risk", its, known),
        **_bounded("difference", mine - its, known),
        "interval": study.bootstrap.covers(len(given.repeats)),
        "note": "; ".join(notes),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))


def _bounded(name: str, draws: np.ndarray, known: bool) -> dict[str, float]:
    return bounded(name, float(draws.mean()), interval(draws) if known else (np.nan, np.nan))

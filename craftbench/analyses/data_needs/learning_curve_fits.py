"""Curves fitted to the error of every arm over its training sizes."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import (
    FEWEST_SIZES,
    Curve,
    about_arm,
    containing,
    curve_of,
    limits_at_any_size,
)
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE
from craftbench.stats.curve_fit import SHAPES, Shape
from craftbench.stats.extrapolation import LAWS
from craftbench.stats.intervals import bounded, interval, with_bounds

COMBINED = "combined"
COLUMNS = (
    *("dataset", "arm", "family", "size_unit", "repeats", "n_test", "test_groups"),
    *(
        "metric",
        "sizes",
        "monotone",
        "shape",
        *with_bounds("a", "b", "c"),
        "residual",
        "extrapolated_to",
    ),
    *with_bounds("extrapolated_score"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="learning_curve_fits",
    needs="study",
    caption="A power law and an exponential fitted to the test error, 1 − score, of each arm over "
    "the training size, and the score that several laws together extrapolate to.",
    columns=COLUMNS,
)


def learning_curve_fits(study: Study) -> pd.DataFrame:
    """Fitted curves of every arm: error(n) = a·n^(−b) + c, and a·exp(−b·n) + c beside it.

    Returns
    -------
    DataFrame
        Three rows an arm: a power law, an exponential, and ``combined``. ``residual`` is the
        weighted root mean square distance of the fit from the measured errors; ``monotone``,
        whether the score nowhere falls with size (curves that fall are fitted all the same, and
        ``note`` says where); ``extrapolated_score`` is at
        ``extrapolated_to``, `DataNeedsSettings.farthest` times the largest size. Sizes count what
        ``size_unit`` says. With fewer than three sizes nothing is fitted.

    Notes
    -----
    Weights are 1/variance. The intervals of ``a``, ``b`` and ``c`` refit every draw of the whole
    curve, in which test groups and repeats are drawn for all sizes together, and assume that the
    formula is right. What a single formula extrapolates to has no interval for that reason: see the
    row ``combined``, in which several laws have the weights that ``note`` gives (`average_laws`).
    """
    rows = [row for arm in study.arms for row in _rows(study, arm)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(study: Study, arm: str) -> list[dict]:
    curve = curve_of(study, arm)
    falls = curve.falls()
    notes = limits_at_any_size(study, arm) + falls
    about = {**about_arm(study, arm), "metric": study.metric.name}
    row = {**about, "sizes": len(curve.sizes), "monotone": not falls}
    if len(curve.sizes) < FEWEST_SIZES:
        notes.append(f"{len(curve.sizes)} sizes, expected at least three: not fitted")
        row |= {"interval": NONE, "note": "; ".join(notes)}
        return [{**row, "shape": shape} for shape in (*SHAPES, COMBINED)]
    if len(curve.sizes) == FEWEST_SIZES:
        notes.append("three sizes for three parameters: the residual is no test of the fit")
    note = "; ".join(notes)
    farthest = study.settings.data_needs.farthest * curve.sizes[-1]
    fitted = [
        {**row, "shape": shape, **_fitted(curve, shape, farthest), "note": note} for shape in SHAPES
    ]
    combined, weights = _combined(curve, farthest)
    notes.append(weights)
    return [*fitted, {**row, "shape": COMBINED, **combined, "note": "; ".join(notes)}]


def _fitted(curve: Curve, shape: Shape, farthest: float) -> dict:
    found, drawn = curve.fit(shape)
    nothing = np.full(1, np.nan)
    row = {"residual": found.residual[0], "extrapolated_to": farthest}
    for name in ("a", "b", "c"):
        estimate = getattr(found, name)[0]
        draws = nothing if drawn is None else getattr(drawn, name)
        row |= bounded(name, estimate, containing(estimate, draws))
    at = 1 - found.error(np.array([farthest]))[0, 0]
    return row | bounded("extrapolated_score", at, (np.nan, np.nan))


def _combined(curve: Curve, farthest: float) -> tuple[dict, str]:
    """The score that several laws extrapolate to, and their weights in words."""
    beyond = curve.extrapolation()
    assert beyond is not None
    errors = beyond.error(np.append(curve.sizes, farthest))
    far, middle = 1 - errors[:, -1], 1 - np.median(errors[:, :-1], axis=0)
    squares = np.average((middle - curve.observed) ** 2, weights=curve.weights)
    row = {"residual": np.sqrt(squares), "extrapolated_to": farthest}
    bounds = interval(far) if curve.known else (np.nan, np.nan)
    words = ", ".join(f"{law} {w:.2f}" for law, w in zip(LAWS, beyond.weights, strict=True))
    return row | bounded("extrapolated_score", np.median(far), bounds), f"weights: {words}"

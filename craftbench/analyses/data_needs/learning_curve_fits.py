"""The shape of learning curves, and what lies beyond the largest size."""

import numpy as np
import pandas as pd

from craftbench.analyses.data_needs.arm_curve import FARTHEST, Curve, about_arm, containing, lacking
from craftbench.analyses.study import Study
from craftbench.stats.curve_fit import SHAPES, Shape
from craftbench.stats.intervals import bounded, interval


def learning_curves(study: Study) -> pd.DataFrame:
    """Fitted curves of every arm: error(n) = a·n^(−b) + c, and a·exp(−b·n) + c beside it.

    Returns
    -------
    DataFrame
        Two rows an arm. ``a``, ``b`` and ``c`` with intervals; ``residual``, the weighted root
        mean square distance of the fit from the measured errors; ``monotone``, whether accuracy
        nowhere falls with size (curves that do are fitted as they are, and ``note`` says where);
        ``extrapolated_accuracy`` at ``extrapolated_to``, four times the largest size. Sizes count
        what ``size_unit`` says. Empty with fewer than three sizes.

    Notes
    -----
    Weights are 1/variance. The interval refits every draw of the whole curve, in which test groups
    and repeats are drawn for all sizes together; it does not cover that the formula may be wrong:
    the two rows of an arm show how much it matters.
    """
    return pd.DataFrame([row for arm in study.arms for row in _rows(study, arm)])


def _rows(study: Study, arm: str) -> list[dict]:
    curve = Curve.of(study, arm)
    falls = curve.falls()
    notes = lacking(study, arm) + falls
    about = {
        **about_arm(study, arm),
        "sizes": len(curve.sizes),
        "monotone": not falls,
    }
    estimates = ("a", "b", "c", "extrapolated_accuracy")
    if len(curve.sizes) < 3:
        notes.append(f"{len(curve.sizes)} sizes, expected at least three: not fitted")
        empty = {k: v for name in estimates for k, v in bounded(name, np.nan, ()).items()}
        missing = {**empty, "residual": np.nan, "extrapolated_to": np.nan}
        return [{**about, "shape": shape, **missing, "note": "; ".join(notes)} for shape in SHAPES]
    if len(curve.sizes) == 3:
        notes.append("three sizes for three parameters: the residual says nothing")
    rows = []
    for shape in SHAPES:
        found, drawn = curve.fit(shape)
        row = {**about, "shape": shape}
        for name in ("a", "b", "c"):
            draws = np.full(1, np.nan) if drawn is None else getattr(drawn, name)
            row |= bounded(
                name, getattr(found, name)[0], containing(getattr(found, name)[0], draws)
            )
        farthest = FARTHEST * curve.sizes[-1]
        at = 1 - found.error(np.array([farthest]))[0, 0]
        beyond = (
            np.full(1, np.nan) if drawn is None else 1 - drawn.error(np.array([farthest]))[:, 0]
        )
        row |= {"residual": found.residual[0], "extrapolated_to": farthest}
        row |= bounded("extrapolated_accuracy", at, containing(at, beyond))
        rows.append({**row, "note": "; ".join(notes)})
    return rows


def extrapolated(
    study: Study, arm: str, sizes: np.ndarray, shape: Shape = "power law"
) -> pd.DataFrame:
    """Accuracy of the fitted curve with its band, for figures.

    Returns
    -------
    DataFrame
        ``training_size, accuracy, accuracy_low, accuracy_high``.

    Raises
    ------
    ValueError
        Beyond four times the largest training size, or with fewer than three sizes.
    """
    curve = Curve.of(study, arm)
    sizes = np.asarray(sizes, float)
    if len(curve.sizes) and sizes.max() > FARTHEST * curve.sizes[-1]:
        raise ValueError(
            f"{study.dataset} {arm}: size {sizes.max():g} is more than {FARTHEST} times the "
            f"largest training size {curve.sizes[-1]:g}; a fitted curve says nothing so far out"
        )
    found, drawn = curve.fit(shape)
    accuracy = 1 - found.error(sizes)[0]
    low, high = interval(
        np.full((1, len(sizes)), np.nan) if drawn is None else 1 - drawn.error(sizes)
    )
    return pd.DataFrame(
        {
            "training_size": sizes,
            "accuracy": accuracy,
            "accuracy_low": np.minimum(low, accuracy),
            "accuracy_high": np.maximum(high, accuracy),
        }
    )

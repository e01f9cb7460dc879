"""Learning curves: their shape, what lies beyond the largest size, and the data that arms need."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmark.curve_fit import SHAPES, CurveFit, Shape, fit_curves, size_needed
from benchmark.statistics import interval
from benchmark.study import Study, bounded, bounded_by_draws

FARTHEST = 4
PLATEAU_SHARE = 0.95


@dataclass(frozen=True)
class Curve:
    """Accuracy of one arm over its training sizes.

    ``sizes`` (sizes,), ``observed`` (sizes,) means over repeats, ``drawn`` (resamples, sizes).
    """

    sizes: np.ndarray
    observed: np.ndarray
    drawn: np.ndarray

    @classmethod
    def of(cls, study: Study, arm: str) -> "Curve":
        sizes = [size for size in study.card.training_sizes if (arm, size) in study.tested]
        observed = [study.accuracies[arm, size].observed.mean() for size in sizes]
        drawn = [study.draws(arm, size) for size in sizes]
        shape = (study.resamples, len(sizes))
        return cls(np.array(sizes, float), np.array(observed), np.array(drawn).T.reshape(shape))

    @property
    def weights(self) -> np.ndarray:
        """1/variance of each size's accuracy, from the width of its interval."""
        low, high = interval(self.drawn)
        half = np.nan_to_num((high - low) / 2 / 1.96, nan=0.0)
        return 1 / (half**2 + 1e-3**2)

    def fit(self, shape: Shape) -> tuple[CurveFit, CurveFit | None]:
        """Of the means, and of the draws; the latter is None where there are none."""
        errors = 1 - self.observed[None]
        drawn = None if np.isnan(self.drawn).any() else 1 - self.drawn
        return fit_curves(shape, self.sizes, errors, self.weights), (
            None if drawn is None else fit_curves(shape, self.sizes, drawn, self.weights)
        )

    def falls(self) -> list[str]:
        """Where accuracy is lower at a larger size, and in what share of the draws."""
        notes = []
        for i in np.flatnonzero(np.diff(self.observed) < 0):
            share = (self.drawn[:, i + 1] < self.drawn[:, i]).mean()
            notes.append(
                f"accuracy falls by {self.observed[i] - self.observed[i + 1]:.3f} from size "
                f"{self.sizes[i]:g} to {self.sizes[i + 1]:g} (in {share:.0%} of the draws)"
            )
        return notes


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
    notes = _notes(study, arm) + falls
    about = {
        **_about(study, arm),
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
                name, getattr(found, name)[0], _containing(getattr(found, name)[0], draws)
            )
        farthest = FARTHEST * curve.sizes[-1]
        at = 1 - found.error(np.array([farthest]))[0, 0]
        beyond = (
            np.full(1, np.nan) if drawn is None else 1 - drawn.error(np.array([farthest]))[:, 0]
        )
        row |= {"residual": found.residual[0], "extrapolated_to": farthest}
        row |= bounded("extrapolated_accuracy", at, _containing(at, beyond))
        rows.append({**row, "note": "; ".join(notes)})
    return rows


def _containing(estimate: float, draws: np.ndarray) -> tuple[float, float]:
    """Interval of the draws, widened to the estimate where a bound of the fit cuts it off."""
    low, high = interval(draws)
    return float(np.minimum(low, estimate)), float(np.maximum(high, estimate))


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


def needs(study: Study) -> pd.DataFrame:
    """How much data every arm needs.

    Returns
    -------
    DataFrame
        One row an arm. ``size_to_target``: training size at which it reaches ``target_accuracy``,
        that of the best hand-crafted arm (by validation) at the largest size; interpolated between
        measured sizes, or extrapolated by the power law up to four times the largest (``basis``).
        ``plateau``: 1 − c of the power law; ``size_to_plateau``: where 95 % of it is reached.
        ``area``: mean accuracy over the logarithm of the size, from the smallest to the largest.
        What is not reached is empty, with the reason in ``note``.
    """
    target_arm = study.best_arm("hand-crafted", study.largest_size)
    target = None if target_arm is None else Curve.of(study, target_arm)
    return pd.DataFrame([_needs(study, arm, target_arm, target) for arm in study.arms])


def _needs(study: Study, arm: str, target_arm: str | None, target: Curve | None) -> dict:
    curve, notes = Curve.of(study, arm), _notes(study, arm)
    row = {
        **_about(study, arm),
        "target_arm": target_arm,
        "target_accuracy": np.nan if target is None else target.observed[-1],
    }
    fits = curve.fit("power law") if len(curve.sizes) >= 3 else None
    size, basis = bounded("size_to_target", np.nan, ()), ""
    if target is None:
        notes.append("no hand-crafted arm to set the target")
    elif len(curve.sizes):
        size, basis, note = _size_to_target(curve, target, fits)
        notes += note
    row |= {**size, "basis": basis}
    plateau, to_plateau = bounded("plateau", np.nan, ()), bounded("size_to_plateau", np.nan, ())
    if fits is None:
        notes.append("fewer than three sizes: no plateau")
    else:
        found, drawn = fits
        c = np.full(1, np.nan) if drawn is None else drawn.c
        plateau = bounded("plateau", 1 - found.c[0], _containing(1 - found.c[0], 1 - c))
        given, drawn_sizes = (
            np.full(1, np.nan) if fit is None else fit.size_at(1 - PLATEAU_SHARE * (1 - fit.c))
            for fit in fits
        )
        to_plateau, note = within(
            "size_to_plateau", given[0], drawn_sizes, curve.sizes[0], FARTHEST * curve.sizes[-1]
        )
        notes += note
    area = bounded("area", np.nan, ())
    if len(curve.sizes) > 1:
        draws = _area(curve.sizes, curve.drawn)
        area = bounded_by_draws("area", float(_area(curve.sizes, curve.observed)), draws)
    return {**row, **plateau, **to_plateau, **area, "note": "; ".join(notes)}


def _size_to_target(curve: Curve, target: Curve, fits) -> tuple[dict, str, list[str]]:
    name = "size_to_target"
    aim, aims = target.observed[-1:], target.drawn[:, -1]
    measured = size_needed(curve.sizes, curve.observed[None], aim)[0]
    drawn = (
        np.full(1, np.nan) if np.isnan(aims).any() else size_needed(curve.sizes, curve.drawn, aims)
    )
    if np.isfinite(measured) or fits is None:
        size, notes = within(name, measured, drawn, curve.sizes[0], curve.sizes[-1])
        return size, "interpolated" if np.isfinite(measured) else "", notes
    found, drawn_fit = fits
    farthest = FARTHEST * curve.sizes[-1]
    if drawn_fit is not None:
        beyond = np.maximum(drawn_fit.size_at(1 - aims), curve.sizes[-1])
        drawn = np.where(np.isfinite(drawn), drawn, beyond)
    estimate = max(float(found.size_at(1 - aim)[0]), curve.sizes[-1])
    size, notes = within(name, estimate, drawn, curve.sizes[0], farthest)
    return size, "extrapolated" if np.isfinite(size[name]) else "", notes


def within(
    name: str, estimate: float, draws: np.ndarray, smallest: float, largest: float
) -> tuple[dict[str, float], list[str]]:
    """A size with its interval, as far as these lie between `smallest` and `largest`.

    The rest is empty and said in words: a size of 0 means below the smallest, an infinite one
    none up to the largest.
    """
    below, above = f"below {smallest:g}", f"none up to {largest:g}"
    if np.isnan(draws).all():
        bounds = [np.nan, np.nan]
    else:
        bounds = list(np.nanpercentile(draws, (2.5, 97.5), method="inverted_cdf"))
    values = dict(zip(("", "_low", "_high"), [estimate, *bounds], strict=True))
    row, notes = {}, []
    for end, value in values.items():
        outside = below if value < smallest * (1 - 1e-9) else ""
        outside = above if value > largest * (1 + 1e-9) else outside
        row[f"{name}{end}"] = np.nan if outside else float(value)
        if outside:
            notes.append(f"{name}{end}: {outside}")
    return row, notes


def _area(sizes: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    log = np.log(sizes)
    return np.trapezoid(accuracy, log, axis=-1) / (log[-1] - log[0])


def _about(study: Study, arm: str) -> dict:
    row = study.row_of(arm, study.largest_size)
    del row["training_size"]
    tested = [study.tested[key] for key in study.tested if key[0] == arm]
    return {
        **row,
        "repeats": max((len(one.repeats) for one in tested), default=0),
        "n_test": max((len(one.samples) for one in tested), default=0),
        "test_groups": study.test_groups if study.has_groups else pd.NA,
    }


def _notes(study: Study, arm: str) -> list[str]:
    """What is lacking at any size, each thing once."""
    every = [study.limits_of_interval(arm, size) for size in study.card.training_sizes]
    return list(dict.fromkeys(note for notes in every for note in notes))

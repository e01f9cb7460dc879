"""The variance of a score, split into test groups, training, and both together."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class VarianceSplit:
    """Variances of the score of one training on as many test groups.

    Parameters
    ----------
    groups : float
        From the choice of test groups.
    training : float
        From training: whatever a repeat redraws.
    both : float
        From both together: another training is better on other groups.
    negative : tuple of str
        Which of the three had a negative estimate and are 0.
    """

    groups: float
    training: float
    both: float
    negative: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Variance of the score of one training."""
        return self.groups + self.training + self.both


def split_variance(observed: np.ndarray, drawn: np.ndarray, groups: int) -> VarianceSplit:
    """Split by the method of moments, from resampled groups.

    Parameters
    ----------
    observed : (repeats,) array
        Score of each repeat.
    drawn : (resamples, repeats) array
        The same on resampled test groups, the same ones for all repeats.
    groups : int
        Number of test groups behind a score.

    Raises
    ------
    ValueError
        With fewer than two groups or two repeats.

    Notes
    -----
    The score of repeat r on drawn groups is μ + a + b_r + e_r, where groups move a for all repeats
    together and e_r for each apart. With G groups, R repeats and y_. the mean over repeats on the
    same draw,

    - both: V_e = G/(G−1) · Σ_r Var(y_r − y_.) / (R−1);
    - training: the variance of the observed scores over repeats, less V_e;
    - groups: G/(G−1) · Var(y_.), less V_e/R.

    Variances are over the draws. For a mean over groups of equal size these are, but for the number
    of draws, the estimators of two-way analysis of variance with random effects (Searle et al.
    1992); a score need not be a mean.

    References
    ----------
    S. Searle, G. Casella, C. McCulloch: Variance components. Wiley 1992, chapter 4.
    """
    repeats = len(observed)
    if groups < 2 or repeats < 2:
        raise ValueError(f"expected two groups and two repeats, found {groups} and {repeats}")
    mean, inflation = drawn.mean(axis=1), groups / (groups - 1)
    both = inflation * float((drawn - mean[:, None]).var(axis=0).sum()) / (repeats - 1)
    found = {
        "groups": inflation * float(mean.var()) - both / repeats,
        "training": float(observed.var(ddof=1)) - both,
        "both": both,
    }
    negative = tuple(name for name, value in found.items() if value < 0)
    return VarianceSplit(**{k: max(0.0, v) for k, v in found.items()}, negative=negative)

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


def split_variance(hits: np.ndarray, counts: np.ndarray) -> VarianceSplit:
    """Split by the method of moments.

    Parameters
    ----------
    hits : (groups, repeats) array
        Sum of the scores of each group's samples: how many are predicted correctly.
    counts : (groups,) array
        Number of samples of each group.

    Raises
    ------
    ValueError
        With fewer than two groups or two repeats.

    Notes
    -----
    The mean score of group g in repeat r is μ + a_g + b_r + e_gr, and the score of a repeat weighs
    groups by their samples, w_g = n_g/Σn. With G groups, R repeats, means over an index marked by a
    dot (over groups: weighted), and the residual d_gr = y_gr − y_g. − y_.r + y_..,

    - both: V_e = G/(G−1) · Σ_g w_g² Σ_r d_gr² / (R−1);
    - training: the variance of y_.r over repeats, less V_e;
    - groups: G/(G−1) · Σ_g w_g² (y_g. − y_..)², less V_e/R.

    With groups of equal size these are the estimators of two-way analysis of variance with random
    effects (Searle et al. 1992). Effects may differ in variance between groups.

    References
    ----------
    S. Searle, G. Casella, C. McCulloch: Variance components. Wiley 1992, chapter 4.
    """
    groups, repeats = hits.shape
    if groups < 2 or repeats < 2:
        raise ValueError(f"expected two groups and two repeats, found {groups} and {repeats}")
    weight = (counts / counts.sum())[:, None]
    score = hits / counts[:, None]
    of_repeat = (weight * score).sum(axis=0)
    of_group = score.mean(axis=1, keepdims=True)
    residual = score - of_group - of_repeat + of_repeat.mean()
    inflation = groups / (groups - 1)
    both = inflation * float((weight**2 * residual**2).sum()) / (repeats - 1)
    between = inflation * float((weight**2 * (of_group - of_repeat.mean()) ** 2).sum())
    found = {
        "groups": between - both / repeats,
        "training": float(of_repeat.var(ddof=1)) - both,
        "both": both,
    }
    negative = tuple(name for name, value in found.items() if value < 0)
    return VarianceSplit(**{k: max(0.0, v) for k, v in found.items()}, negative=negative)

"""The index jκ of heartbeat classification."""

import numpy as np

from craftbench.stats.metrics import class_scores, scores

LIMITS = (-0.5, 1.0)


def j_kappa(confusion: np.ndarray, classes: list[str]) -> np.ndarray | None:
    """Index jκ of heartbeats in the AAMI classes; None where S or V is not among the classes.

    Parameters
    ----------
    confusion : (…, classes, classes) array
        Counts, row true class.
    classes : list of str
        Names in the order of the matrix.

    Returns
    -------
    (…) array or None
        NaN where S or V has no sample or was never predicted.

    Notes
    -----
    jκ = κ/2 + (Se_S + Se_V + P_S + P_V)/8, with κ over all classes, sensitivity Se and
    precision P of the supraventricular and the ventricular ectopic beats. 1 is perfect.

    References
    ----------
    T. Mar, S. Zaunseder, J. Martínez, M. Llamedo, R. Poll: Optimization of ECG classification by
    means of feature selection. IEEE Trans. Biomed. Eng. 58 (2011) 2168-2177.

    Examples
    --------
    >>> float(j_kappa(np.diag([90, 4, 6]), ["N", "S", "V"]))
    1.0
    """
    if not {"S", "V"} <= set(classes):
        return None
    ectopic = [classes.index("S"), classes.index("V")]
    of_class = class_scores(confusion)
    sums = sum(of_class[name][..., ectopic].sum(axis=-1) for name in ("sensitivity", "precision"))
    return scores(confusion)["kappa"] / 2 + sums / 8

"""Blocks of correlated features."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import rankdata


def correlated_blocks(x: np.ndarray, correlation: float) -> list[np.ndarray]:
    """Clusters of features by the absolute rank correlation between them.

    Parameters
    ----------
    x : (n, d) array
        Features without NaN.
    correlation : float
        Two clusters are joined if their mean |ρ| (Spearman) exceeds this.

    Returns
    -------
    list of int arrays
        Columns of each block, blocks in the order of their first column.

    Notes
    -----
    Average linkage on 1 − |ρ|. A constant feature is a block of its own. Permuting one feature of
    a block shows no importance if the other features carry the same information, so blocks are
    permuted as a whole.
    """
    features = x.shape[1]
    if features == 1:
        return [np.array([0])]
    ranks = rankdata(x, axis=0)
    ranks -= ranks.mean(axis=0)
    length = np.sqrt((ranks**2).sum(axis=0))
    ranks /= np.where(length > 0, length, 1)
    distance = 1 - np.abs(ranks.T @ ranks).clip(max=1)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    label = fcluster(tree, 1 - correlation, "distance")
    blocks = [np.flatnonzero(label == each) for each in np.unique(label)]
    return sorted(blocks, key=lambda block: block[0])

"""t-SNE maps of test samples in each representation, with their trustworthiness."""

from dataclasses import dataclass

import numpy as np
from sklearn.manifold import TSNE, trustworthiness

from craftbench.primer.separation import (
    NEIGHBOURS,
    Prepare,
    Score,
    neighbour_accuracy,
    probe_accuracy,
)

SHOWN = 500
FEWEST = 2 * NEIGHBOURS + 1


@dataclass(frozen=True)
class Projection:
    """One representation of the shown samples.

    Parameters
    ----------
    title : str
    dimensions : int
        Columns of the representation.
    left_out : int
        Columns without a value in any of the samples.
    places : (n, 2) array
        t-SNE.
    trust : float
        Trustworthiness of `places`, 0 … 1.
    neighbours, probe : Score
        Measured in the representation, not on the map.
    """

    title: str
    dimensions: int
    left_out: int
    places: np.ndarray
    trust: float
    neighbours: Score
    probe: Score


def project(
    title: str,
    x: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray | None,
    prepare: Prepare,
    seed: int,
) -> Projection | None:
    """Map a representation and measure how well it separates the classes.

    Constant columns are left out of the map: they say nothing, and t-SNE of constants alone ends
    the process. None if all are constant.

    Parameters
    ----------
    title : str
        Shown above.
    x : (n, d) array
        At least `FEWEST` samples.
    y, groups, prepare, seed
        As in `neighbour_accuracy`.

    Raises
    ------
    ValueError
        If there are too few samples, or infinite values among them.
    """
    if len(x) < FEWEST:
        raise ValueError(f"expected at least {FEWEST} samples to project, found {len(x)}")
    known = ~np.isnan(x).all(axis=0)
    x = x[:, known]
    scaled, _ = prepare(x, x)
    scaled = scaled[:, _varies(scaled)]
    if not scaled.shape[1]:
        return None
    perplexity = min(30.0, (len(x) - 1) / 3)
    init = "pca" if scaled.shape[1] > 1 else "random"
    places = TSNE(perplexity=perplexity, init=init, random_state=seed).fit_transform(scaled)
    return Projection(
        title,
        x.shape[1],
        int((~known).sum()),
        places,
        float(trustworthiness(scaled, places, n_neighbors=NEIGHBOURS)),
        neighbour_accuracy(x, y, groups, prepare, seed),
        probe_accuracy(x, y, groups, prepare, seed),
    )


def _varies(values: np.ndarray) -> np.ndarray:
    """Which columns differ by more than rounding."""
    span = np.ptp(values, axis=0)
    return span > np.finfo(np.float32).eps * np.abs(values).max(axis=0)


def spread(y: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Rows of at most `count` samples with the class shares of all samples, in rising order.

    The samples are shuffled within their class, and every (n / `count`)-th is taken.
    """
    shuffled = np.random.default_rng(seed).permutation(len(y))
    by_class = shuffled[np.argsort(y[shuffled], kind="stable")]
    steps = np.linspace(0, len(y), min(count, len(y)), endpoint=False).astype(int)
    return np.sort(by_class[steps])

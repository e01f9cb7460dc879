"""MiniRocket: 84 fixed kernels at many dilations, pooled by the share of positive values."""

import numpy as np

from models.dilated_kernels import (
    TAPS,
    Dilated,
    combinations_of,
    draw_biases,
    draw_leads,
    require_length,
    share_of,
)
from models.model_input import Samples
from models.transformed_ridge import TransformedRidge

FEATURES = 9_996
CHUNK_VALUES = 2**17


def minirocket(
    seed: int, shape: tuple[int, ...], *, penalty: float | None = None
) -> TransformedRidge:
    """MiniRocket and ridge regression, for signals (T, leads) of at least nine values.

    Parameters
    ----------
    seed : int
        Of the random training samples and leads.
    shape : (samples, T, leads)
        Of the training part.
    penalty : float, optional
        Of the ridge regression; by default chosen by leave-one-out, see `models.ridge.fit_ridge`.

    Raises
    ------
    ValueError
        If signals are shorter than nine values.

    References
    ----------
    A. Dempster, D. F. Schmidt, G. I. Webb: MiniRocket: a very fast (almost) deterministic transform
    for time series classification. KDD 2021, 248-257, arXiv:2012.08791.
    """
    require_length("minirocket", shape, TAPS)
    return TransformedRidge(MiniRocket(seed), penalty, seed)


class MiniRocket:
    """The transform; its biases come from the training part.

    Parameters
    ----------
    seed : int
        Of the training sample behind each kernel's biases, and of the leads that it sums.

    Notes
    -----
    A feature is the share of the values of a kernel, see `models.dilated_kernels.Dilated`, that are
    above a bias.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def fit(self, x: Samples) -> "MiniRocket":
        """Draw leads and biases for signals (n, T, leads) of the training part."""
        rng = np.random.default_rng(self.seed)
        self.length = x.shape[1]
        parts = combinations_of(self.length, FEATURES)
        self.leads = draw_leads(len(parts), x.shape[2], rng)
        self.biases = draw_biases(x, parts, self.leads, rng)
        return self

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Features (n, 9,996) float32, each a share from 0 to 1, of signals (n, T, leads)."""
        found = np.zeros((len(x), FEATURES), np.float32)
        step = max(1, CHUNK_VALUES // self.length)
        for start in range(0, len(x), step):
            rows = slice(start, start + step)
            dilated = None
            for number, part in enumerate(combinations_of(self.length, FEATURES)):
                if dilated is None or dilated.dilation != part.dilation:
                    dilated = Dilated(x[rows], part.dilation)
                values = dilated.convolved(part, self.leads[number])
                for feature in range(part.features.start, part.features.stop):
                    found[rows, feature] = share_of(values > self.biases[feature])
        return found

    @property
    def parameters(self) -> int:
        """Number of biases."""
        return self.biases.size

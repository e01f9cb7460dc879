"""MultiRocket: the kernels of MiniRocket on signals and their differences, pooled in four ways."""

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

POOLINGS = 4
BIASES = 6_216
"""Of each of the two forms of a signal, 74 for each kernel; times four poolings 49,728 features."""
CHUNK_VALUES = 2**16


def multirocket(
    seed: int, shape: tuple[int, ...], *, penalty: float | None = None
) -> TransformedRidge:
    """MultiRocket and ridge regression, for signals (T, leads) of at least ten values.

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
        If signals are shorter than ten values, of which the differences are nine.

    References
    ----------
    C. W. Tan, A. Dempster, C. Bergmeir, G. I. Webb: MultiRocket: multiple pooling operators and
    transformations for fast and effective time series classification. Data Min. Knowl. Discov. 36
    (2022) 1623-1646.
    """
    require_length("multirocket", shape, TAPS + 1)
    return TransformedRidge(MultiRocket(seed), penalty, seed)


class MultiRocket:
    """The transform; its biases come from the training part.

    Parameters
    ----------
    seed : int
        Of the training sample behind each kernel's biases, and of the leads that it sums.

    Notes
    -----
    A signal and its first difference are convolved with the kernels of MiniRocket, each form with
    biases of its own. Of the values above a bias, four features are taken: see `pooled`.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def fit(self, x: Samples) -> "MultiRocket":
        """Draw leads and biases for signals (n, T, leads) of the training part."""
        rng = np.random.default_rng(self.seed)
        self.length = x.shape[1]
        self.leads, self.biases = [], []
        for form in _forms(np.asarray(x)):
            parts = combinations_of(form.shape[1], BIASES)
            self.leads.append(draw_leads(len(parts), x.shape[2], rng))
            self.biases.append(draw_biases(form, parts, self.leads[-1], rng))
        return self

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Features (n, 49,728) float32 of signals (n, T, leads); those of a pooling adjoin."""
        found = np.zeros((len(x), 2, POOLINGS, BIASES), np.float32)
        step = max(1, CHUNK_VALUES // self.length)
        for start in range(0, len(x), step):
            rows = slice(start, start + step)
            for place, form in enumerate(_forms(x[rows])):
                self._pool(form, self.leads[place], self.biases[place], found[rows, place])
        return found.reshape(len(x), -1)

    @property
    def parameters(self) -> int:
        """Number of biases."""
        return sum(biases.size for biases in self.biases)

    def _pool(
        self, form: np.ndarray, leads: np.ndarray, biases: np.ndarray, found: np.ndarray
    ) -> None:
        """Fill the features (n, 4, biases) of one form of the signals."""
        dilated = None
        for number, part in enumerate(combinations_of(form.shape[1], BIASES)):
            if dilated is None or dilated.dilation != part.dilation:
                dilated = Dilated(form, part.dilation)
            values = dilated.convolved(part, leads[number])
            for feature in range(part.features.start, part.features.stop):
                found[:, :, feature] = pooled(values, biases[feature]).T


def _forms(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signals and their first difference, which is one value shorter."""
    return x, np.diff(x, axis=1)


def pooled(values: np.ndarray, bias: float) -> np.ndarray:
    """Four features (4, n) of the values (T, n) above a bias.

    The share of values above the bias; the mean of those values over the bias; the mean place in
    time of those values, from 0; the length of the longest run of them. Without a value above the
    bias they are 0, 0, −1 and 0.
    """
    above = values > bias
    share = share_of(above)
    count = np.rint(share * len(values))
    some = np.maximum(count, 1)
    time = np.arange(len(values), dtype=np.float32)
    excess = np.maximum(values - np.float32(bias), 0).sum(axis=0) / some
    place = np.where(count > 0, time @ above.astype(np.float32) / some, -1)
    return np.stack([share, excess, place, longest_run(above)])


def longest_run(above: np.ndarray) -> np.ndarray:
    """Length of the longest run of True along the first axis of (T, n), (n,) float32."""
    # The last False up to each time; the distance to it is the length of the run so far.
    length = len(above)
    kind = np.int16 if length < 2**15 else np.int32
    time = np.arange(length, dtype=kind)[:, None]
    last = np.maximum.accumulate(np.where(above, kind(-1), time), axis=0)
    return (time - last).max(axis=0).astype(np.float32)

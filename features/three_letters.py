"""Signals written in three letters that are equally frequent."""

import numpy as np

LETTERS = 3


def letters(signals: np.ndarray) -> np.ndarray:
    """0, 1 or 2 for the lower, middle and upper third of the values of each signal, (n, T)."""
    low, high = np.quantile(signals, (1 / 3, 2 / 3), axis=1)[..., None]
    return (signals > low).astype(int) + (signals > high)


def pair_shares(written: np.ndarray) -> np.ndarray:
    """Share of each pair of successive letters, (n, 3, 3), in (n, T) letters."""
    is_letter = (written[..., None] == np.arange(LETTERS)).astype(float)
    pairs = is_letter[:, :-1].transpose(0, 2, 1) @ is_letter[:, 1:]
    return pairs / (written.shape[1] - 1)


def pair_entropy(signals: np.ndarray) -> np.ndarray:
    """Shannon entropy of pairs of successive letters, (n,) in nats."""
    share = pair_shares(letters(signals))
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.where(share > 0, share * np.log(share), 0).sum(axis=(1, 2))


def transition_spread(signals: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Trace of the covariance of the transition matrix, (n,).

    Parameters
    ----------
    signals : (n, T) array
    step : (n,) array of int
        Only every `step`-th value of a signal is used.
    """
    found, length = np.full(len(signals), np.nan), signals.shape[1]
    for size in np.unique(step):
        rows = np.flatnonzero(step == size)
        kept = signals[rows, :: min(int(size), length - 1)]
        found[rows] = pair_shares(letters(kept)).var(axis=1, ddof=1).sum(axis=1)
    return found

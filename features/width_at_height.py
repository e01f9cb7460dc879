"""Width of the QRS complex at a share of its height."""

import numpy as np

from features.beat_windows import first_true

PEAK_MS = 60.0


def width_at_height(rows: np.ndarray, fs: float, first_ms: float, share: float) -> np.ndarray:
    """Time for which each beat stays beyond a share of its greatest deflection.

    Parameters
    ----------
    rows : (n, samples) array
        Beats without baseline wander, in any unit; a row with NaN gives NaN.
    fs : float
        Samples per second.
    first_ms : float
        Time of the first column relative to the R peak, in ms: negative.
    share : float
        Of the height, between 0 and 1.

    Returns
    -------
    (n,) float array
        ms. The deflection is the largest absolute value within 60 ms of the R peak, up or down; the
        width ends where the signal crosses `share` of it on either side, interpolated between two
        samples. A beat without such a crossing is as wide as its row.

    Examples
    --------
    A triangle of 100 ms at its base is 50 ms wide at half its height:

    >>> t = np.arange(-200, 201)
    >>> width_at_height(np.maximum(0, 1 - abs(t) / 50)[None], 1000, -200, 0.5)
    array([50.])
    """
    centre, reach = round(-first_ms * fs / 1000), round(PEAK_MS * fs / 1000)
    near = np.abs(rows[:, centre - reach : centre + reach + 1])
    seen = np.isfinite(rows).all(axis=1)
    top = centre - reach + np.argmax(np.where(seen[:, None], near, 0), axis=1)
    each = np.arange(len(rows))
    scaled = rows / np.where(rows[each, top] == 0, np.nan, rows[each, top])[:, None]
    after = _crossing(scaled, top, share)
    before = _crossing(scaled[:, ::-1], rows.shape[1] - 1 - top, share)
    return np.where(np.isfinite(scaled).all(axis=1), (before + after) * 1000 / fs, np.nan)


def _crossing(scaled: np.ndarray, top: np.ndarray, share: float) -> np.ndarray:
    """Columns from the top of each row to the place where it falls to `share`."""
    beyond = np.arange(scaled.shape[1]) > top[:, None]
    column = first_true(beyond & (scaled <= share), scaled.shape[1] - 1)
    rows = np.arange(len(scaled))
    here, inside = scaled[rows, column], scaled[rows, np.maximum(column - 1, 0)]
    drop = inside - here
    crossed = (here <= share) & (drop > 0)
    back = np.where(crossed, (share - here) / np.where(crossed, drop, 1.0), 0.0)
    return column - back - top

"""All samples of a data set in a view: in memory where they are few, else on disk."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from craftbench.datasets.signal_view import check_signals
from craftbench.datasets.stored_rows import StoredRows, give_back, is_on_disk, write_blocks
from craftbench.datasets.views import ImageView, SignalView, show, shown_shape
from models.blocks import is_one_block, row_blocks


def show_rows(
    values: np.ndarray, view: ImageView | SignalView, table: pd.DataFrame
) -> np.ndarray | StoredRows:
    """Samples in the shape of a view, as `craftbench.datasets.views.show` gives them.

    Parameters
    ----------
    values, view, table
        As of `show`.

    Returns
    -------
    array or StoredRows
        For at most a block of samples (`models.blocks`) and for samples in memory an array. Larger
        ones on disk are read when they are used, as they are stored if the view changes nothing;
        otherwise they are shown once, a block at a time, into a temporary file.

    Raises
    ------
    CraftbenchError
        If the samples do not have the shape that the view expects, or the table lacks a column.
    """
    stored = (len(values), int(np.prod(values.shape[1:])))
    if is_one_block(stored):
        shown = show(values, view, table)
        if is_one_block(shown.shape) or not is_on_disk(values):
            return shown
    if isinstance(view, SignalView):
        check_signals(values, view, table)
    first = show(values[:1], view, table.iloc[:1])
    shape = (len(values), *shown_shape(values.shape[1:], view))
    if is_on_disk(values):
        if _changes_nothing(values, view):
            return StoredRows(values.reshape(shape))
        return StoredRows(write_blocks(shape, first.dtype, _shown(values, view, table, shape)))
    whole, start = np.empty(shape, first.dtype), 0
    for part in _shown(values, view, table, shape):
        whole[start : start + len(part)] = part
        start += len(part)
    return whole


def _shown(
    values: np.ndarray, view: ImageView | SignalView, table: pd.DataFrame, shape: tuple[int, ...]
) -> Iterator[np.ndarray]:
    """The samples in their view, so many at once that neither form is larger than a block."""
    largest = max(int(np.prod(shape[1:])), int(np.prod(values.shape[1:])))
    for rows in row_blocks((len(values), largest)):
        yield show(values[rows], view, table.iloc[rows])
        give_back(values)


def _changes_nothing(values: np.ndarray, view: ImageView | SignalView) -> bool:
    """Whether a view has the values of the samples as they are stored."""
    if values.dtype != np.float32:
        return False
    if isinstance(view, SignalView):
        same = view.length in (None, values.shape[1]) and view.leads in (None, values.shape[2])
        return same and view.seconds is None and view.scaling == "none"
    same = (view.height, view.width) == values.shape[1:3]
    return same and not view.mask and not view.channels

"""Whether the features of a sample depend on nothing but that sample."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError

TRIED = 4


def check_each_sample(
    name: str, together: pd.DataFrame, of_rows: Callable[[np.ndarray], pd.DataFrame]
) -> None:
    """Compute the features of a few samples one by one, and compare.

    Parameters
    ----------
    name : str
        Of the feature set.
    together : DataFrame
        Features of many samples, computed in one call; its index has their rows.
    of_rows : callable
        Features of some rows.

    Raises
    ------
    CraftbenchError
        If they differ: features that depend on other samples would use those of the test part.
    """
    for row in together.index[:TRIED]:
        alone = of_rows(np.array([row]))
        if list(alone.columns) != list(together.columns):
            raise CraftbenchError(
                f"feature set {name}: a sample alone has other columns than among others; "
                "return the same columns for any number of samples"
            )
        expected = together.loc[row].to_numpy(np.float64)
        found = alone.iloc[0].to_numpy(np.float64)
        differ = ~np.isclose(found, expected, rtol=1e-3, atol=1e-6, equal_nan=True)
        if differ.any():
            column = int(differ.argmax())
            raise CraftbenchError(
                f"feature set {name}: {together.columns[column]!r} of a sample is "
                f"{found[column]:g} alone and {expected[column]:g} among others, expected no "
                "difference; compute each sample from itself only, without means over samples or "
                "random numbers"
            )

"""Groups of the test part that a card names under ``report_without``."""

from collections.abc import Collection

import pandas as pd

from craftbench.errors import CraftbenchError

_MOST_LISTED = 50


def refuse_unknown_groups(dataset: str, samples: pd.DataFrame, names: Collection[str]) -> None:
    """Raise CraftbenchError for a name that is no group of the test part.

    Parameters
    ----------
    dataset : str
        Name of the card.
    samples : DataFrame
        ``role`` and, where there are groups, ``group``, as in ``samples.parquet``.
    names : collection of str
        Of the card.
    """
    if not names:
        return
    where = f"the card {dataset}: report_without"
    if "group" not in samples:
        raise CraftbenchError(
            f"{where} names {', '.join(map(repr, names))}, expected no name, since its samples "
            "have no groups; remove that key from the card"
        )
    groups = samples["group"].astype(str)
    known = sorted(groups[samples["role"] == "test"].unique())
    for name in names:
        if name not in known:
            in_pool = " (it is in the pool)" if (groups == name).any() else ""
            raise CraftbenchError(
                f"{where} names {name!r}{in_pool}, expected a group of the test part: "
                f"{_listed(known)}"
            )


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")

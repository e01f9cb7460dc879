"""The arm of each family that the whole page follows: the one in the verdict."""

from collections.abc import Mapping

import pandas as pd

_BEST = "best_"


def followed(tables: Mapping[str, pd.DataFrame], dataset: str) -> dict[str, str]:
    """The arm of each family in the verdict at the largest training size.

    Parameters
    ----------
    tables : mapping of DataFrame
        The tables over all data sets by name; ``verdict``, or without it ``selection``, is read.
    dataset : str
        Name of the data set.

    Returns
    -------
    dict
        Arm by family: the leader of the verdict first, then its rival, then the other families in
        the order of the table. Families that did not run are missing. Where there is no verdict,
        the selected arms at the largest size; empty without either table.
    """
    row = _largest(tables.get("verdict"), dataset)
    if row is None:
        return _selected(tables.get("selection"), dataset)
    best = [name for name in row.index if name.startswith(_BEST)]
    arms = {name.removeprefix(_BEST).replace("_", "-"): row[name] for name in best}
    named = {row.get("family"): row.get("arm"), row.get("rival_family"): row.get("rival_arm")}
    return {family: arm for family, arm in (named | arms).items() if isinstance(arm, str) and arm}


def _largest(table: pd.DataFrame | None, dataset: str) -> pd.Series | None:
    """The row of the largest training size, if the data set has one."""
    if table is None:
        return None
    own = table[table["dataset"] == dataset]
    return own.sort_values("training_size").iloc[-1] if len(own) else None


def _selected(table: pd.DataFrame | None, dataset: str) -> dict[str, str]:
    if table is None:
        return {}
    own = table[(table["dataset"] == dataset) & (table["purpose"] == "family")]
    own = own[own["training_size"] == own["training_size"].max()]
    return dict(zip(own["family"], own["arm"], strict=True))

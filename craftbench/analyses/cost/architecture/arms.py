"""The networks of a card, layer by layer."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from craftbench.analyses.cost.architecture.table import architecture_table
from craftbench.config.contest import Contest
from craftbench.errors import CraftbenchError


def architectures_of(
    dataset: str,
    contest: Contest,
    input_shapes: Mapping[str, tuple[int, ...]],
    features: Mapping[str, int] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """One row an arm with a network and layer.

    Parameters
    ----------
    dataset : str
        Name of the card.
    card : Card
        The card.
    input_shapes : mapping of tuple of int
        By arm: the shape of one sample as its network is given it; of every arm with a network.
    features : mapping of int or None
        By arm: hand-crafted features that are joined to the samples; 0 where an arm is not named.
    options : mapping of dict or None
        By arm: what is chosen in its network.

    Returns
    -------
    DataFrame
        ``dataset, arm, model`` and the columns of `architecture_table`; without rows if no arm
        has a network.

    Raises
    ------
    CraftbenchError
        Naming the arm whose input shape is missing or whose network cannot be built.
    """
    tables = []
    for name, arm in contest.arms.items():
        if arm.kind != "network":
            continue
        if name not in input_shapes:
            raise CraftbenchError(f"{dataset} arms.{name}: no input shape is given")
        joined, chosen = (features or {}).get(name, 0), (options or {}).get(name, {})
        try:
            contest.model(name).check_options(chosen)
            network = contest.model(name).build(
                input_shapes[name], len(contest.classes), features=joined, **chosen
            )
        except ValueError as error:
            raise CraftbenchError(f"{dataset} arms.{name}: {error}") from error
        table = architecture_table(network)
        table.insert(0, "dataset", dataset)
        table.insert(1, "arm", name)
        table.insert(2, "model", arm.model)
        tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)


COLUMNS = [
    *("dataset", "arm", "model", "layer", "kind", "output_shape", "parameters"),
    *("parameters_formula", "multiply_adds", "receptive_field", "jump", "start", "dense_share"),
]

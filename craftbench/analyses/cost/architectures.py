"""The layers of every network of a data set."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.cost.architecture.table import architecture_table
from craftbench.analyses.networks import Networks

COLUMNS = (
    *("dataset", "arm", "model", "layer", "kind", "output_shape", "parameters"),
    *("parameters_formula", "multiply_adds", "receptive_field", "jump", "start", "dense_share"),
)
ANALYSIS = Analysis(
    name="architectures",
    needs="networks",
    caption="Each layer of each network: output shape, parameters with their formula, "
    "multiply-adds for one sample, and receptive field. Of layers that craftbench has no rules "
    "for, parameters are as Keras counts them.",
    columns=COLUMNS,
)


def architectures(networks: Networks) -> pd.DataFrame:
    """One row an arm with a network and layer; see `architecture_table`.

    Raises
    ------
    CraftbenchError
        Naming the arm whose input shape is missing or whose network cannot be built.
    """
    tables = []
    for arm, network in networks.built():
        table = architecture_table(network)
        model = networks.contest.arms[arm].model
        tables.append(table.assign(dataset=networks.dataset, arm=arm, model=model))
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]

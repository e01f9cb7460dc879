"""The table of one network as text, for the command line."""

from typing import Any

import pandas as pd

from craftbench.analyses.cost.architecture.table import FIELD_NOT_KNOWN, architecture_table
from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.models import known_models
from craftbench.own.models import model as model_named
from craftbench.own.reference import is_reference
from models import MODELS

HEADINGS = {
    "layer": "layer",
    "kind": "kind",
    "output_shape": "output",
    "parameters_formula": "parameters",
    "multiply_adds": "multiply-adds",
    "receptive_field": "field",
    "jump": "jump",
    "start": "start",
}
TO_THE_RIGHT = {"multiply_adds", "receptive_field", "jump", "start"}


def printed_architecture(
    network: str,
    input_shape: tuple[int, ...],
    classes: int,
    features: int = 0,
    options: dict[str, Any] | None = None,
) -> str:
    """The layers of a network of `MODELS` in aligned columns, and the totals.

    Parameters
    ----------
    network : str
        Its name, or ``FILE.py:FUNCTION``.
    input_shape, classes, features, options
        Arguments of the network.

    Raises
    ------
    CraftbenchError
        If there is no such network, or it cannot be built with these settings.
    """
    networks = [name for name, model in MODELS.items() if model.kind == "network"]
    if network not in known_models() and not is_reference(network):
        raise CraftbenchError(f"there is no network {network!r}{suggestion(network, networks)}")
    entry = model_named(network)
    if entry.kind != "network":
        raise CraftbenchError(
            f"{network} is a classifier without layers; expected one of {', '.join(networks)}"
        )
    chosen = options or {}
    try:
        entry.check_options(chosen)
        model = entry.build(input_shape, classes, features=features, **chosen)
    except ValueError as error:
        raise CraftbenchError(str(error)) from error
    return _text(architecture_table(model))


def _text(table: pd.DataFrame) -> str:
    shown = table.assign(multiply_adds=[_shown(n) for n in table["multiply_adds"]])
    columns = [_column(heading, shown[name], name) for name, heading in HEADINGS.items()]
    lines = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    lines.insert(1, "-" * max(map(len, lines)))
    lines += [lines[1], _totals(table)]
    return "\n".join(lines)


def _column(heading: str, cells: pd.Series, name: str) -> list[str]:
    texts = [heading, *cells]
    width = max(map(len, texts))
    return [text.rjust(width) if name in TO_THE_RIGHT else text.ljust(width) for text in texts]


def _shown(multiply_adds: int) -> str:
    if pd.isna(multiply_adds):
        return FIELD_NOT_KNOWN
    return f"{multiply_adds:,}" if multiply_adds else ""


def _totals(table: pd.DataFrame) -> str:
    known = "at least " if table["multiply_adds"].isna().any() else ""
    return (
        f"{table['parameters'].sum():,} parameters, {table['dense_share'].iloc[0]:.1%} of them in "
        f"dense layers; {known}{table['multiply_adds'].sum():,} multiply-adds a sample"
    )

"""The layers of a network as a table."""

import re

import keras
import pandas as pd

from craftbench.analyses.cost.architecture.receptive_field import ReceptiveField
from craftbench.analyses.cost.architecture.stages import Stage, stages

FIELD_NOT_KNOWN = "not known"
# Where Keras puts an underscore when it names a layer after its class.
_WORD_BOUNDARY = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")


def architecture_table(model: keras.Model) -> pd.DataFrame:
    """Shapes, parameters, multiply-adds and receptive fields, computed from the layers.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional.

    Returns
    -------
    DataFrame
        ``layer, kind, output_shape, parameters, parameters_formula, multiply_adds,
        receptive_field, jump, start, dense_share``, in the order of the network. Layers that
        Keras numbered are renumbered from 1. Receptive field (padding included), jump and
        start (centre of the first unit's field, the first pixel being 0) are one number where all
        axes agree, else one for each, as in ``96×128``; empty for features. `dense_share` is the
        share of the parameters that are in dense layers, the same in every row. Of a layer without
        rules, `parameters` is what Keras counts, with ``formula not known``; its multiply-adds are
        missing, and its receptive field and those behind it are ``not known``.
    """
    found = stages(model)
    return pd.DataFrame(
        {
            "layer": _numbered(found),
            "kind": [stage.kind for stage in found],
            "output_shape": [
                "×".join(str(length or "?") for length in stage.output_shape) for stage in found
            ],
            "parameters": [stage.parameters for stage in found],
            "parameters_formula": [stage.weights.formula for stage in found],
            "multiply_adds": pd.array([stage.multiply_adds for stage in found], "Int64"),
            "receptive_field": [_along_axes(stage.field, "size") for stage in found],
            "jump": [_along_axes(stage.field, "jump") for stage in found],
            "start": [_along_axes(stage.field, "start") for stage in found],
            "dense_share": dense_share(found),
        }
    )


def dense_share(found: list[Stage]) -> float:
    """Share of the parameters that are in dense layers; NaN without any parameters."""
    total = sum(stage.parameters for stage in found)
    dense = sum(stage.parameters for stage in found if stage.kind == "Dense")
    return dense / total if total else float("nan")


def _numbered(found: list[Stage]) -> list[str]:
    """Names that do not depend on the networks that the process built before."""
    seen: dict[str, int] = {}
    return [_renumbered(stage, seen) for stage in found]


def _renumbered(stage: Stage, seen: dict[str, int]) -> str:
    automatic = _WORD_BOUNDARY.sub("_", stage.kind).lower()
    if not re.fullmatch(rf"{automatic}(_\d+)?", stage.name):
        return stage.name
    seen[automatic] = seen.get(automatic, 0) + 1
    return f"{automatic}_{seen[automatic]}"


def _along_axes(field: ReceptiveField | None, what: str) -> str:
    if field is None:
        return FIELD_NOT_KNOWN
    values = [f"{getattr(axis, what):g}" for axis in field]
    return values[0] if len(set(values)) == 1 else "×".join(values)

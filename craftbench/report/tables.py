"""Tables of results as the report shows them: few columns, estimates with their intervals."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from craftbench.report.formats import estimate, plain, probability

COLUMNS = {
    "accuracy": ("arm", "accuracy", "balanced_accuracy", "macro_f1", "kappa", "j_kappa", "note"),
    "comparisons": (
        *("arm_a", "arm_b", "difference", "p_a_better", "p_equivalent", "p_b_better"),
        *("mcnemar_p_holm", "resampled_t_p_holm", "note"),
    ),
    "calibration": ("arm", "ece", "ece_floor", "temperature", "ece_scaled", "brier", "note"),
    "learning_curves": (
        *("arm", "shape", "a", "b", "c", "residual"),
        *("extrapolated_to", "extrapolated_accuracy", "note"),
    ),
    "needs": (
        *("arm", "target_accuracy", "size_to_target", "basis", "plateau", "size_to_plateau"),
        *("area", "note"),
    ),
    "crossing": (
        *("arm", "rival_arm", "status", "crossing", "crossing_extrapolated"),
        *("equal_accuracy", "data_ratio", "note"),
    ),
    "verdict": (
        *("training_size", "arm", "rival_arm", "choice", "difference"),
        *("p_better", "p_equivalent", "p_worse", "note"),
    ),
    "checks": ("check", "arm", "value", "expected", "passed", "n", "note"),
    "memorisation": (
        *("arm", "training", "shuffled_share", "train_samples", "repeats"),
        *("train_accuracy", "test_accuracy", "lost", "note"),
    ),
    "design_optimism": (
        *("family", "candidates", "selected", "nested", "optimism", "n", "groups", "note"),
    ),
    "tuning_optimism": (
        *("arm", "training_size", "candidates", "selected", "tested", "optimism"),
        *("repeats", "note"),
    ),
    "robustness": ("corruption", "arm", "accuracy", "lost", "n"),
    "importance": ("features", "lost", "accuracy", "n", "note"),
    "rule": ("accuracy", "lost", "n"),
    "single_features": ("features", "accuracy", "lost", "n"),
    "weights": ("features", "setting", "accuracy", "lost", "n"),
    "attributions": ("arm", "method", "measure", "setting", "value", "n"),
    "architectures": (
        *("layer", "kind", "output_shape", "parameters_formula"),
        *("multiply_adds", "receptive_field", "jump"),
    ),
    "portability": (
        *("dataset", "tested_on", "arm", "accuracy", "accuracy_drop"),
        *("macro_f1", "macro_f1_drop", "n"),
    ),
    "protocols": ("dataset", "arm", "measure", "class", "separate", "shared", "drop", "note"),
    "ranks": ("arm", "mean_rank", "datasets", "friedman_p", "critical_difference"),
    "claims": ("side", "claim", "dataset", "verdict", "evidence"),
}
"""By table; a table that is not named here is shown with all its columns."""

HEADS = {
    "arm_a": "a",
    "arm_b": "b",
    "difference": "a − b",
    "p_a_better": "P(a better)",
    "p_equivalent": "P(no difference)",
    "p_b_better": "P(b better)",
    "p_better": "P(better)",
    "p_worse": "P(worse)",
    "mcnemar_p_holm": "p, McNemar",
    "resampled_t_p_holm": "p, resampled t",
    "macro_f1": "macro F1",
    "macro_f1_drop": "macro F1 drop",
    "kappa": "κ",
    "j_kappa": "j-κ",
    "ece": "ECE",
    "ece_floor": "ECE floor",
    "ece_scaled": "ECE after scaling",
    "brier": "Brier",
    "parameters_formula": "parameters",
    "separate": "new groups",
    "shared": "groups trained on",
    "drop": "leakage",
    "dataset": "data set",
    "friedman_p": "Friedman p",
}
TEXTS = {"note", "expected", "evidence", "features"}
_ARMS = {"arm": "family", "arm_a": "family_a", "arm_b": "family_b", "rival_arm": "rival_family"}
_NOT_SHOWN = {"dataset", "family", "size_unit"}
_MOST_NAMED = 2
_SET_AND_SAME = re.compile(r"^(\w+):(?=\1)")


@dataclass(frozen=True)
class Cell:
    """Text of a cell; of an arm's name the family too."""

    text: str
    family: str = ""


@dataclass(frozen=True)
class ShownTable:
    """Headings, which of them are above numbers or longer texts, rows, and the note of them all."""

    heads: list[str]
    kinds: list[str]
    rows: list[list[Cell]]
    note: str = ""


def shown_table(name: str, table: pd.DataFrame) -> ShownTable:
    """A table of results as it is shown.

    Parameters
    ----------
    name : str
        Of the table, see `COLUMNS`.
    table : DataFrame
        Its rows; estimates have columns ``…_low`` and ``…_high`` beside them. Columns that the
        table does not have, and those without any value, are left out. A note that is the same in
        several rows, all there are, is given once.
    """
    wanted: Iterable[str] = COLUMNS.get(name, [c for c in table.columns if c not in _NOT_SHOWN])
    columns = [
        column
        for column in wanted
        if column in table
        and not column.endswith(("_low", "_high"))
        and (table[column].notna() & (table[column].astype(str) != "")).any()
    ]
    note = ""
    if "note" in columns and len(table) > 1 and table["note"].nunique(dropna=False) == 1:
        columns.remove("note")
        note = str(table["note"].iloc[0])
    rows = [[_cell(row, column) for column in columns] for row in table.to_dict("records")]
    heads = [HEADS.get(column, column.replace("_", " ")) for column in columns]
    return ShownTable(heads, [_kind(table, column) for column in columns], rows, note)


def _kind(table: pd.DataFrame, column: str) -> str:
    if column in TEXTS:
        return "text"
    return "number" if pd.api.types.is_numeric_dtype(table[column]) else ""


def _cell(row: Mapping[Any, Any], column: str) -> Cell:
    value = row[column]
    if column in _ARMS and isinstance(value, str):
        return Cell(value, str(row.get(_ARMS[column], "")))
    if f"{column}_low" in row:
        return Cell(estimate(row, column))
    if column == "features":
        return Cell(_shortened(str(value)))
    if pd.notna(value) and (column.startswith("p_") or column.endswith(("_p", "_p_holm"))):
        return Cell(probability(float(value)))
    return Cell(plain(value))


def _shortened(features: str) -> str:
    """The first names of a block of features, and how many more there are."""
    names = [_SET_AND_SAME.sub("", name) for name in features.split("; ")]
    shown = ", ".join(names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return f"{shown} and {rest} that say the same" if rest > 0 else shown

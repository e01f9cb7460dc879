"""The same models under two protocols: new groups, and groups that were trained on."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

MEASURES = ("accuracy", "macro_f1")
PROTOCOLS = ("separate", "shared")
COLUMNS = (
    *("dataset", "shared_dataset", "arm", "family", "measure", "class"),
    *("separate", "separate_low", "separate_high", "shared", "shared_low", "shared_high"),
    *("drop", "drop_low", "drop_high", "separate_n_test", "shared_n_test", "note"),
)


def protocols_table(
    accuracy: pd.DataFrame, per_class: pd.DataFrame, pairs: Mapping[str, str]
) -> pd.DataFrame:
    """Scores of every arm that two cards share, where groups are kept apart and where they leak.

    Parameters
    ----------
    accuracy, per_class : DataFrame
        ``accuracy.csv`` and ``accuracy_per_class.csv`` over all data sets.
    pairs : mapping of str
        By data set whose groups are kept apart: the one like it that shares them.

    Returns
    -------
    DataFrame
        A row for each arm and measure (``accuracy``, ``macro_f1``, and ``f1`` of each class):
        ``separate`` with new groups, ``shared`` with groups that were trained on too, and ``drop``,
        shared less separate: what of the second is leakage. Header only without pairs.

    Notes
    -----
    The bounds of the drop d = a − b follow from those of a and b, taken as independent:
    d ± √((distance of a to its bound)² + (distance of b to its other bound)²).

    References
    ----------
    G. Zou, A. Donner: Construction of confidence limits about effect measures. Statistics in
    Medicine 27 (2008) 1693-1702.
    """
    scores = _long(accuracy, per_class)
    tables = [_of_pair(scores, separate, shared) for separate, shared in pairs.items()]
    rows = [table for table in tables if len(table)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)


def difference_bounds(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Bounds of a − b from ``value, value_low, value_high`` of either; see `protocols_table`."""
    d = a["value"] - b["value"]
    low = np.hypot(a["value"] - a["value_low"], b["value_high"] - b["value"])
    high = np.hypot(a["value_high"] - a["value"], b["value"] - b["value_low"])
    return d - low, d + high


def _long(accuracy: pd.DataFrame, per_class: pd.DataFrame) -> pd.DataFrame:
    about = ["dataset", "arm", "family", "n_test"]
    parts = [
        _renamed(accuracy, measure, about).assign(**{"class": "", "measure": measure})
        for measure in MEASURES
    ]
    parts.append(_renamed(per_class, "f1", [*about, "class"]).assign(measure="f1"))
    return pd.concat(parts, ignore_index=True)


def _renamed(table: pd.DataFrame, measure: str, about: list[str]) -> pd.DataFrame:
    columns = {f"{measure}{end}": f"value{end}" for end in ("", "_low", "_high")}
    return table[[*about, *columns]].rename(columns=columns)


def _of_pair(scores: pd.DataFrame, separate: str, shared: str) -> pd.DataFrame:
    keys = ["arm", "measure", "class"]
    apart, leaking = (
        scores[scores["dataset"] == name].set_index(keys) for name in (separate, shared)
    )
    both = apart.index.intersection(leaking.index, sort=False)
    apart, leaking = apart.loc[both], leaking.loc[both]
    low, high = difference_bounds(leaking, apart)
    table = pd.DataFrame(
        {
            "dataset": separate,
            "shared_dataset": shared,
            "family": apart["family"],
            **{
                f"{name}{end}": one[f"value{end}"]
                for name, one in zip(PROTOCOLS, (apart, leaking), strict=True)
                for end in ("", "_low", "_high")
            },
            "drop": leaking["value"] - apart["value"],
            "drop_low": low,
            "drop_high": high,
            "separate_n_test": apart["n_test"],
            "shared_n_test": leaking["n_test"],
            "note": np.where(
                apart["value"].isna() | leaking["value"].isna(),
                "undefined in one of the protocols",
                "",
            ),
        }
    )
    return table.reset_index()[list(COLUMNS)]

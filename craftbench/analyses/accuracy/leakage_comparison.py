"""Scores of the same arms on new groups, and on groups that were trained on too."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.joint import Joint
from craftbench.stats.bootstrap import covered_by_all
from craftbench.stats.intervals import with_bounds

MEASURES = ("accuracy", "macro_f1")
SPLITS = ("separate", "shared")
COLUMNS = (
    *("dataset", "shared_dataset", "arm", "family", "measure", "class"),
    *with_bounds(*SPLITS, "drop"),
    *("separate_n_test", "shared_n_test", "interval", "note"),
)
ANALYSIS = Analysis(
    name="leakage_comparison",
    needs="tables",
    caption="Test scores of each arm on groups that were not trained on and on groups that were, "
    "and the drop from the second to the first.",
    columns=COLUMNS,
)


def leakage_comparison(joint: Joint) -> pd.DataFrame:
    """Scores of every arm that two cards share: one keeps groups apart, the other does not.

    Returns
    -------
    DataFrame
        One row an arm and measure (``accuracy``, ``macro_f1``, and ``f1`` of each class):
        ``separate`` with new groups, ``shared`` with groups that were trained on too, and ``drop``,
        shared minus separate: the part of the score that is leakage. Without rows if no pair of
        data sets is configured.

    Notes
    -----
    The bounds of the drop d = a − b follow from those of a and b, taken as independent:
    d ± √((distance of a to its bound)² + (distance of b to its other bound)²).

    References
    ----------
    G. Zou, A. Donner: Construction of confidence limits about effect measures. Statistics in
    Medicine 27 (2008) 1693-1702.
    """
    scores = _long(joint)
    pairs: Mapping[str, str] = joint.leakage_comparison
    tables = [_of_pair(scores, separate, shared) for separate, shared in pairs.items()]
    rows = [table for table in tables if len(table)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))


def difference_bounds(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Bounds of a − b from ``value, value_low, value_high`` of both; see `leakage_comparison`."""
    d = a["value"] - b["value"]
    low = np.hypot(a["value"] - a["value_low"], b["value_high"] - b["value"])
    high = np.hypot(a["value_high"] - a["value"], b["value"] - b["value_low"])
    return d - low, d + high


def _long(joint: Joint) -> pd.DataFrame:
    """One row a score: ``value, value_low, value_high`` of a measure and class."""
    about = ("dataset", "arm", "family", "n_test", "interval")
    parts = [
        _renamed(joint, "accuracy", measure, about).assign(**{"class": "", "measure": measure})
        for measure in MEASURES
    ]
    of_class = _renamed(joint, "accuracy_per_class", "f1", (*about, "class", "left_out"))
    of_class = of_class[of_class["left_out"].fillna("") == ""].drop(columns="left_out")
    return pd.concat([*parts, of_class.assign(measure="f1")], ignore_index=True)


def _renamed(joint: Joint, table: str, measure: str, about: tuple[str, ...]) -> pd.DataFrame:
    names = dict(zip(with_bounds(measure), with_bounds("value"), strict=True))
    return joint.table(table, *about, *names).rename(columns=names)


def _of_pair(scores: pd.DataFrame, separate: str, shared: str) -> pd.DataFrame:
    keys = ["arm", "measure", "class"]
    apart, leaking = (
        scores[scores["dataset"] == name].set_index(keys) for name in (separate, shared)
    )
    both = apart.index.intersection(leaking.index, sort=False)
    apart, leaking = apart.loc[both], leaking.loc[both]
    low, high = difference_bounds(leaking, apart)
    undefined = apart["value"].isna() | leaking["value"].isna()
    covers = [
        covered_by_all(*pair) for pair in zip(apart["interval"], leaking["interval"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "dataset": separate,
            "shared_dataset": shared,
            "family": apart["family"],
            **{
                column: one[value]
                for name, one in zip(SPLITS, (apart, leaking), strict=True)
                for column, value in zip(with_bounds(name), with_bounds("value"), strict=True)
            },
            "drop": leaking["value"] - apart["value"],
            "drop_low": low,
            "drop_high": high,
            "separate_n_test": apart["n_test"],
            "shared_n_test": leaking["n_test"],
            "interval": covers,
            "note": np.where(undefined, "undefined in one of the two", ""),
        },
        index=both,
    )
    return table.reset_index()[list(COLUMNS)]

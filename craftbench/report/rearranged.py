"""Tables in another shape for the page: classes in rows, training sizes in columns."""

from collections.abc import Sequence

import pandas as pd


def class_counts(datasets: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Samples and groups of each class in the pool and in the test part.

    Parameters
    ----------
    datasets : DataFrame
        Rows of one data set: ``role, class, samples, groups``.
    classes : sequence of str
        In the order of the rows.
    """
    rows = []
    for name in classes:
        row: dict[str, object] = {"class": name}
        for role in ("pool", "test"):
            own = datasets[(datasets["class"] == name) & (datasets["role"] == role)]
            row |= {f"{role}_samples": own["samples"].sum(), f"{role}_groups": own["groups"].max()}
        rows.append(row)
    return pd.DataFrame(rows)


def by_size(table: pd.DataFrame, estimate: str) -> pd.DataFrame:
    """One row for each arm, and an estimate with its bounds at each training size in columns.

    Parameters
    ----------
    table : DataFrame
        Rows of one data set, with ``arm, family, training_size, size_unit, interval``.
    estimate : str
        Column with bounds.
    """
    rows = []
    for arm, own in table.groupby("arm", sort=False):
        row = {"arm": arm, "family": own["family"].iloc[0], "interval": own["interval"].iloc[0]}
        for one in own.sort_values("training_size").to_dict("records"):
            column = f"{one['training_size']:,} {one['size_unit']}"
            row |= {f"{column}{end}": one[f"{estimate}{end}"] for end in ("", "_low", "_high")}
        rows.append(row)
    sizes = sorted(table["training_size"].unique())
    unit = table["size_unit"].iloc[0]
    ends = [f"{size:,} {unit}{end}" for size in sizes for end in ("", "_low", "_high")]
    return pd.DataFrame(rows).reindex(columns=["arm", "family", *ends, "interval"])

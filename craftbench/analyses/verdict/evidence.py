"""The tables of the workflow in the form in which `craftbench.analyses.verdict.claims` asks for them."""

import pandas as pd

WEIGHTED = "rbf_svm"


def evidence(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables for `craftbench.analyses.verdict.claims.claims_table`.

    Parameters
    ----------
    tables : dict of DataFrame
        Tables over all data sets by name, as many as there are.

    Returns
    -------
    dict of DataFrame
        The same, with ``importance`` cut to the blocks that were shuffled (what is lost is their
        importance), ``feature_weights`` of the RBF SVM with the most important block of each data
        set, and ``portability`` with its ``drop``.
    """
    found = dict(tables)
    if "importance" in tables:
        rows = tables["importance"]
        found["importance"] = rows[rows["kind"] == "permutation"].rename(
            columns=lambda name: name.replace("lost", "importance")
        )
        found["feature_weights"] = _weights(rows[rows["kind"] == "weight"])
    if "portability" in tables:
        found["portability"] = tables["portability"].rename(
            columns=lambda name: name.removeprefix("accuracy_") if "drop" in name else name
        )
    return found


def _weights(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["setting"].astype(str).str.startswith(WEIGHTED)]
    first = rows.groupby("dataset", sort=False)["features"].transform("first")
    rows = rows[rows["features"] == first]
    return rows.assign(arm=f"{WEIGHTED} with a weight on " + rows["features"].map(_shortened))


def _shortened(features: str) -> str:
    names = features.split("; ")
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} like it"

"""What is said for and against hand-crafted features, held against what was measured."""

from collections.abc import Collection

import pandas as pd

from craftbench.analyses.accuracy.comparisons import MARGIN
from craftbench.analyses.verdict.verdict import UNDECIDED

SUPPORTED, NOT_SUPPORTED, NOT_DECIDED = "supported", "not supported", "not decided"
COLUMNS = ("dataset", "side", "claim", "verdict", "evidence")
Tables = dict[str, pd.DataFrame]
Findings = list[tuple[str, str, str]]


def claims_table(tables: Tables, natural_images: Collection[str] = ()) -> pd.DataFrame:
    """Each claim with its evidence and verdict, a row for each data set that has something to say.

    Parameters
    ----------
    tables : dict of DataFrame
        Tables over all data sets by name, as many as there are: ``verdict``, ``crossing``,
        ``overfitting``, ``design_optimism``, ``importance``, ``feature_weights``, ``portability``,
        ``cost``.
    natural_images : collection of str
        Data sets of photographs.

    Returns
    -------
    DataFrame
        ``dataset, side`` (``for`` or ``against``), ``claim, verdict, evidence``. Where nothing was
        measured the verdict is ``not decided``, and the evidence says so.
    """
    claims = (
        ("for", "interpretable", _interpretable(tables)),
        ("for", "adjustable", _adjustable(tables)),
        ("for", "needs little data", _little_data(tables)),
        ("against", "costs design effort", _effort(tables)),
        ("against", "overfits the design set", _overfits_the_design_set(tables)),
        ("against", "overfits more than a network", _overfits_more(tables)),
        ("against", "does not carry over", _carries_over(tables)),
        ("against", "fails on natural images", _natural_images(tables, natural_images)),
    )
    rows = [
        (dataset, side, claim, verdict, evidence)
        for side, claim, findings in claims
        for dataset, verdict, evidence in findings or [("", NOT_DECIDED, "not measured")]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _table(tables: Tables, name: str, columns: set[str]) -> pd.DataFrame:
    """A table with at least these columns; empty where there is none."""
    found = tables.get(name, pd.DataFrame())
    return found if columns <= set(found.columns) else pd.DataFrame(columns=sorted(columns))


def _interpretable(tables: Tables) -> Findings:
    table = _table(tables, "importance", {"dataset", "arm", "importance", "importance_low"})
    findings = []
    for (dataset, arm), rows in table.groupby(["dataset", "arm"], sort=False):
        matter = int((rows["importance_low"] > 0).sum())
        evidence = f"{arm}: {matter} of {len(rows)} blocks of features matter (interval above 0)"
        findings.append((dataset, SUPPORTED if matter else NOT_SUPPORTED, evidence))
    return findings


def _adjustable(tables: Tables) -> Findings:
    table = _table(tables, "feature_weights", {"dataset", "arm", "accuracy_low", "accuracy_high"})
    findings = []
    for (dataset, arm), rows in table.groupby(["dataset", "arm"], sort=False):
        best_low, worst_high = rows["accuracy_low"].max(), rows["accuracy_high"].min()
        apart = best_low > worst_high
        evidence = (
            f"{arm}: the best weighting's lower bound is {best_low:.3f}, the worst one's upper "
            f"{worst_high:.3f}"
        )
        findings.append((dataset, SUPPORTED if apart else NOT_DECIDED, evidence))
    return findings


def _little_data(tables: Tables) -> Findings:
    table = _table(tables, "verdict", {"dataset", "arm", "training_size", "choice", "difference"})
    findings = []
    for dataset, rows in table.groupby("dataset", sort=False):
        row = rows.sort_values("training_size").iloc[0]
        if pd.isna(row["arm"]):
            continue
        evidence = f"smallest size, {row['training_size']:g} {row['size_unit']}: {_pair(row)}"
        evidence += _data_ratio(tables, str(dataset))
        findings.append((dataset, _for_hand_crafted(row["choice"]), evidence))
    return findings


def _data_ratio(tables: Tables, dataset: str) -> str:
    table = _table(tables, "crossing", {"dataset", "family", "data_ratio", "equal_accuracy"})
    table = table[(table["dataset"] == dataset) & table["data_ratio"].notna()]
    return "".join(
        f"; {row['family']} needs {row['data_ratio']:.2g} times the data for an accuracy of "
        f"{row['equal_accuracy']:.3f}"
        for _, row in table.iterrows()
    )


def _effort(tables: Tables) -> Findings:
    cost = _table(tables, "cost", {"dataset", "arm", "design_lines", "design_constants"})
    cost = cost.dropna(subset=["design_lines", "design_constants"]).set_index(["dataset", "arm"])
    findings = []
    for dataset, last in _largest_size(tables):
        arms = [(dataset, last[f"best_{family}"]) for family in ("hand_crafted", "learned")]
        if not set(arms) <= set(cost.index):
            continue
        (_, ours, numbers), (_, theirs, their_numbers) = (
            (arm, *cost.loc[arm, ["design_lines", "design_constants"]]) for arm in arms
        )
        verdict = SUPPORTED if ours > theirs else NOT_SUPPORTED
        evidence = (
            f"{ours:.0f} lines of code with {numbers:.0f} chosen numbers for {arms[0][1]} against "
            f"{theirs:.0f} with {their_numbers:.0f} for {arms[1][1]}"
        )
        findings.append((dataset, verdict, evidence))
    return findings


def _largest_size(tables: Tables) -> list[tuple[str, pd.Series]]:
    """Each data set with the row of its verdict at the largest training size."""
    table = _table(tables, "verdict", {"dataset", "best_hand_crafted", "best_learned"})
    return [
        (str(dataset), rows.sort_values("training_size").iloc[-1])
        for dataset, rows in table.groupby("dataset", sort=False)
    ]


def _overfits_the_design_set(tables: Tables) -> Findings:
    """The optimism of the largest number of designs; what nobody would act on is none."""
    bounds = {"optimism", "optimism_low", "optimism_high"}
    table = _table(tables, "design_optimism", {"dataset", "candidates", "family"} | bounds)
    table = table[(table["family"] == "hand-crafted") & table["optimism"].notna()]
    findings = []
    for dataset, rows in table.groupby("dataset", sort=False):
        row = rows.sort_values("candidates").iloc[-1]
        evidence = (
            f"the best of {row['candidates']:.0f} designs looks {row['optimism']:.3f} "
            f"({_bounds(row, 'optimism')}) better than it is"
        )
        verdict = NOT_DECIDED
        if row["optimism_low"] > 0:
            verdict = SUPPORTED
        elif row["optimism_high"] < MARGIN:
            verdict = NOT_SUPPORTED
        findings.append((str(dataset), verdict, evidence))
    return findings


def _overfits_more(tables: Tables) -> Findings:
    gaps = _table(tables, "overfitting", {"dataset", "arm", "training_size", "gap", "gap_low"})
    findings = []
    for dataset, last in _largest_size(tables):
        own = gaps[
            (gaps["dataset"] == dataset) & (gaps["training_size"] == last["training_size"])
        ].set_index("arm")
        arms = last["best_hand_crafted"], last["best_learned"]
        if not set(arms) <= set(own.index):
            continue
        verdict, evidence = _greater(own.loc[arms[0]], own.loc[arms[1]], "gap")
        findings.append((dataset, verdict, f"train less test accuracy: {evidence}"))
    return findings


def _carries_over(tables: Tables) -> Findings:
    columns = {"dataset", "tested_on", "arm", "family", "drop", "drop_low", "drop_high"}
    table = _table(tables, "portability", columns)
    findings = []
    for (dataset, other), rows in table.groupby(["dataset", "tested_on"], sort=False):
        best = {family: own.sort_values("drop").iloc[0] for family, own in rows.groupby("family")}
        if not {"hand-crafted", "learned"} <= set(best):
            continue
        verdict, evidence = _greater(best["hand-crafted"], best["learned"], "drop")
        findings.append((dataset, verdict, f"accuracy lost on {other}: {evidence}"))
    return findings


def _natural_images(tables: Tables, natural_images: Collection[str]) -> Findings:
    table = _table(tables, "verdict", {"dataset", "arm", "training_size", "choice", "difference"})
    findings = []
    for dataset, rows in table[table["dataset"].isin(list(natural_images))].groupby("dataset"):
        row = rows.sort_values("training_size").iloc[-1]
        if pd.isna(row["arm"]):
            continue
        evidence = f"largest size, {row['training_size']:g} {row['size_unit']}: {_pair(row)}"
        findings.append((dataset, _opposite(_for_hand_crafted(row["choice"])), evidence))
    return findings


def _pair(row: pd.Series) -> str:
    return (
        f"{row['family']} leads {row['rival_family']} by {row['difference']:.3f} "
        f"({_bounds(row, 'difference')})"
    )


def _bounds(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "no interval" if pd.isna(low) else f"{low:.3f} to {high:.3f}"


def _for_hand_crafted(choice: str) -> str:
    if choice == UNDECIDED:
        return NOT_DECIDED
    return SUPPORTED if choice == "hand-crafted" else NOT_SUPPORTED


def _opposite(verdict: str) -> str:
    return {SUPPORTED: NOT_SUPPORTED, NOT_SUPPORTED: SUPPORTED}.get(verdict, verdict)


def _greater(first: pd.Series, second: pd.Series, name: str) -> tuple[str, str]:
    """Whether the first is greater; not decided while the intervals overlap."""
    evidence = " against ".join(
        f"{row[name]:.3f} ({_bounds(row, name)})" for row in (first, second)
    )
    if first[f"{name}_low"] > second[f"{name}_high"]:
        return SUPPORTED, evidence
    if first[f"{name}_high"] < second[f"{name}_low"]:
        return NOT_SUPPORTED, evidence
    return NOT_DECIDED, evidence

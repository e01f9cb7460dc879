"""Claims for hand-crafted features: interpretable, adjustable, and in need of little data."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.findings import (
    NOT_DECIDED,
    NOT_SUPPORTED,
    SUPPORTED,
    Findings,
    for_hand_crafted,
    lead,
    verdict_rows,
)

WEIGHTED = "rbf_svm"
"""The model whose feature weights are evidence: distances depend on them."""


def interpretable(joint: Joint) -> Findings:
    """Whether accuracy drops when one block of features is shuffled, for at least one block."""
    table = joint.table("importance", "dataset", "arm", "kind", "accuracy_drop_low")
    table = table[table["kind"] == "permutation"]
    findings = []
    for (dataset, arm), rows in table.groupby(["dataset", "arm"], sort=False):
        matter = int((rows["accuracy_drop_low"] > 0).sum())
        evidence = f"{arm}: {matter} of {len(rows)} blocks of features matter (interval above 0)"
        findings.append((str(dataset), SUPPORTED if matter else NOT_SUPPORTED, evidence))
    return findings


def adjustable(joint: Joint) -> Findings:
    """Whether a weight on the most important block of features changes the accuracy."""
    columns = ("dataset", "kind", "features", "setting", "accuracy_low", "accuracy_high")
    table = joint.table("importance", *columns)
    weighted = table["setting"].astype(str).str.startswith(WEIGHTED)
    table = table[(table["kind"] == "weight") & weighted]
    findings = []
    for dataset, rows in table.groupby("dataset", sort=False):
        first = rows["features"].iloc[0]
        rows = rows[rows["features"] == first]
        best_low, worst_high = rows["accuracy_low"].max(), rows["accuracy_high"].min()
        evidence = (
            f"{WEIGHTED} with a weight on {_shortened(first)}: lower bound of the best weight "
            f"{best_low:.3f}, upper bound of the worst {worst_high:.3f}"
        )
        verdict = SUPPORTED if best_low > worst_high else NOT_DECIDED
        findings.append((str(dataset), verdict, evidence))
    return findings


def _shortened(features: str) -> str:
    names = features.split("; ")
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} like it"


def needs_little_data(joint: Joint) -> Findings:
    """Whether the verdict at the smallest size is hand-crafted."""
    findings = []
    for dataset, row in verdict_rows(joint, largest=False):
        if pd.isna(row["arm"]):
            continue
        evidence = f"smallest size, {row['training_size']:g} {row['size_unit']}: {lead(row)}"
        evidence += _data_ratio(joint, dataset)
        findings.append((dataset, for_hand_crafted(row["choice"]), evidence))
    return findings


def _data_ratio(joint: Joint, dataset: str) -> str:
    table = joint.table("crossing", "dataset", "family", "data_ratio", "equal_accuracy")
    table = table[(table["dataset"] == dataset) & table["data_ratio"].notna()]
    return "".join(
        f"; {row['family']} needs {row['data_ratio']:.2g} times the data for an accuracy of "
        f"{row['equal_accuracy']:.3f}"
        for _, row in table.iterrows()
    )

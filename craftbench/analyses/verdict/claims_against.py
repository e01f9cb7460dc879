"""Claims against hand-crafted features: effort, overfitting, and transfer to other data."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.findings import (
    NOT_DECIDED,
    NOT_SUPPORTED,
    SUPPORTED,
    Findings,
    bounds,
    for_hand_crafted,
    greater,
    lead,
    verdict_rows,
)
from craftbench.stats.intervals import with_bounds


def costs_design_effort(joint: Joint) -> Findings:
    """Whether the selected hand-crafted arm has more lines of code than the learned one."""
    effort = ("design_lines", "design_constants")
    cost = joint.table("cost", "dataset", "arm", *effort)
    cost = cost.dropna(subset=list(effort)).set_index(["dataset", "arm"])
    findings = []
    for dataset, last in verdict_rows(joint, largest=True):
        arms = [(dataset, last[name]) for name in ("best_hand_crafted", "best_learned")]
        if not set(arms) <= set(cost.index):
            continue
        (ours, numbers), (theirs, their_numbers) = (cost.loc[arm, list(effort)] for arm in arms)
        evidence = (
            f"{ours:.0f} lines of code with {numbers:.0f} chosen numbers for {arms[0][1]} against "
            f"{theirs:.0f} with {their_numbers:.0f} for {arms[1][1]}"
        )
        findings.append((dataset, SUPPORTED if ours > theirs else NOT_SUPPORTED, evidence))
    return findings


def overfits_the_design_set(joint: Joint) -> Findings:
    """Optimism of the best of the most designs; not supported if it is below the margin."""
    columns = ("dataset", "family", "candidates", *with_bounds("optimism"))
    table = joint.table("design_optimism", *columns)
    table = table[(table["family"] == "hand-crafted") & table["optimism"].notna()]
    findings = []
    for dataset, rows in table.groupby("dataset", sort=False):
        row = rows.sort_values("candidates").iloc[-1]
        evidence = (
            f"optimism of the best of {row['candidates']:.0f} designs: {row['optimism']:.3f} "
            f"({bounds(row, 'optimism')})"
        )
        verdict = NOT_DECIDED
        if row["optimism_low"] > 0:
            verdict = SUPPORTED
        elif row["optimism_high"] < joint.margin:
            verdict = NOT_SUPPORTED
        findings.append((str(dataset), verdict, evidence))
    return findings


def overfits_more_than_a_network(joint: Joint) -> Findings:
    """Whether the gap of the selected hand-crafted arm is larger than that of the learned one."""
    gaps = joint.table("overfitting", "dataset", "arm", "training_size", *with_bounds("gap"))
    findings = []
    for dataset, last in verdict_rows(joint, largest=True):
        of_size = gaps["training_size"] == last["training_size"]
        own = gaps[(gaps["dataset"] == dataset) & of_size].set_index("arm")
        arms = last["best_hand_crafted"], last["best_learned"]
        if not set(arms) <= set(own.index):
            continue
        verdict, evidence = greater(own.loc[arms[0]], own.loc[arms[1]], "gap")
        findings.append((dataset, verdict, f"training minus test accuracy: {evidence}"))
    return findings


def does_not_carry_over(joint: Joint) -> Findings:
    """Whether accuracy drops more on another data set than that of the learned arm."""
    columns = ("dataset", "tested_on", "arm", "family", *with_bounds("accuracy_drop"))
    table = joint.table("cross_dataset", *columns)
    findings = []
    for (dataset, other), rows in table.groupby(["dataset", "tested_on"], sort=False):
        least = {
            family: own.sort_values("accuracy_drop").iloc[0]
            for family, own in rows.groupby("family")
        }
        if not {"hand-crafted", "learned"} <= set(least):
            continue
        verdict, evidence = greater(least["hand-crafted"], least["learned"], "accuracy_drop")
        findings.append((str(dataset), verdict, f"accuracy drop on {other}: {evidence}"))
    return findings


def fails_on_natural_images(joint: Joint) -> Findings:
    """Whether the verdict at the largest size on photographs is not hand-crafted."""
    opposite = {SUPPORTED: NOT_SUPPORTED, NOT_SUPPORTED: SUPPORTED}
    findings = []
    for dataset, row in verdict_rows(joint, largest=True):
        if dataset not in joint.natural_images or pd.isna(row["arm"]):
            continue
        evidence = f"largest size, {row['training_size']:g} {row['size_unit']}: {lead(row)}"
        verdict = for_hand_crafted(row["choice"])
        findings.append((dataset, opposite.get(verdict, verdict), evidence))
    return findings

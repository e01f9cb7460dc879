"""Claims against hand-crafted features: effort, overfitting, and transfer to other data."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.findings import (
    DESCRIPTIVE,
    NOT_SUPPORTED,
    SUPPORTED,
    Findings,
    above,
    for_hand_crafted,
    lead,
    shown,
    verdict_rows,
)
from craftbench.stats.intervals import with_bounds
from craftbench.stats.primary_metric import IN_WORDS


def costs_design_effort(joint: Joint) -> Findings:
    """The source code of both sides, counted alike; a count decides nothing about hours of work."""
    effort = ("design_lines", "design_constants", "design_libraries")
    cost = joint.table("cost", "dataset", "arm", *effort)
    cost = cost.dropna(subset=list(effort[:2])).set_index(["dataset", "arm"])
    findings = []
    for dataset, last in verdict_rows(joint, largest=True):
        arms = [(dataset, last[name]) for name in ("best_hand_crafted", "best_learned")]
        if set(arms) <= set(cost.index):
            evidence = " against ".join(
                f"{cost.loc[arm, 'design_lines']:.0f} lines of code with "
                f"{cost.loc[arm, 'design_constants']:.0f} chosen numbers for {arm[1]} (on top of "
                f"{cost.loc[arm, 'design_libraries'] or 'no library'}, not counted)"
                for arm in arms
            )
            findings.append((dataset, DESCRIPTIVE, evidence))
    return findings


def overfits_the_design_set(joint: Joint) -> Findings:
    """Whether the optimism of the best of the most designs exceeds the margin.

    The optimism that tuning gives either family on its validation part stands beside it.
    """
    columns = ("dataset", "family", "candidates", "metric", "redraws", *with_bounds("optimism"))
    table = joint.table("design_optimism", *columns)
    table = table[(table["family"] == "hand-crafted") & table["optimism"].notna()]
    findings = []
    for dataset, rows in table.groupby("dataset", sort=False):
        row = rows.sort_values("candidates").iloc[-1].rename({"redraws": "repeats"})
        evidence = (
            f"optimism of the best of {row['candidates']:.0f} designs in "
            f"{IN_WORDS[row['metric']]}: {shown(row, 'optimism')}, margin {joint.margin:g}"
            f"{_tuning(joint, str(dataset))}"
        )
        findings.append((str(dataset), above(row, "optimism", joint.margin), evidence))
    return findings


def _tuning(joint: Joint, dataset: str) -> str:
    """Optimism of the tuned arms that represent either family at the largest size."""
    columns = ("dataset", "arm", "training_size", "candidates", *with_bounds("optimism"))
    table = joint.table("tuning_optimism", *columns)
    words = []
    for name, last in verdict_rows(joint, largest=True):
        for arm in (last["best_hand_crafted"], last["best_learned"]):
            own = table[(table["dataset"] == name) & (table["arm"] == arm) & (name == dataset)]
            own = own[own["training_size"] == last["training_size"]].sort_values("candidates")
            if len(own):
                row = own.iloc[-1]
                words.append(
                    f"; of the best of {row['candidates']:.0f} settings of {arm}: "
                    f"{shown(row, 'optimism')}"
                )
    return "".join(words)


def overfits_more_than_a_network(joint: Joint) -> Findings:
    """Whether limited samples cost the hand-crafted arm more than the learned one."""
    estimates = with_bounds("excess_risk", "rival_excess_risk", "difference")
    about = ("dataset", "arm", "rival_arm", "training_size", "size_unit", "metric", "repeats")
    findings = []
    for _, row in joint.table("excess_risk", *about, *estimates).iterrows():
        evidence = (
            f"error, 1 − {IN_WORDS[row['metric']]}, above the arm's own asymptote at "
            f"{row['training_size']:g} {row['size_unit']}: "
            f"{row['arm']} {shown(row, 'excess_risk')}, {row['rival_arm']} "
            f"{shown(row, 'rival_excess_risk')}; difference {shown(row, 'difference')}"
        )
        findings.append((str(row["dataset"]), above(row, "difference", 0.0), evidence))
    return findings


def does_not_carry_over(joint: Joint) -> Findings:
    """Whether the selected hand-crafted arm drops more on other data than the learned one."""
    estimates = with_bounds("score_drop", "excess_drop")
    about = ("dataset", "tested_on", "arm", "family", "selected", "compared_arm", "metric")
    table = joint.table("cross_dataset", *about, "repeats", *estimates)
    table = table[table["selected"].astype(str) == "True"]
    findings = []
    for _, row in table[(table["family"] == "learned") & table["excess_drop"].notna()].iterrows():
        evidence = (
            f"on {row['tested_on']}, {IN_WORDS[row['metric']]} of {row['arm']} drops by "
            f"{shown(row, 'score_drop')}; the drop of {row['compared_arm']} minus that drop is "
            f"{shown(row, 'excess_drop')}"
        )
        findings.append((str(row["dataset"]), above(row, "excess_drop", 0.0), evidence))
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

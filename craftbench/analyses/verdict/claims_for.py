"""Claims for hand-crafted features: interpretable, adjustable, and in need of little data."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.findings import (
    NOT_DECIDED,
    SUPPORTED,
    Findings,
    above,
    below,
    shown,
)
from craftbench.stats.intervals import with_bounds
from craftbench.stats.primary_metric import IN_WORDS

STABLE = 0.5
"""Mean Jaccard index of the features of two repeats from which a rule counts as the same."""


def interpretable(joint: Joint) -> Findings:
    """Whether a rule on at most five features loses no more of the score than the margin.

    A rule without skill explains nothing, whatever the arm loses: nothing is decided unless the
    rule scores higher than the most frequent class by more than the margin, or the arm scores
    higher than the rule. A rule whose features change from repeat to repeat is not supported by
    its score alone.
    """
    estimates = with_bounds("score", "rule_score", "score_loss", "skill")
    columns = ("dataset", "arm", "features", "stability", "metric", "repeats", *estimates)
    findings = []
    for _, row in joint.table("short_rule", *columns).iterrows():
        skilled = above(row, "skill", joint.margin) == SUPPORTED
        stable = row["stability"] >= STABLE
        verdict = below(row, "score_loss", joint.margin)
        if verdict == SUPPORTED and not (skilled and stable):
            verdict = NOT_DECIDED
        evidence = (
            f"a rule on {row['features'] or 'no feature'} has the {IN_WORDS[row['metric']]} "
            f"{row['rule_score']:.3f}, {row['arm']} {row['score']:.3f}: loss "
            f"{shown(row, 'score_loss')}, "
            f"margin {joint.margin:g}; overlap of the features of two repeats "
            f"{row['stability']:.2f}"
        )
        if not skilled:
            evidence += (
                f"; it is not clearly better than the most frequent class: {shown(row, 'skill')}"
            )
        evidence += _network_maps(joint, row["dataset"])
        findings.append((str(row["dataset"]), verdict, evidence))
    return findings


def _network_maps(joint: Joint, dataset: str) -> str:
    """The network's attributions: do deleted pixels matter, and do maps depend on the weights?"""
    columns = ("dataset", "arm", "method", "measure", "setting", *with_bounds("value"))
    table = joint.table("attributions", *columns)
    table = table[table["dataset"] == dataset]
    words = []
    for (arm, method), rows in table.groupby(["arm", "method"], sort=False):
        drops = rows[rows["measure"] == "probability_drop"].set_index("setting")["value"]
        random = rows.loc[rows["measure"] == "rank_correlation", "value"]
        if {"attributed", "random"} <= set(drops.index):
            words.append(
                f"; {method} maps of {arm}: deleting what they mark costs "
                f"{drops['attributed']:.3f} of the probability, deleting as much at random "
                f"{drops['random']:.3f}"
            )
            if len(random):
                words.append(f"; correlation with maps of random weights up to {random.max():.2f}")
    return "".join(words)


def adjustable(joint: Joint) -> Findings:
    """Whether a weight on a block of features, chosen on validation, gains more than the margin."""
    about = ("dataset", "model", "features", "weight", "metric", "repeats")
    columns = (*about, *with_bounds("gain", "harm"))
    findings = []
    for _, row in joint.table("weighting", *columns).iterrows():
        evidence = (
            f"{row['model']} with the weight that validation chose (first repeat: "
            f"{_weight(row)}) gains {shown(row, 'gain')} in "
            f"{IN_WORDS[row['metric']]}, "
            f"margin {joint.margin:g}; the weight that validation finds worst costs "
            f"{shown(row, 'harm')}"
        )
        findings.append((str(row["dataset"]), above(row, "gain", joint.margin), evidence))
    return findings


def _weight(row: pd.Series) -> str:
    if row["weight"] == 1:
        return "none"
    return f"{row['weight']:g} on {_shortened(row['features'])}"


def _shortened(features: str) -> str:
    names = features.split("; ")
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} like it"


def needs_little_data(joint: Joint) -> Findings:
    """Whether the learned family needs more data than the hand-crafted one for equal scores.

    A data set with one training size does not say.
    """
    estimates = with_bounds("data_ratio", "mean_data_ratio")
    about = ("dataset", "arm", "family", "rival_arm", "repeats", "metric", "equal_score")
    table = joint.table("crossing", *about, *estimates)
    findings = []
    measured = (table["family"] == "learned") & table["mean_data_ratio"].notna()
    for _, row in table[measured].iterrows():
        evidence = (
            f"over the whole curve, {row['arm']} needs {shown(row, 'mean_data_ratio')} times the "
            f"data of {row['rival_arm']} for equal {IN_WORDS[row['metric']]}{_at_the_end(row)}"
        )
        findings.append((str(row["dataset"]), above(row, "mean_data_ratio", 1.0), evidence))
    return findings


def _at_the_end(row: pd.Series) -> str:
    """The ratio at the highest score that both reach, as far as it is known."""
    low, high = row["data_ratio_low"], row["data_ratio_high"]
    if pd.isna(low) and pd.isna(high):
        return ""
    words = f"{low:.2g} to {high:.2g}"
    if pd.isna(high):
        words = f"more than {low:.2g}"
    elif pd.isna(low):
        words = f"less than {high:.2g}"
    return f"; for {row['equal_score']:.3f}, the highest that both reach, {words} times"

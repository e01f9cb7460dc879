"""Common claims for and against hand-crafted features, compared with what was measured."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.claims_against import (
    costs_design_effort,
    does_not_carry_over,
    fails_on_natural_images,
    overfits_more_than_a_network,
    overfits_the_design_set,
)
from craftbench.analyses.verdict.claims_for import adjustable, interpretable, needs_little_data
from craftbench.analyses.verdict.findings import NOT_DECIDED

COLUMNS = ("dataset", "side", "claim", "verdict", "evidence")
ANALYSIS = Analysis(
    name="claims",
    needs="all tables",
    caption="Common claims for and against hand-crafted features, each with the evidence of each "
    "data set.",
    columns=COLUMNS,
)
CLAIMS = (
    ("for", "interpretable", interpretable),
    ("for", "adjustable", adjustable),
    ("for", "needs little data", needs_little_data),
    ("against", "costs design effort", costs_design_effort),
    ("against", "overfits the design set", overfits_the_design_set),
    ("against", "overfits more than a network", overfits_more_than_a_network),
    ("against", "does not carry over", does_not_carry_over),
    ("against", "fails on natural images", fails_on_natural_images),
)


def claims(joint: Joint) -> pd.DataFrame:
    """One row for each claim and data set that has evidence.

    Returns
    -------
    DataFrame
        ``side`` is ``for`` or ``against``; ``verdict`` is ``supported``, ``not supported`` or
        ``not decided``; the claim of design effort, a count, is ``descriptive``. A claim without
        any evidence has one row, ``not measured``. Evidence names the arms that failed.
    """
    failed = _failed_arms(joint)
    rows = [
        (dataset, side, claim, verdict, evidence + failed.get(dataset, ""))
        for side, claim, evaluate in CLAIMS
        for dataset, verdict, evidence in evaluate(joint) or [("", NOT_DECIDED, "not measured")]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _failed_arms(joint: Joint) -> dict[str, str]:
    """By data set: which arms failed, in words."""
    checks = joint.table("checks", "dataset", "arm", "check")
    arms = checks[checks["check"] == "ran"].groupby("dataset")["arm"].agg(", ".join)
    return {dataset: f"; without {names}, since failed" for dataset, names in arms.items()}

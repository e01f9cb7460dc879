"""Columns of decisions: verdicts, influence of groups, claims."""

from craftbench.report.glossary.term import Term

VERDICTS = {
    "choice": Term("choice", "Family to choose, or undecided."),
    "undecided_because": Term("because", "Why no family is chosen."),
    "behind": Term("behind", "Family that is decided to be behind every other one."),
    "rival_arm": Term("rival arm", "The best arm of the other families."),
    "difference": Term("difference", "Score of the first arm minus that of the rival arm."),
    "excess_risk.difference": Term("difference", "Excess risk: hand-crafted minus learned."),
    "detectable_difference": Term(
        "detectable", "Smallest difference that these data decide with a power of 80 %."
    ),
    "test_groups_needed": Term(
        "test groups needed", "Test groups (samples where there are none) that alone would decide."
    ),
    "repeats_needed": Term("repeats needed", "Repeats that alone would decide."),
    "rival_score": Term("rival score", "Test score of the rival arm."),
    "rival_f1": Term("rival F1", "F1 of the class by the rival arm."),
    "changes_at": Term("changes at", "Training size at which the rival arm overtakes."),
    "rival_fit_seconds": Term("rival fit", "Time to fit the rival arm, median over repeats."),
    "rival_extract_seconds_per_sample": Term(
        "rival extract", "Time per sample to extract the features of the rival arm."
    ),
    "rival_parameters": Term("rival parameters", "Number of fitted values of the rival arm."),
    "best_hand_crafted": Term("selected, hand-crafted", "Selected arm of the family."),
    "best_fixed_filter": Term("selected, fixed-filter", "Selected arm of the family."),
    "best_pretrained": Term("selected, pretrained", "Selected arm of the family."),
    "best_learned": Term("selected, learned", "Selected arm of the family."),
    "best_hybrid": Term("selected, hybrid", "Selected arm of the family."),
    "n_left_out": Term("its samples", "Number of test samples of the group that is left out."),
    "difference_without": Term("difference without it", "Difference without the test group."),
    "choice_without": Term("choice without it", "Choice without the test group."),
    "changes_verdict": Term("changes the verdict", "Whether the choice differs without the group."),
    "validation_score": Term("validation score", "Validation score by the primary metric."),
    "hindsight_arm": Term("best arm in hindsight", "Arm of the family with the best test score."),
    "hindsight_regret": Term(
        "lost to hindsight", "Test score of the best arm in hindsight minus the selected arm's."
    ),
    "verdict.arms": Term("arms to choose from", "Number of arms of the family."),
    "side": Term("side", "Whether the claim is for or against hand-crafted features."),
    "claim": Term("claim", "What is claimed of hand-crafted features."),
    "citation": Term("published by", "Who printed the figure, and where."),
    "protocol": Term("protocol", "How the source measured the figure."),
    "published": Term("published", "Value that the source printed."),
    "measured": Term("measured", "Value that this run measures, with its 95 % interval."),
    "tolerance": Term("tolerance", "Distance from the measured value that counts as reproduced."),
    "published.verdict": Term("verdict", "Whether this run reproduces the published value."),
    "published.reason": Term("reason", "Why the figure is reproduced, or not, or not comparable."),
    "published_training_size": Term(
        "training size of the source", "Training size of the source; the largest if empty."
    ),
    "verdict": Term("verdict", "Whether the tables of this run support the claim."),
    "evidence": Term("evidence", "Numbers that the verdict rests on."),
}
"""By column, or by table and column."""

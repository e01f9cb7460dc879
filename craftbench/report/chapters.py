"""The chapters of the page, and the order of the analyses in each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from craftbench.analyses.analysis import Listed, Needs

CHAPTERS: dict[str, tuple[str, ...]] = {
    "verdict": ("verdict", "influence", "verdict_per_class"),
    "accuracy": (
        *("accuracy", "comparisons", "confusions", "most_misclassified"),
        *("accuracy_per_class", "group_errors"),
        *("variance", "seed_variance", "calibration", "reliability", "ranks"),
        "leakage_comparison",
    ),
    "convergence": ("convergence",),
    "data_needs": ("learning_curves", "crossing", "data_needs", "learning_curve_fits"),
    "overfitting": (
        *("overfitting", "excess_risk", "random_label_fit", "early_stopping", "group_gap"),
        *("design_optimism", "tuning_optimism"),
    ),
    "robustness": (
        *("robustness", "robustness_differences"),
        *("cross_dataset", "cross_dataset_per_class"),
    ),
    "interpretation": ("short_rule", "importance", "weighting", "attributions"),
    "cost": ("pareto", "cost", "budget", "architectures"),
    "claims": ("claims",),
    "published_figures": ("published",),
    "data_and_checks": ("datasets", "checks"),
}
"""Names of analyses by chapter. Those that are not named here come last in the chapter of their
room (the sub-package of `craftbench.analyses`), and rooms that are not named here come last."""
JOINT: tuple[Needs, ...] = ("pair", "tables", "all tables")
"""Needs of the analyses that are shown once for all data sets."""


@dataclass(frozen=True)
class Chapter:
    """Analyses under one heading."""

    name: str
    analyses: list[Listed]

    @property
    def title(self) -> str:
        """Its heading."""
        return self.name.replace("_", " ").capitalize()


def chapters(listed: Iterable[Listed], shown: Collection[str]) -> list[Chapter]:
    """The chapters that have an analysis with rows.

    Parameters
    ----------
    listed : iterable of Listed
        From `craftbench.analyses.analysis.analyses`.
    shown : collection of str
        Names of the analyses that have rows; others are left out.
    """
    named = {name: chapter for chapter, names in CHAPTERS.items() for name in names}
    found: dict[str, list[Listed]] = {chapter: [] for chapter in CHAPTERS}
    for analysis in listed:
        if analysis.name in shown:
            chapter = named.get(analysis.name) or analysis.room
            found.setdefault(chapter, []).append(analysis)
    order = {name: i for i, name in enumerate(named)}
    return [
        Chapter(name, sorted(own, key=lambda one: order.get(one.name, len(order))))
        for name, own in found.items()
        if own
    ]


def is_joint(analysis: Listed) -> bool:
    """Whether an analysis is shown once for all data sets."""
    return analysis.needs in JOINT

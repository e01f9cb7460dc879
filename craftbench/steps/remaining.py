"""What remains of a benchmark without its failed jobs: data sets, arms, tables and figures."""

from collections.abc import Iterable, Mapping

from craftbench.config.cards import Card
from craftbench.config.contest import FailedArm
from craftbench.own.reference import short_name
from craftbench.steps.failure import Failure

OF_ARMS = ("extract", "train")
"""Steps whose failure costs arms."""
OF_DATASETS = ("prepare", "score")
"""Steps whose failure costs a data set."""
OF_PARTS = (
    *("architectures", "compare", "refit", "design", "examine", "plot", "cross_dataset"),
    *("compare_datasets", "primer", "exports"),
)
"""Steps whose failure costs tables, figures or a page, and nothing else."""


def first_failures(found: Iterable[Failure]) -> list[Failure]:
    """The failures that all others may follow from; none where nothing remains to be tried.

    An analysis may have failed for the same reason as an arm, and is tried again without the arm.
    """
    listed = list(found)
    early = [one for one in listed if one.step in (*OF_ARMS, *OF_DATASETS)]
    return early or [one for one in listed if one.step in OF_PARTS]


def remaining_cards(cards: Mapping[str, Card], failures: Iterable[Failure]) -> dict[str, Card]:
    """The cards without failed arms, which they name in `failed`.

    Data sets whose failures leave only baselines are left out.

    Parameters
    ----------
    cards : mapping of Card
        By data set.
    failures : iterable of Failure
        Of this run.
    """
    found = {}
    listed = list(failures)
    for dataset, card in cards.items():
        own = [one for one in listed if one.dataset == dataset]
        if any(one.step in OF_DATASETS for one in own):
            continue
        failed = _failed_arms(card, own)
        arms = {name: arm for name, arm in card.arms.items() if name not in failed}
        if not failed or any(card.family(name) != "baseline" for name in arms):
            found[dataset] = card.model_copy(update={"arms": arms, "failed": failed})
    return found


def remaining_targets(targets: Mapping[str, Card], failures: Iterable[Failure]) -> dict[str, Card]:
    """The cards that are only tested on, without those that could not be prepared."""
    failed = {one.dataset for one in failures if one.step in OF_DATASETS}
    return {dataset: card for dataset, card in targets.items() if dataset not in failed}


def _failed_arms(card: Card, failures: list[Failure]) -> dict[str, FailedArm]:
    found = {}
    for name in card.arms:
        reasons = [one.reason for one in failures if one.step == "train" and one.arm == name]
        reasons += [
            f"its feature set {feature_set}: {one.reason}"
            for one in failures
            if one.step == "extract"
            for feature_set in one.parts
            if feature_set in map(short_name, card.feature_sets(name))
        ]
        if reasons:
            found[name] = FailedArm(family=card.family(name), reason=reasons[0])
    return found


def left_empty(failures: Iterable[Failure], step: str, dataset: str = "") -> list[str]:
    """Names of the files that a step leaves empty, since they failed before."""
    parts = {
        part for one in failures if (one.step, one.dataset) == (step, dataset) for part in one.parts
    }
    return sorted(parts)

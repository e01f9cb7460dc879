"""Which data set, network and features the primer is computed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from craftbench.config.contest import Contest

CONVOLUTIONAL: dict[str, tuple[str, ...]] = {
    "image": ("lenet5", "simple_cnn", "small_cnn"),
    "signal": ("lenet5_1d", "residual_cnn_1d"),
}
"""Names of the models by kind of sample, in order of preference."""


@dataclass(frozen=True)
class PrimerChoice:
    """What the primer shows.

    Parameters
    ----------
    dataset : str
        Name of the card.
    kind : {"image", "signal"}
        Of its samples.
    network : str
        The arm whose trained network is shown.
    features : str or None
        The first hand-crafted arm; None if the card has none.
    """

    dataset: str
    kind: Literal["image", "signal"]
    network: str
    features: str | None


def choose(contests: Mapping[str, Contest]) -> PrimerChoice | None:
    """The first data set with a convolutional network on images, else on signals.

    Within a data set, the arm whose model comes first in `CONVOLUTIONAL` is chosen. Hybrid arms
    are excluded. None if no arm qualifies.

    Parameters
    ----------
    contests : mapping of Contest
        By data set, without those whose groups leak into the test part.
    """
    kinds: tuple[Literal["image", "signal"], ...] = ("image", "signal")
    for kind in kinds:
        for dataset, contest in contests.items():
            for model in CONVOLUTIONAL[kind]:
                for name, arm in contest.arms.items():
                    if arm.model == model and len(arm.representation) == 1:
                        return PrimerChoice(dataset, kind, name, _first_hand_crafted(contest))
    return None


def _first_hand_crafted(contest: Contest) -> str | None:
    arms = (name for name in contest.arms if contest.family(name) == "hand-crafted")
    return next(arms, None)

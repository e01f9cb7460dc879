"""Which data set, network and features the primer is computed on."""

from dataclasses import dataclass
from typing import Literal

from craftbench.config.cards import Card

CONVOLUTIONAL: dict[str, tuple[str, ...]] = {
    "image": ("lenet5", "simple_cnn", "small_cnn"),
    "signal": ("lenet5_1d", "residual_cnn_1d"),
}


@dataclass(frozen=True)
class Choice:
    """What the primer shows.

    Parameters
    ----------
    dataset : str
        Name of the card.
    kind : {"image", "signal"}
        Of its samples.
    network : str
        The arm whose trained network is opened.
    features : str or None
        The first hand-crafted arm; None if the card has none.
    """

    dataset: str
    kind: Literal["image", "signal"]
    network: str
    features: str | None


def choose(cards: dict[str, Card]) -> Choice | None:
    """The first card with a convolutional network on images, else the first with one on signals.

    Within a card the arm whose model stands first in `CONVOLUTIONAL` is taken; hybrids are left
    out, and cards whose groups leak into the test part. None if no card has such an arm.
    """
    kinds: tuple[Literal["image", "signal"], ...] = ("image", "signal")
    for kind in kinds:
        for dataset, card in cards.items():
            if card.leaks:
                continue
            for model in CONVOLUTIONAL[kind]:
                for name, arm in card.arms.items():
                    if arm.model == model and len(arm.representation) == 1:
                        return Choice(dataset, kind, name, _first_hand_crafted(card))
    return None


def _first_hand_crafted(card: Card) -> str | None:
    return next((name for name in card.arms if card.family(name) == "hand-crafted"), None)

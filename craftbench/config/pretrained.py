"""Arms whose pretrained network is absent are skipped; the others go on."""

from craftbench.config.cards import Card
from craftbench.errors import CraftbenchError


def without_absent_networks(card: Card, name: str) -> Card:
    """The card without the arms whose network file is absent; `Contest.skipped` says why.

    Raises
    ------
    CraftbenchError
        If a network file is there but its checksum is not stated, or if no arm is left.
    """
    skipped = {}
    for arm, settings in card.arms.items():
        if settings.pretrained is None:
            continue
        if reason := settings.pretrained.absence:
            skipped[arm] = reason
            continue
        try:
            settings.pretrained.path()
        except CraftbenchError as error:
            raise CraftbenchError(f"{name}: arms.{arm}.{error}") from None
    arms = {arm: settings for arm, settings in card.arms.items() if arm not in skipped}
    if not arms:
        reasons = "; ".join(f"{arm}: {reason}" for arm, reason in skipped.items())
        raise CraftbenchError(f"{name}: no arm can run; {reasons}")
    return card.model_copy(update={"arms": arms, "skipped": card.skipped | skipped})

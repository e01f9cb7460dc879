"""A card, its samples, and what would stop a run later: the subcommand `check`."""

from pathlib import Path

from craftbench.config.cards import Card, read_card
from craftbench.config.pretrained import without_absent_networks
from craftbench.errors import CraftbenchError

SEED = 0
"""The seed of the configuration, unless that sets another one."""


def check_card(path: Path, load: bool) -> None:
    """Print what a card has and its samples are; raises CraftbenchError with every fault.

    The samples are loaded if `load` is set, or if the source reads files of the user, which are
    there without a download.
    """
    card = without_absent_networks(read_card(path), str(path))
    print(f"{path}: {len(card.classes)} classes, {len(card.arms)} arms")
    for arm, reason in card.skipped.items():
        print(f"  the arm {arm} is skipped, since {reason}")
    for settings in card.arms.values():
        if settings.pretrained:
            settings.pretrained.checked_path()
    published = getattr(card.source, "url", None)
    if not load and (published or not card.source.files(card.classes)):
        print("  the samples were not loaded; --load does that")
        return
    from craftbench.runs.before.check import check_before_run
    from craftbench.runs.before.described import described, prepared

    samples = prepared(card, path.stem, SEED)
    for line in described(samples, card.classes):
        print(f"  {line}")
    found = check_before_run(
        path.stem, card, samples, SEED, networks=load, published=_is_published(card)
    )
    for line in found.lines():
        print(f"  {line}")
    if not load and any(arm.kind != "classifier" for arm in card.arms.values()):
        print("  networks were not built and the cost was not estimated; --load does that")
    if found.errors:
        errors = dict.fromkeys(found.errors)
        raise CraftbenchError("\n".join(f"{path}: {error}" for error in errors))


def _is_published(card: Card) -> bool:
    """Whether others published the samples, with their split or without."""
    archive = card.source.kind == "ucr" and getattr(card.source, "file", None) is None
    return archive or card.source.kind == "digits" or bool(getattr(card.source, "url", None))

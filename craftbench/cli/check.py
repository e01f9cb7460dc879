"""A card, its samples, and what would stop a run later: the subcommand `check`."""

from pathlib import Path

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config, within_budget
from craftbench.config.pretrained import without_absent_networks
from craftbench.errors import CraftbenchError


def check_card(path: Path, config: Config, load: bool, networks: bool) -> None:
    """Print what a card has and its samples are; raises CraftbenchError with every fault.

    The samples are loaded if `load` is set, or if the source reads files of the user, which are
    there without a download.

    Parameters
    ----------
    path : Path
        Of the card.
    config : Config
        That of the run.
    load, networks : bool
        Whether samples of others are loaded, and networks built where samples are loaded.
    """
    card = within_budget(config, without_absent_networks(read_card(path), str(path)))
    sizes = ", ".join(map(str, card.training_sizes))
    print(f"{path}: {len(card.classes)} classes, {len(card.arms)} arms")
    print(f"  budget {config.budget}: sizes {sizes}; {card.repeats} repeats; seed {config.seed}")
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

    samples = prepared(card, path.stem, config.seed)
    for line in described(samples, card.classes):
        print(f"  {line}")
    found = check_before_run(
        path.stem, card, samples, config, networks=networks, published=_is_published(card)
    )
    for line in found.lines():
        print(f"  {line}")
    if found.errors:
        errors = dict.fromkeys(found.errors)
        raise CraftbenchError("\n".join(f"{path}: {error}" for error in errors))


def _is_published(card: Card) -> bool:
    """Whether others published the samples, with their split or without."""
    archive = card.source.kind == "ucr" and getattr(card.source, "file", None) is None
    return archive or card.source.kind == "digits" or bool(getattr(card.source, "url", None))

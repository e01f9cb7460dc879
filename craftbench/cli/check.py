"""A card, its samples, and what would stop a run later: the subcommand `check`."""

from pathlib import Path

from craftbench.config.cards import Card, read_card
from craftbench.config.pretrained import without_absent_networks
from craftbench.datasets.rejected import counted_reasons
from craftbench.errors import CraftbenchError
from craftbench.protocol.one_part import sentences_of_one_part
from craftbench.protocol.prepare import prepare
from craftbench.stats.seeds import seed_of

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
    if load or (not published and card.source.files(card.classes)):
        _check_samples(card, path)
    else:
        print("  the samples were not loaded; --load does that")


def _check_samples(card: Card, path: Path) -> None:
    from craftbench.runs.early_check import early_faults

    dataset = path.stem
    seed = seed_of(SEED, dataset, "test part")
    samples = prepare(card.source, card.classes, card.split, seed)
    counts = samples.table.groupby(["role", "label"]).size()
    for role in ("pool", "test"):
        for label in card.classes:
            print(f"  {role}: {counts.get((role, label), 0)} × {label}")
    print(f"  rejected: {len(samples.rejected)}")
    for line in counted_reasons(samples.rejected):
        print(f"    {line}")
    for sentence in sentences_of_one_part(samples.table, card.classes):
        print(f"  {sentence}")
    faults = early_faults(card, samples, dataset, SEED)
    if faults:
        raise CraftbenchError("\n".join(f"{path}: {fault}" for fault in faults))

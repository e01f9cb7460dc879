"""From a source to samples with roles."""

from dataclasses import replace

from craftbench.datasets.samples import Samples
from craftbench.datasets.sources import Source
from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import HoldOut, IgnoreGroups, Published, hold_out


def prepare(
    source: Source,
    classes: list[str],
    split: HoldOut | IgnoreGroups | Published,
    seed: int,
    threads: int = 1,
) -> Samples:
    """Load a source and say which samples may be trained on.

    Parameters
    ----------
    source, classes, split
        From the card.
    seed : int
        Of a test part that is drawn.
    threads : int
        Processes that the source may use; they change nothing but the time.

    Returns
    -------
    Samples
        With the columns ``sample`` (row number) and ``role`` in its table.

    Raises
    ------
    CraftbenchError
        If a class has no sample, the source has no roles although the card says that it has, or a
        group stands in both roles.
    """
    samples = source.load(classes, threads)
    table = samples.table
    absent = [name for name in classes if not (table["label"] == name).any()]
    if absent:
        raise CraftbenchError(
            f"the source has no usable sample of class {', '.join(map(repr, absent))}; correct "
            f"`classes` in the card ({len(samples.rejected)} samples were rejected)"
        )
    if isinstance(split, IgnoreGroups):
        # What groups the samples stays known to features, but no step keeps it together.
        table = table.rename(columns={"group": "recording"}).drop(columns="role", errors="ignore")
        table = table.assign(role=hold_out(table, split.share, seed))
    elif isinstance(split, HoldOut):
        table = table.assign(role=hold_out(table, split.share, seed))
    else:
        _check_published(table)
    table.insert(0, "sample", range(len(table)))
    return replace(samples, table=table)


def _check_published(table) -> None:
    found = sorted(map(str, table["role"].unique())) if "role" in table else []
    if found != ["pool", "test"]:
        raise CraftbenchError(
            "split.kind is `published`: expected a source whose column role is pool or test, "
            f"found {', '.join(found) or 'no such column'}; `kind: hold_out` draws a test part"
        )
    if "group" in table:
        roles = table.groupby("group")["role"].nunique()
        both = roles.index[roles > 1]
        if len(both):
            raise CraftbenchError(
                f"group {both[0]!r} is in the pool and in the test part ({len(both)} such groups); "
                "what is trained on must not come from the groups that are tested on"
            )

"""From a source to samples with roles: pool or test."""

from dataclasses import replace

import pandas as pd

from craftbench.datasets.lookalikes import first_places, refuse_lookalikes
from craftbench.datasets.measured import refuse_impossible
from craftbench.datasets.samples import Samples, other_class
from craftbench.datasets.source import SampleSource
from craftbench.datasets.stored_rows import chosen_rows
from craftbench.datasets.table_features import with_table
from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import HoldOut, IgnoreGroups, Published, hold_out


def prepare(
    source: SampleSource,
    classes: list[str],
    split: HoldOut | IgnoreGroups | Published,
    seed: int,
    threads: int = 1,
) -> Samples:
    """Load a source and assign each sample to the pool or to the test part.

    Parameters
    ----------
    source, classes, split
        From the card.
    seed : int
        Of the draw of the test part, if the split has one.
    threads : int
        Processes that the source may use; their number has no effect on the samples.

    Returns
    -------
    Samples
        With the columns ``sample`` (row number) and ``role`` in its table.

    Raises
    ------
    CraftbenchError
        If a class has no sample, the samples are impossible (see `refuse_impossible`), two groups
        look alike, a published split is expected but the source has no roles, or a group has both
        roles.
    """
    samples = _of_classes(source.load(classes, threads), classes)
    if source.features is not None:
        samples = with_table(samples, source.features)
    table = samples.table
    absent = [name for name in classes if not (table["label"] == name).any()]
    if absent:
        raise CraftbenchError(
            f"the source has no usable sample of class {', '.join(map(repr, absent))}; correct "
            f"`classes` in the card{_rejected(samples)}"
        )
    refuse_impossible(samples)
    if "group" in table:
        refuse_lookalikes(first_places(table["group"], table["source"]), "groups")
    if isinstance(split, IgnoreGroups):
        # Features may still use the groups, but the split and the subsets ignore them.
        table = table.rename(columns={"group": "recording"}).drop(columns="role", errors="ignore")
        table = table.assign(role=hold_out(table, split.share, seed))
    elif isinstance(split, HoldOut):
        table = table.assign(role=hold_out(table, split.share, seed))
    else:
        _check_published(table)
    table.insert(0, "sample", range(len(table)))
    return replace(samples, table=table)


def _of_classes(samples: Samples, classes: list[str]) -> Samples:
    """Without the samples of other classes, which are rejected; sources may leave this to here."""
    used = samples.table["label"].isin(classes).to_numpy()
    if used.all():
        return samples
    others = samples.table[~used]
    others = others[["source"]].assign(reason=other_class(others["label"].astype(str)))
    return replace(
        samples,
        values=chosen_rows(samples.values, used),
        table=samples.table[used].reset_index(drop=True),
        rejected=pd.concat([samples.rejected, others], ignore_index=True),
    )


def _rejected(samples: Samples) -> str:
    if not len(samples.rejected):
        return ""
    return (
        f" ({len(samples.rejected)} samples were rejected; the most common reason: "
        f"{samples.rejected['reason'].mode()[0]})"
    )


def _check_published(table: pd.DataFrame) -> None:
    expected = "split.kind is `published`: expected a source whose column role is pool or test"
    other = "; `kind: hold_out` draws a test part"
    if "role" not in table:
        raise CraftbenchError(f"{expected}, found no such column{other}")
    odd = ~table["role"].isin(["pool", "test"])
    if odd.any():
        first = table[odd].iloc[0]
        role = "no role" if pd.isna(first["role"]) else repr(first["role"])
        raise CraftbenchError(
            f"{expected}, found {role} at {first['source']} ({odd.sum()} of {len(table)} samples "
            f"have neither){other}"
        )
    if table["role"].nunique() < 2:
        raise CraftbenchError(f"{expected}, found {table['role'].iloc[0]} only{other}")
    if "group" in table:
        roles = table.groupby("group")["role"].nunique()
        both = roles.index[roles > 1]
        if len(both):
            raise CraftbenchError(
                f"group {both[0]!r} is in the pool and in the test part ({len(both)} such groups); "
                "a group must be in one of them only"
            )

"""The fixed test part: its settings in a card, and its draw."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, TypeAdapter

from craftbench.errors import CraftbenchError
from craftbench.settings import Settings


class HoldOut(Settings):
    """A test part that is drawn once, stratified by class; groups are kept whole."""

    kind: Literal["hold_out"] = Field(description="Draw the test part from the samples.")
    share: float = Field(
        0.25, ge=0.01, le=0.9, description="Share of the samples in the test part."
    )


class IgnoreGroups(Settings):
    """A demonstration of leakage: groups of the test part are also in the pool."""

    kind: Literal["ignore_groups"] = Field(
        description="Draw single samples although they have groups, to show the effect of leakage."
    )
    share: float = Field(
        0.25, ge=0.01, le=0.9, description="Share of the samples in the test part."
    )


class Published(Settings):
    """The test part that the publisher, or the source's column `role`, defines."""

    kind: Literal["published"] = Field(description="Use the split of the source.")


Split = Annotated[HoldOut | IgnoreGroups | Published, Field(discriminator="kind")]
_SPLIT: TypeAdapter[HoldOut | IgnoreGroups | Published] = TypeAdapter(Split)


def parse_split(content: Mapping[str, Any]) -> HoldOut | IgnoreGroups | Published:
    """The split that a card describes, from its settings as pydantic dumps them."""
    return _SPLIT.validate_python(content)


def hold_out(table: pd.DataFrame, share: float, seed: int) -> np.ndarray:
    """Role (``pool`` or ``test``) of each sample: a test part drawn once.

    Stratified by ``label``. Where the table has a column ``group``, no group is in both parts, and
    the share is met as closely as whole groups allow.

    Raises
    ------
    CraftbenchError
        If there are too few samples or groups of a class for two parts.
    """
    from sklearn.model_selection import StratifiedGroupKFold, train_test_split

    smallest = table["label"].value_counts()
    if smallest.iloc[-1] < 2:
        raise CraftbenchError(
            f"class {smallest.index[-1]!r} has a single sample, expected at least two: one for the "
            "pool and one for the test part. Leave the class out of the card or add samples"
        )
    rows = np.arange(len(table))
    if "group" in table:
        # Folds of the smaller part; the test part is one of them, or all but one.
        parts = max(2, round(1 / min(share, 1 - share)))
        groups = table["group"].nunique()
        if groups < parts:
            raise CraftbenchError(
                f"{groups} groups are too few for a test part of {share:.0%} of them; expected at "
                f"least {parts}. Bring split.share nearer to 0.5 or add groups"
            )
        folds = StratifiedGroupKFold(parts, shuffle=True, random_state=seed)
        most, least = next(iter(folds.split(rows, table["label"], table["group"])))
        test = least if share <= 0.5 else most
    else:
        _check_parts(len(table), share, len(smallest))
        _, test = train_test_split(
            rows, test_size=share, stratify=table["label"], random_state=seed
        )
    return np.where(np.isin(rows, test), "test", "pool")


def _check_parts(samples: int, share: float, classes: int) -> None:
    """Raises CraftbenchError if a part has less samples than there are classes."""
    test = int(np.ceil(share * samples))
    if min(test, samples - test) < classes:
        raise CraftbenchError(
            f"split.share: {share:g} of {samples} samples are {test} for the test part and "
            f"{samples - test} for the pool; expected at least one of each of {classes} classes in "
            "both. Bring the share nearer to 0.5 or add samples"
        )

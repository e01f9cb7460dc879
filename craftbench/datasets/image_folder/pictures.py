"""Sources of picture files: what is common to folders of pictures and to lists of them."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, PositiveInt

from craftbench.datasets.group_pattern import GroupPattern, groups_of_names
from craftbench.datasets.image_folder.copies import describe_copies
from craftbench.datasets.image_folder.picture import UnusablePictureError, read_picture
from craftbench.datasets.image_folder.sizes import Fit, commonest_size, fitted
from craftbench.datasets.image_folder.spool import PictureSpool
from craftbench.datasets.image_folder.uniform import coloured, commonest_form, grey
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples
from craftbench.datasets.source import SampleSource
from craftbench.datasets.stored_rows import write_blocks
from craftbench.errors import CraftbenchError
from models.blocks import is_one_block

NAMED = 5
"""Odd files that a message names."""

log = logging.getLogger(__name__)


class PictureSource(SampleSource):
    """Images (H, W) or (H, W, 3) of one size, from picture files."""

    readers = ("craftbench.datasets.image_folder.new_picture:read_new_picture",)

    group_pattern: GroupPattern | None = Field(
        None,
        description="Regular expression for the path below `folder`, with (?P<group>…) as the "
        "group.",
    )
    colour: Literal["auto", "grey", "rgb"] = Field(
        "auto",
        description="`grey` and `rgb` convert all pictures; `auto` keeps colours if any picture "
        "has some.",
    )
    size: tuple[PositiveInt, PositiveInt] | None = Field(
        None,
        description="Rows and columns of all pictures, [height, width]; default: those of most "
        "pictures.",
    )
    odd_files: Literal["refuse", "reject", "resize", "pad", "crop"] = Field(
        "refuse",
        description="Of pictures of another size: raise an error; list them in rejected.csv; "
        "`resize` stretches them, `pad` shrinks them until they fit and adds a border of zeros, "
        "`crop` scales them until they cover the size and cuts out the middle. Pictures of another "
        "number of bits are an error, or rejected.",
    )

    @property
    def fit(self) -> Fit | None:
        """How pictures of another size are brought to the size; None if they are not."""
        chosen = self.odd_files
        return chosen if chosen == "resize" or chosen == "pad" or chosen == "crop" else None

    def samples_of(
        self, folder: Path, table: pd.DataFrame, left_out: pd.DataFrame, threads: int
    ) -> Samples:
        """The pictures of a table; those that cannot be used are rejected.

        Parameters
        ----------
        folder : Path
            For messages.
        table : DataFrame
            ``file``, its name ``source``, ``label``, and optionally ``group`` and ``role``.
        left_out : DataFrame
            ``source`` and ``reason`` of files that are not in `table`.
        threads : int
            Pictures that are read at once.

        Raises
        ------
        CraftbenchError
            If no picture can be read, or sizes differ and the card does not say what to do.
        """
        reasons = pd.Series(pd.NA, index=table["source"], dtype="string")
        if self.group_pattern is not None:
            groups = groups_of_names(list(table["source"]), self.group_pattern)
            table["group"] = pd.Series(groups, index=table.index, dtype="str")
            reasons[table["group"].isna().to_numpy()] = "its path does not match group_pattern"
        elif "group" in table:
            reasons[table["group"].isna().to_numpy()] = "no group"
        asked = table[reasons.isna().to_numpy()]
        size = self.size or (commonest_size(asked["file"]) if self.fit else None)
        pictures = PictureSpool()
        for name, picture in _read_all(asked, threads, size, self.fit):
            if isinstance(picture, UnusablePictureError):
                reasons[name] = str(picture)
            else:
                pictures.add(name, picture)
        if not len(pictures):
            raise CraftbenchError(
                f"{folder}: none of {len(table)} pictures can be used; the most common reason: "
                f"{reasons.mode()[0]}"
            )
        reasons = reasons.fillna(self._odd(folder, pictures))
        kept = table[reasons.isna().to_numpy()].reset_index(drop=True)
        unusable = reasons.dropna().rename("reason").rename_axis("source").reset_index()
        if not len(kept):
            raise CraftbenchError(
                f"{folder}: all {len(pictures)} pictures are rejected; the most common reason: "
                f"{reasons.mode()[0]}"
            )
        values = self._stacked(pictures, list(kept["source"]))
        if copies := describe_copies(values, kept):
            log.warning("%s: %s", folder, copies)
        return Samples(
            values,
            kept.drop(columns="file"),
            pd.concat([unusable, left_out], ignore_index=True)[REJECTED_COLUMNS],
        )

    def _odd(self, folder: Path, pictures: PictureSpool) -> pd.Series:
        """The reason to reject each picture that is not like most."""
        usual, odd = commonest_form(pictures.forms, self.size)
        if odd and self.odd_files != "reject":
            named = ", ".join(f"{name} ({form})" for name, form in list(odd.items())[:NAMED])
            more = f" and {len(odd) - NAMED} more" if len(odd) > NAMED else ""
            other_bits = any(form.dtype != usual.dtype for form in odd.values())
            raise CraftbenchError(
                f"{folder}: {len(pictures) - len(odd)} of {len(pictures)} pictures have {usual}, "
                f"which are not the form of {named}{more}. "
                + (
                    "Save them with equal bits, or set source.odd_files: reject"
                    if other_bits
                    else "Set source.odd_files: resize, pad or crop brings them to one size "
                    "(source.size), reject leaves them out"
                )
            )
        reasons = {name: f"{form}; most pictures have {usual}" for name, form in odd.items()}
        return pd.Series(reasons, dtype="string")

    def _stacked(self, pictures: PictureSpool, names: list[str]) -> np.ndarray:
        """One array of some pictures; more than a block (`models.blocks`) are on disk."""
        in_colour = [name for name in names if pictures.in_colour(name)]
        rgb = self.colour == "rgb" or (self.colour == "auto" and bool(in_colour))
        if in_colour and len(in_colour) < len(names):
            log.info(
                "%d of %d pictures are in colour (the first: %s); all are stored %s",
                len(in_colour),
                len(names),
                in_colour[0],
                "in colour" if rgb else "in grey",
            )
        form = pictures.forms[names[0]]
        shape = (len(names), form.height, form.width, *((3,) if rgb else ()))
        dtype, convert = np.dtype(form.dtype), coloured if rgb else grey
        parts = (convert(pictures[name]) for name in names)
        if is_one_block(shape, dtype.itemsize):
            return np.stack(list(parts))
        return write_blocks(shape, dtype, parts)


def _read_all(
    table: pd.DataFrame, threads: int, size: tuple[int, int] | None, fit: Fit | None
) -> Iterator[tuple[str, np.ndarray | UnusablePictureError]]:
    """Pairs of source and picture, or the error instead of the picture."""
    with ThreadPoolExecutor(threads) as readers:
        found = readers.map(partial(_picture_or_error, size=size, fit=fit), table["file"])
        for number, pair in enumerate(zip(table["source"], found, strict=True), 1):
            if number % 5000 == 0:
                log.info("%d of %d pictures read", number, len(table))
            yield pair


def _picture_or_error(
    file: Path, size: tuple[int, int] | None, fit: Fit | None
) -> np.ndarray | UnusablePictureError:
    try:
        picture = read_picture(file)
        return picture if size is None or fit is None else fitted(picture, size, fit)
    except UnusablePictureError as error:
        return error

"""Source `image_folder`: pictures in class folders."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.download import find_folder
from craftbench.datasets.group_pattern import GroupPattern, groups_of_names
from craftbench.datasets.image_folder.copies import describe_copies
from craftbench.datasets.image_folder.listing import list_pictures
from craftbench.datasets.image_folder.picture import UnusablePictureError, read_picture
from craftbench.datasets.image_folder.uniform import coloured, commonest_form, grey
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError

NAMED = 5
"""Odd files that a message names."""

log = logging.getLogger(__name__)


class ImageFolderSource(SampleSource):
    """Images (H, W) or (H, W, 3) of one size; ``train/`` and ``test/`` give the roles."""

    readers = ("craftbench.datasets.image_folder.new_picture:read_new_picture",)

    kind: Literal["image_folder"] = Field(description="PNG, JPEG and other pictures.")
    folder: str = Field(
        description="Folder with one subfolder per class, or with train/ and test/ that have them; "
        "below CRAFTBENCH_DATA or downloads/, or a path."
    )
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
    odd_files: Literal["refuse", "reject"] = Field(
        "refuse",
        description="Raise an error if pictures differ in size or bits, or list those that are not "
        "like most in rejected.csv.",
    )

    def files(self, classes: list[str]) -> list[Path]:
        return list(list_pictures(find_folder(self.folder), classes)[0]["file"])

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All pictures; broken ones and folders that are not read are rejected.

        Raises
        ------
        CraftbenchError
            If the folder or a class is missing, no picture can be read, or sizes differ.
        """
        folder = find_folder(self.folder)
        table, left_out = list_pictures(folder, classes)
        reasons = pd.Series(pd.NA, index=table["source"], dtype="string")
        if self.group_pattern is not None:
            groups = groups_of_names(list(table["source"]), self.group_pattern)
            table["group"] = pd.Series(groups, index=table.index, dtype="str")
            reasons[table["group"].isna().to_numpy()] = "its path does not match group_pattern"
        asked = table[reasons.isna().to_numpy()]
        pictures = {}
        for name, picture in _read_all(asked, threads):
            if isinstance(picture, UnusablePictureError):
                reasons[name] = str(picture)
            else:
                pictures[name] = picture
        if not pictures:
            raise CraftbenchError(
                f"{folder}: none of {len(table)} pictures can be used; the most common reason: "
                f"{reasons.mode()[0]}"
            )
        reasons = reasons.fillna(self._odd(folder, pictures))
        kept = table[reasons.isna().to_numpy()].reset_index(drop=True)
        unusable = reasons.dropna().rename("reason").rename_axis("source").reset_index()
        values = self._stacked([pictures.pop(name) for name in kept["source"]], kept["source"])
        if copies := describe_copies(values, kept):
            log.warning("%s: %s", folder, copies)
        return Samples(
            values,
            kept.drop(columns="file"),
            pd.concat([unusable, left_out], ignore_index=True)[REJECTED_COLUMNS],
        )

    def _odd(self, folder: Path, pictures: dict[str, np.ndarray]) -> pd.Series:
        """The reason to reject each picture that is not like most."""
        usual, odd = commonest_form(pictures)
        if odd and self.odd_files == "refuse":
            named = ", ".join(f"{name} ({form})" for name, form in list(odd.items())[:NAMED])
            more = f" and {len(odd) - NAMED} more" if len(odd) > NAMED else ""
            raise CraftbenchError(
                f"{folder}: {len(pictures) - len(odd)} of {len(pictures)} pictures have {usual}, "
                f"which are not the form of {named}{more}. Resize them, or set source.odd_files: "
                "reject"
            )
        reasons = {name: f"{form}; most pictures have {usual}" for name, form in odd.items()}
        return pd.Series(reasons, dtype="string")

    def _stacked(self, pictures: list[np.ndarray], names: pd.Series) -> np.ndarray:
        """One array of all pictures; the list is emptied on the way, to save memory."""
        in_colour = [i for i, picture in enumerate(pictures) if picture.ndim == 3]
        rgb = self.colour == "rgb" or (self.colour == "auto" and bool(in_colour))
        if in_colour and len(in_colour) < len(pictures):
            log.info(
                "%d of %d pictures are in colour (the first: %s); all are stored %s",
                len(in_colour),
                len(pictures),
                names[in_colour[0]],
                "in colour" if rgb else "in grey",
            )
        shape = pictures[0].shape[:2] + ((3,) if rgb else ())
        values = np.empty((len(pictures), *shape), pictures[0].dtype)
        for i in reversed(range(len(pictures))):
            values[i] = (coloured if rgb else grey)(pictures.pop())
        return values


def _read_all(table: pd.DataFrame, threads: int):
    """Pairs of source and picture, or the error instead of the picture."""
    with ThreadPoolExecutor(threads) as readers:
        found = readers.map(_picture_or_error, table["file"])
        for number, pair in enumerate(zip(table["source"], found, strict=True), 1):
            if number % 5000 == 0:
                log.info("%d of %d pictures read", number, len(table))
            yield pair


def _picture_or_error(file: Path) -> np.ndarray | UnusablePictureError:
    try:
        return read_picture(file)
    except UnusablePictureError as error:
        return error

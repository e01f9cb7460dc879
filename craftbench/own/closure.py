"""The files of the user that an own file imports."""

from collections.abc import Iterable
from pathlib import Path


def neighbours(file: Path, imported: Iterable[str], root: Path) -> list[Path]:
    """Those of the names that a file imports that are the user's own files too.

    Parameters
    ----------
    file : Path
        An own file.
    imported : iterable of str
        Modules, and what is taken from them, as `imported_names` gives them; those that begin with
        dots are relative to the file's package.
    root : Path
        The working folder.

    Returns
    -------
    list of Path
        Files beside `file`, below the working folder or, for a file of a package, in the package;
        in each case with the packages that Python imports first.
    """
    package = _top_of_package(file)
    index = file.parent / "__init__.py"
    found = [index] if index.is_file() and index != file else []
    for name in imported:
        levels = len(name) - len(name.lstrip("."))
        parts = [part for part in name.lstrip(".").split(".") if part]
        if levels:
            folders = [file.parents[levels - 1]]
        else:
            folders = [file.parent, root, *([package] if package else [])]
        for folder in folders:
            found += _along(folder, parts)
    return found


def _along(folder: Path, parts: list[str]) -> list[Path]:
    """Files that are run to import ``parts`` from a folder; none if it is not there."""
    files = []
    for depth in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:depth])
        index, module = place / "__init__.py", place.with_name(place.name + ".py")
        if module.is_file():
            files.append(module)
        elif index.is_file():
            files.append(index)
        elif not place.is_dir():
            break
    return files


def _top_of_package(file: Path) -> Path | None:
    """The folder from which the package of a file is imported; None for a file of its own."""
    folder = file.resolve().parent
    if not (folder / "__init__.py").is_file():
        return None
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder

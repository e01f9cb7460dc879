"""The pictures in class folders, and what else is there."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from craftbench.datasets.samples import REJECTED_COLUMNS, other_class
from craftbench.errors import CraftbenchError, suggestion

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
ROLES = {"train": "pool", "test": "test"}
"""Folders of a published split, and the role of their pictures."""
_OF_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")


def list_pictures(folder: Path, classes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pictures below a folder with one subfolder per class, or with ``train/`` and ``test/``.

    Parameters
    ----------
    folder : Path
        ``folder/{class}/*`` or ``folder/{train,test}/{class}/*``; the second form if both folders
        exist and no class has one of their names.
    classes : list of str

    Returns
    -------
    pictures : DataFrame
        ``file`` and ``source`` (the path below `folder`), ``label`` and, in the second form,
        ``role``; sorted by path.
    rejected : DataFrame
        ``source`` and ``reason`` of files of another ending, and of each folder that is not read,
        with its number of files. Hidden files, ``Thumbs.db`` and ``desktop.ini`` are not listed.

    Raises
    ------
    CraftbenchError
        If a class has no folder or no picture.
    """
    parts = {folder: ""}
    if all((folder / name).is_dir() for name in ROLES) and not set(ROLES) & set(classes):
        parts = {folder / name: role for name, role in ROLES.items()}
    rows: list[tuple[Path, str, str]] = []
    rejected: list[tuple[Path, str]] = []
    if len(parts) > 1:
        rejected += _beside(folder, list(ROLES), "is neither train nor test")
    for part, role in parts.items():
        rejected += _other_classes(part, classes)
        for name in classes:
            pictures, odd = _pictures_of(_class_folder(part, name), name)
            rows += [(file, name, role) for file in pictures]
            rejected += odd
    table = pd.DataFrame(rows, columns=["file", "label", "role"])
    table.insert(1, "source", [_below(file, folder) for file in table["file"]])
    left_out = [(_below(path, folder), reason) for path, reason in rejected]
    return (
        table if len(parts) > 1 else table.drop(columns="role"),
        pd.DataFrame(left_out, columns=REJECTED_COLUMNS),
    )


def _class_folder(part: Path, name: str) -> Path:
    if (part / name).is_dir():
        return part / name
    found = [path.name for path in _entries(part) if path.is_dir()]
    raise CraftbenchError(
        f"{part / name}: there is no folder of class {name!r}"
        + (suggestion(name, found) if found else f"; {part} has no folders")
        + ". Correct `classes` or source.folder in the card"
    )


def _pictures_of(folder: Path, label: str) -> tuple[list[Path], list[tuple[Path, str]]]:
    pictures, odd = [], []
    for path in _entries(folder):
        if path.is_dir():
            odd.append((path, f"nested folder ({_count(path)}); move them to {folder.name}/"))
        elif path.suffix.lower() in ENDINGS:
            pictures.append(path)
        else:
            odd.append((path, f"expected the ending {', '.join(ENDINGS)}"))
    if not pictures:
        raise CraftbenchError(
            f"{folder}: expected pictures ({', '.join(ENDINGS)}) of class {label!r}, found none of "
            f"{len(odd)} entries; correct source.folder or `classes` in the card"
        )
    return pictures, odd


def _other_classes(part: Path, classes: list[str]) -> Iterator[tuple[Path, str]]:
    for path, reason in _beside(part, classes, "is in no class folder"):
        if path.is_dir():
            reason = f"{other_class(pd.Series([path.name]))[0]} ({_count(path)})"
        yield path, reason


def _beside(folder: Path, known: list[str], reason: str) -> Iterator[tuple[Path, str]]:
    for path in _entries(folder):
        if path.name not in known:
            yield path, f"{reason} ({_count(path)})" if path.is_dir() else reason


def _count(folder: Path) -> str:
    files = sum(path.is_file() and not _is_hidden(path) for path in folder.rglob("*"))
    return "1 file" if files == 1 else f"{files} files"


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not _is_hidden(path))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name.lower() in _OF_SYSTEMS


def _below(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    return f"{name}/" if path.is_dir() else name

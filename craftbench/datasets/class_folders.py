"""The images in class folders, and what else is there: nothing is left out without a word."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from craftbench.datasets.lookalikes import refuse_lookalike_labels
from craftbench.datasets.samples import REJECTED_COLUMNS, other_class
from craftbench.errors import CraftbenchError, suggestion

PICTURES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
ROLES = {"train": "pool", "test": "test"}
"""Folders of a published split, and the role of their images."""
_OF_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")


def list_images(
    folder: Path, classes: list[str], endings: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Images below a folder with one subfolder per class, or with ``train/`` and ``test/``.

    Parameters
    ----------
    folder : Path
        ``folder/{class}/*`` or ``folder/{train,test}/{class}/*``; the second form if both folders
        exist and no class has one of their names.
    classes : list of str
    endings : tuple of str
        Of the images, in lower case.

    Returns
    -------
    images : DataFrame
        ``file`` and ``source`` (the path below `folder`), ``label`` and, in the second form,
        ``role``; sorted by path.
    rejected : DataFrame
        ``source`` and ``reason`` of everything else: files of another ending, hidden files and
        those of the system, and each folder that is not read, with its number of files.

    Raises
    ------
    CraftbenchError
        If a class has no folder or no image, or another folder has a name that looks like one.
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
            images, odd = _images_of(_class_folder(part, name), endings)
            rows += [(file, name, role) for file in images]
            rejected += odd
    _check_classes(folder, classes, {label for _, label, _ in rows}, endings, rejected)
    table = pd.DataFrame(rows, columns=["file", "label", "role"])
    table.insert(1, "source", [file.relative_to(folder).as_posix() for file in table["file"]])
    left_out = [(_below(path, folder), reason) for path, reason in rejected]
    return (
        table if len(parts) > 1 else table.drop(columns="role"),
        pd.DataFrame(left_out, columns=REJECTED_COLUMNS),
    )


def _class_folder(part: Path, name: str) -> Path:
    found = [path.name for path in _entries(part) if path.is_dir()]
    if name in found or (_is_one_name(name) and (part / name).is_dir()):
        return part / name
    raise CraftbenchError(
        f"{part / name}: there is no folder of class {name!r}"
        + (suggestion(name, found) if found else f"; {part} has no folders")
        + ". Correct `classes` or source.folder in the card"
    )


def _images_of(folder: Path, endings: tuple[str, ...]) -> tuple[list[Path], list[tuple[Path, str]]]:
    images, odd = [], []
    for path in _entries(folder):
        mode = _mode(path)
        if _is_hidden(path):
            odd.append((path, _hidden(path)))
        elif stat.S_ISDIR(mode):
            odd.append((path, f"nested folder ({_count(path)}); move them to {folder.name}/"))
        elif not stat.S_ISREG(mode):
            odd.append((path, "no regular file, or a link to nothing"))
        elif path.suffix.lower() in endings:
            images.append(path)
        else:
            odd.append((path, f"expected the ending {', '.join(endings)}"))
    return images, odd


def _check_classes(
    folder: Path,
    classes: list[str],
    found: set[str],
    endings: tuple[str, ...],
    rejected: list[tuple[Path, str]],
) -> None:
    for name in classes:
        if name not in found:
            inside = [reason for path, reason in rejected if path.parent.name == name]
            raise CraftbenchError(
                f"{folder / name}: expected images ({', '.join(endings)}) of class {name!r}, found "
                f"none of {len(inside)} entries{f' (the first: {inside[0]})' if inside else ''}; "
                "correct source.folder or `classes` in the card"
            )


def _other_classes(part: Path, classes: list[str]) -> Iterator[tuple[Path, str]]:
    for path, reason in _beside(part, classes, "is in no class folder"):
        if path.is_dir() and not _is_hidden(path):
            refuse_lookalike_labels({path.name: f"folder {path}"}, classes)
            reason = f"{other_class(pd.Series([path.name]))[0]} ({_count(path)})"
        yield path, reason


def _beside(folder: Path, known: list[str], reason: str) -> Iterator[tuple[Path, str]]:
    for path in _entries(folder):
        if _is_hidden(path):
            yield path, _hidden(path)
        elif path.name not in known:
            yield path, f"{reason} ({_count(path)})" if path.is_dir() else reason


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise CraftbenchError(f"{folder}: cannot be listed: {error.strerror}") from None


def _mode(path: Path) -> int:
    """Type of a file; 0 if there is none, as behind a broken link."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _is_one_name(name: str) -> bool:
    return Path(name).name == name and name != ".."


def _hidden(path: Path) -> str:
    return "hidden or of the system" + (f" ({_count(path)})" if path.is_dir() else "")


def _count(folder: Path) -> str:
    files = sum(path.is_file() for path in folder.rglob("*"))
    return "1 file" if files == 1 else f"{files} files"


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name.lower() in _OF_SYSTEMS


def _below(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    return f"{name}/" if path.is_dir() else name

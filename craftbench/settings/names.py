"""The rule for every name that becomes part of a path that the project writes.

A name of a data set, an arm or a view becomes a file, a folder, or a wildcard of the workflow. A
downloaded file is stored where the card says, below ``downloads/``. None of them may lead
elsewhere, or mean another file on another system. Folders that are only read may be anywhere.
"""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from craftbench.errors import CraftbenchError

LONGEST_NAME = 64
LONGEST_PATH = 200
NAME = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
FILE_NAME = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$"
RULE = (
    "expected letters A-Z, digits, - and _, a letter or digit first, at most "
    f"{LONGEST_NAME} characters, and no device name of Windows such as CON"
)
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
RESULT_FOLDERS = ("benchmarks", "logs", "reference", "tables")
"""Folders of ``results/`` that belong to no data set."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def path_name(name: str) -> str:
    """`name`, if it may be a file, folder or wildcard; raises ValueError with the rule."""
    if not _fits(name, NAME):
        raise ValueError(f"{_shown(name)} cannot be part of a path: {RULE}")
    return name


def file_name(name: str) -> str:
    """`name`, if it may be a file name with an ending; raises ValueError with the rule."""
    if not _fits(name, FILE_NAME):
        raise ValueError(f"{_shown(name)} cannot be part of a path: {RULE}; dots only inside")
    return name


def relative_path(path: str) -> str:
    """`path`, if it stays below the folder that it is joined to; raises ValueError.

    Its parts are file names, with ``/`` between them.
    """
    if len(path) > LONGEST_PATH or not all(_fits(part, FILE_NAME) for part in path.split("/")):
        raise ValueError(
            f"{_shown(path)} cannot be a path below CRAFTBENCH_DATA and downloads/: of each part, "
            f"{RULE}; dots only inside, / between parts, {LONGEST_PATH} characters in all"
        )
    return path


def dataset_name(name: str) -> str:
    """`name`, if its results get a folder of their own; raises ValueError with the rule."""
    if path_name(name).lower() in RESULT_FOLDERS:
        raise ValueError(
            f"{name!r} cannot be a data set, since results/{name}/ is for something else; "
            "choose another name"
        )
    return name


def class_name(name: str) -> str:
    """`name`, if it can be shown and compared with labels; raises ValueError.

    Class names are no part of a written path, so that blanks, dots and all letters are allowed.
    """
    if not name.strip() or name != name.strip() or _CONTROL.search(name) or len(name) > 100:
        raise ValueError(
            f"{_shown(name)} cannot be a class: expected 1 to 100 characters, no line break, and "
            "no blank at its beginning or end"
        )
    return name


def check_name(name: object, origin: str) -> str:
    """A data set's name from a command line or a file; raises CraftbenchError with `origin`."""
    try:
        if not isinstance(name, str):
            raise ValueError(f"{_shown(name)} cannot be part of a path: {RULE}")
        return dataset_name(name)
    except ValueError as error:
        raise CraftbenchError(f"{origin}: {error}") from None


def check_case(names: Iterable[str]) -> None:
    """Raises ValueError for two names that are the same file on Windows and macOS."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(name.lower(), name)
        if other != name:
            raise ValueError(
                f"{other!r} and {name!r} differ in case only, which is the same file on some "
                "systems; rename one of them"
            )


def _fits(name: str, pattern: str) -> bool:
    return (
        len(name) <= LONGEST_NAME
        and re.fullmatch(pattern[1:-1], name) is not None
        and name.split(".")[0].lower() not in _DEVICES
    )


def _shown(name: object) -> str:
    shown = ascii(name)
    return shown if len(shown) < LONGEST_NAME else f"{shown[:40]}... ({len(shown)} characters)"


def _schema(pattern: str, longest: int = LONGEST_NAME) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "maxLength": longest})


Name = Annotated[str, AfterValidator(path_name), _schema(NAME)]
DatasetName = Annotated[str, AfterValidator(dataset_name), _schema(NAME)]
FileName = Annotated[str, AfterValidator(file_name), _schema(FILE_NAME)]
RelativePath = Annotated[
    str, AfterValidator(relative_path), _schema("^[A-Za-z0-9][A-Za-z0-9._/-]*$", LONGEST_PATH)
]
ClassName = Annotated[
    str, AfterValidator(class_name), WithJsonSchema({"type": "string", "minLength": 1})
]

"""References to functions of the user's own files, such as ``my_features.py:edge_energy``."""

import ast
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.loading import import_file, import_module_named

_REFERENCE = re.compile(r"(?P<place>[^:]+\.py|[A-Za-z_]\w*(\.[A-Za-z_]\w*)*):(?P<name>[^\W\d]\w*)")


@dataclass(frozen=True)
class Parameters:
    """Parameters of a function: those that must be given, and those that may be."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both, in order."""
        return (*self.required, *self.optional)


@dataclass(frozen=True)
class Reference:
    """A function by its place and its name.

    Parameters
    ----------
    place : str
        A file relative to the working folder, such as ``my_features.py``, or a module such as
        ``my_package.features``.
    name : str
        Of the function.
    """

    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.place}:{self.name}"

    @property
    def file(self) -> Path | None:
        """The Python file; None for a module that is not one, such as a compiled one.

        Raises
        ------
        CraftbenchError
            If there is no such file or module.
        """
        return file_of(self.place)

    @property
    def parameters(self) -> Parameters:
        """Parameters of the function, read without running its file wherever that is possible.

        Raises
        ------
        CraftbenchError
            If the file, the module or the function does not exist, or the file is not Python.
        """
        file = self.file
        if file is not None:
            functions, other = _definitions(file, file.stat().st_mtime_ns)
            if self.name in functions:
                return functions[self.name]
            if self.name not in other:
                known = list(functions)
                hint = suggestion(self.name, known) if known else "; it defines no function"
                raise CraftbenchError(f"{self}: {file} has no function {self.name!r}{hint}")
        return _parameters_of(self.function, str(self))

    @property
    def documentation(self) -> str:
        """The first paragraph of the function's docstring, read without running its file."""
        file = self.file
        tree = ast.parse(file.read_text(encoding="utf-8")) if file is not None else None
        for node in tree.body if tree else ():
            if isinstance(node, ast.FunctionDef) and node.name == self.name:
                text = ast.get_docstring(node) or ""
                return " ".join(text.split("\n\n")[0].split())
        return ""

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself: runs its file.

        Raises
        ------
        CraftbenchError
            If the file cannot be imported, or has no such function.
        """
        at_path = self.place.endswith(".py")
        module = import_file(Path(self.place)) if at_path else import_module_named(self.place)
        found = getattr(module, self.name, None)
        if found is None:
            known = [name for name, one in vars(module).items() if inspect.isfunction(one)]
            hint = suggestion(self.name, known) if known else "; it defines no function"
            raise CraftbenchError(f"{self}: {self.place} has no function {self.name!r}{hint}")
        if not callable(found):
            raise CraftbenchError(
                f"{self}: expected a function, found {type(found).__name__}; name a function"
            )
        return found


def is_reference(text: str) -> bool:
    """Whether a name is that of a function in a file or module."""
    return _REFERENCE.fullmatch(text) is not None


def reference(text: str) -> Reference:
    """The reference that a card has.

    Raises
    ------
    CraftbenchError
        If it is not one.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise CraftbenchError(
            f"{text!r}: expected FILE.py:FUNCTION, such as my_features.py:edge_energy, or "
            "MODULE:FUNCTION, such as my_package.features:edge_energy"
        )
    return Reference(found["place"], found["name"])


def short_name(name: str) -> str:
    """How files, columns and tables call it: ``edge_energy`` of ``my_features.py:edge_energy``."""
    return name.rpartition(":")[2]


def file_of(place: str) -> Path | None:
    """See `Reference.file`."""
    if place.endswith(".py"):
        path = Path(place)
        if not path.is_file():
            raise CraftbenchError(
                f"there is no file {place}; own files are looked for in the card's folder and in "
                f"the working folder, {Path.cwd()}"
            )
        return path
    from_working_folder()
    try:
        spec = find_spec(place)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise CraftbenchError(
            f"there is no module {place}; own modules are looked for in the working folder, "
            f"{Path.cwd()}, and among the installed packages"
        )
    return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None


def from_working_folder() -> None:
    """Let Python find modules of the working folder, after all others."""
    folder = str(Path.cwd())
    if folder not in sys.path and "" not in sys.path:
        sys.path.append(folder)


@cache
def _definitions(file: Path, modified: int) -> tuple[dict[str, Parameters], set[str]]:
    """Functions that a file defines, and its other names; read again once it is `modified`."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise CraftbenchError(
            f"{file}, line {error.lineno}: not valid Python: {error.msg}"
        ) from None
    except (UnicodeDecodeError, ValueError) as error:
        raise CraftbenchError(f"{file}: not a Python file in UTF-8: {error}") from None
    functions = {
        node.name: _declared(node.args) for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    other = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    other |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    other |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return functions, other


def _declared(given: ast.arguments) -> Parameters:
    placed = [one.arg for one in (*given.posonlyargs, *given.args)]
    first = len(placed) - len(given.defaults)
    named = list(zip(given.kwonlyargs, given.kw_defaults, strict=True))
    return Parameters(
        (*placed[:first], *(one.arg for one, default in named if default is None)),
        (*placed[first:], *(one.arg for one, default in named if default is not None)),
    )


def _parameters_of(function: Callable[..., Any], name: str) -> Parameters:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise CraftbenchError(
            f"{name}: its parameters are not known to Python; wrap it in a function of your own"
        ) from None
    fixed = [one for one in found if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    return Parameters(
        tuple(one.name for one in fixed if one.default is one.empty),
        tuple(one.name for one in fixed if one.default is not one.empty),
    )

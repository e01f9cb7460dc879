"""The import closure of a script: every file of the project, and of the user, that it runs.

Snakemake follows no imports. A rule therefore names these files in its input, so that an edit of
one of them runs the rule again.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from craftbench.errors import CraftbenchError
from craftbench.own.closure import neighbours
from craftbench.own.reference import file_of

PACKAGES = ("craftbench", "features", "models")
REGISTRIES = ("features", "models", "craftbench.datasets.registry")
"""Modules that name everything and compute nothing: a step has the entry that it uses among its
settings, and the entry's module in its closure."""


def import_closure(
    scripts: Iterable[str | Path], modules: Iterable[str] = (), root: Path = Path()
) -> list[str]:
    """Files that scripts and modules import, directly or not, from the project's packages.

    Parameters
    ----------
    scripts : iterable of str or Path
        Python files below `root`; not part of the result, since Snakemake watches them itself.
    modules : iterable of str
        Modules that the scripts import by name while they run, such as ``features.parcel``, and
        places of own functions, such as ``my_features.py`` or ``my_package.features``.
    root : Path
        The project's folder.

    Returns
    -------
    list of str
        Paths below `root`, sorted. Left out are the `REGISTRIES`, and files without any code such
        as a package's index. The user's own files are followed, but not listed: see `own_files`.

    Raises
    ------
    FileNotFoundError
        If one of `modules` does not exist.
    """
    found: dict[str, Path] = {}
    modules = list(modules)
    named = [name for name in modules if _is_of_project(name)]
    own = own_files(modules)
    waiting = list(named)
    absent = [name for name in waiting if _file(name, root) is None]
    if absent:
        raise FileNotFoundError(f"there is no module {absent[0]} below {root.resolve()}")
    for script in [*(root / script for script in scripts), *map(Path, own)]:
        waiting += imported_names(script)
    while waiting:
        name = waiting.pop()
        if name in found or not _is_of_project(name):
            continue
        path = _file(name, root)
        if path is None:
            # A function or class of a module that is followed by itself.
            continue
        found[name] = path
        waiting += _packages_of(name)
        if name not in REGISTRIES:
            waiting += imported_names(root / path)
    files = {path for name, path in found.items() if name not in REGISTRIES}
    return sorted(str(path) for path in files if _has_code(root / path))


def _is_of_project(name: str) -> bool:
    """Rather than a module or file of the user."""
    return not name.endswith(".py") and name.split(".")[0] in PACKAGES


def own_files(modules: Iterable[str]) -> list[str]:
    """The files of the user's own functions, and the own files that these import, directly or not.

    Parameters
    ----------
    modules : iterable of str
        As of `import_closure`; those of the project are passed over.

    Returns
    -------
    list of str
        Paths, sorted; relative to the working folder if they are below it.

    Raises
    ------
    CraftbenchError
        If there is no such file or module, or one is not valid Python.
    """
    found: set[Path] = set()
    own = [name for name in modules if not _is_of_project(name)]
    waiting = [file for file in map(file_of, own) if file is not None]
    while waiting:
        file = _from_here(waiting.pop())
        if file in found:
            continue
        found.add(file)
        try:
            imported = [name for name in imported_names(file) if not _is_of_project(name)]
        except SyntaxError as error:
            raise CraftbenchError(
                f"{file}, line {error.lineno}: not valid Python: {error.msg}"
            ) from None
        waiting += neighbours(file, imported, Path())
    return sorted(map(str, found))


def _from_here(file: Path) -> Path:
    whole, here = file.resolve(), Path.cwd().resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole


def _packages_of(module: str) -> list[str]:
    """The packages that Python imports before a module."""
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _file(module: str, root: Path) -> Path | None:
    place = Path(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if (root / path).is_file()), None)


def imported_names(path: Path) -> list[str]:
    """Modules, and what is taken from them, that a Python file imports anywhere in it.

    Relative imports keep their dots.
    """
    return _imported(path, path.stat().st_mtime_ns)


@cache
def _imported(path: Path, modified: int) -> list[str]:
    """Read again only once the file has been `modified`."""
    names = []
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            joined = module if not node.module else f"{module}."
            names += [module, *(f"{joined}{alias.name}" for alias in node.names)]
    return names


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements inside a node; expressions are passed over, no import can be in them."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield child
            yield from _statements(child)


def _has_code(path: Path) -> bool:
    return path.name != "__init__.py" or bool(code_without_docstrings(path.read_text("utf-8")))


def code_without_docstrings(source: str) -> str:
    """Python source in a form in which comments, docstrings and layout make no difference."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return ast.dump(tree) if tree.body else ""


def _is_text(statement: ast.stmt) -> bool:
    """A string that stands as a statement: a docstring, also one of an attribute."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )

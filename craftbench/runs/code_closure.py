"""The import closure of a script: every file of the project that it runs.

Snakemake follows no imports. A rule therefore names these files in its input, so that an edit of
one of them runs the rule again.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

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
        Modules that the scripts import by name while they run, such as ``features.parcel``.
    root : Path
        The project's folder.

    Returns
    -------
    list of str
        Paths below `root`, sorted. Left out are the `REGISTRIES`, and files without any code such
        as a package's index.

    Raises
    ------
    FileNotFoundError
        If one of `modules` does not exist.
    """
    found: dict[str, Path] = {}
    waiting = list(modules)
    absent = [name for name in waiting if _file(name, root) is None]
    if absent:
        raise FileNotFoundError(f"there is no module {absent[0]} below {root.resolve()}")
    for script in scripts:
        waiting += imported_names(root / script)
    while waiting:
        name = waiting.pop()
        if name in found or name.split(".")[0] not in PACKAGES:
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


def _packages_of(module: str) -> list[str]:
    """The packages that Python imports before a module."""
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _file(module: str, root: Path) -> Path | None:
    place = Path(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if (root / path).is_file()), None)


def imported_names(path: Path) -> list[str]:
    """Modules, and what is taken from them, that a Python file imports anywhere in it."""
    return _imported(path, path.stat().st_mtime_ns)


@cache
def _imported(path: Path, modified: int) -> list[str]:
    """Read again only once the file has been `modified`."""
    names = []
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
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

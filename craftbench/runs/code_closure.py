"""Which files of the project a module runs: Snakemake does not follow imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def module_files(module: str, within: str, root: Path = Path()) -> list[str]:
    """Files of a module and of all that it imports, directly or not, from the package `within`.

    Parameters
    ----------
    module, within : str
        Such as ``features.parcel`` and ``features``.
    root : Path
        The project's folder.

    Returns
    -------
    list of str
        Paths below `root`, sorted; the ``__init__.py`` of `within` itself is left out, since it
        names everything and computes nothing.

    Raises
    ------
    FileNotFoundError
        If there is no such module.
    """
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name == within or not f"{name}.".startswith(f"{within}."):
            continue
        path = _file(name, root)
        if path is None:
            continue
        found[name] = path
        waiting += _imported(root / path, (root / path).stat().st_mtime_ns)
    if module not in found:
        raise FileNotFoundError(f"there is no module {module} below {root.resolve()}")
    return sorted(str(path) for path in found.values())


def _file(module: str, root: Path) -> Path | None:
    place = Path(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if (root / path).is_file()), None)


@cache
def _imported(path: Path, modified: int) -> list[str]:
    """Names that a file imports anywhere; asked again only once it has been `modified`."""
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

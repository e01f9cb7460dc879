"""Public names of modules, read from their syntax trees: nothing is imported."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def public_names(file: Path) -> list[str]:
    """Functions and classes of a module that have a docstring and no leading underscore."""
    return [
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node)
    ]


def module_docs(package: str, left_out: frozenset[str] = frozenset()) -> str:
    """What mkdocstrings is asked for: all public names of all modules of a package.

    Parameters
    ----------
    package : str
        Its folder below the project, such as ``craftbench/stats``.
    left_out : frozenset of str
        Full names that another page documents.

    Returns
    -------
    str
        Markdown, a heading for each module.
    """
    parts = []
    for file in sorted((ROOT / package).glob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        names = [f"{module}.{name}" for name in public_names(file)]
        names = [name for name in names if name not in left_out]
        if names:
            about = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
            parts += [f"## `{module}`\n\n{about}\n", *(f"::: {name}\n" for name in names)]
    return "\n".join(parts)

"""Effort to design a representation, counted in its source code."""

import ast
import io
import sys
import tokenize
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from craftbench.config.contest import Contest
from craftbench.config.project_files import packages_folder
from craftbench.own.feature_sets import feature_set
from craftbench.runs.code_closure import import_closure, own_files

_LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENDMARKER, tokenize.ENCODING),
}
_OWN = {"features", "models", "craftbench"}


class DesignEffort(NamedTuple):
    """Lines of code, numbers in them that someone had to choose, and the libraries they use."""

    lines: int
    constants: int
    libraries: tuple[str, ...] = ()


def design_effort(contest: Contest, arm: str) -> DesignEffort:
    """Lines and constants of an arm's representation: its feature sets, and its network or filters.

    Parameters
    ----------
    contest, arm
        The arm, and the contest that it is part of.

    Returns
    -------
    DesignEffort
        Each file that the feature sets, the network or the filters import from their own package
        counts once; a helper that two feature sets share counts for both. The classifier behind the
        features and the training of the network are the same for every arm of that kind and do not
        count. The code of libraries does not count for either side; ``libraries`` names them.
    """
    modules = [feature_set(name).module for name in contest.feature_sets(arm)]
    model = contest.arms[arm].network_model
    if contest.arms[arm].kind != "classifier" or model.fixed_filter:
        modules.append(model.module)
    root = packages_folder()
    files = [root / file for file in import_closure([], modules, root)]
    files += map(Path, own_files(modules))
    return effort_of(file.read_text(encoding="utf-8") for file in files)


def effort_of(sources: Iterable[str]) -> DesignEffort:
    """Lines and constants of Python source.

    Lines of code are those with anything but comments and docstrings. Constants are numbers other
    than 0 and 1, outside of indices and slices. Libraries are the packages that are imported, apart
    from Python's own and the project's.
    """
    lines = constants = 0
    libraries: set[str] = set()
    for source in sources:
        tree = ast.parse(source)
        lines += len(_code_lines(source) - _docstring_lines(tree))
        constants += _constants(tree)
        libraries |= _libraries(tree)
    return DesignEffort(lines, constants, tuple(sorted(libraries)))


def _code_lines(source: str) -> set[int]:
    return {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in _LAYOUT
        for line in range(token.start[0], token.end[0] + 1)
    }


def _libraries(tree: ast.Module) -> set[str]:
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    return imported - set(sys.stdlib_module_names) - _OWN


def _docstring_lines(tree: ast.Module) -> set[int]:
    """Lines of strings that stand as statements: docstrings, of attributes too."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _constants(node: ast.AST) -> int:
    if isinstance(node, ast.Subscript):
        return _constants(node.value)
    own = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    chosen = own and node.value not in (0, 1)  # type: ignore[attr-defined]
    return chosen + sum(map(_constants, ast.iter_child_nodes(node)))

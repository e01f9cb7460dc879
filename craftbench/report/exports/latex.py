"""A table in LaTeX, with the rules of the package booktabs."""

import re

from craftbench.report.tables import ShownTable

ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "–": "--",
    "−": "$-$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "κ": r"$\kappa$",
    "µ": r"$\mu$",
    "…": r"\ldots{}",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
}
"""By character; the page uses the same."""
_SPECIAL = re.compile("|".join(map(re.escape, ESCAPES)))


def escaped(text: str) -> str:
    """Text as LaTeX prints it.

    Examples
    --------
    >>> print(escaped("50 % of a_b"))
    50 \\% of a\\_b
    """
    return _SPECIAL.sub(lambda found: ESCAPES[found[0]], " ".join(text.split()))


def latex(table: ShownTable, caption: str = "") -> str:
    """A ``tabular`` with booktabs; the caption and the notes are comments above it."""
    kinds = "".join("r" if column.kind == "number" else "l" for column in table.columns)
    lines = [f"% {' '.join(text.split())}" for text in (caption, *table.notes) if text]
    lines += [rf"\begin{{tabular}}{{{kinds}}}", r"\toprule", _row(table.heads), r"\midrule"]
    lines += [_row([cell.text for cell in row]) for row in table.rows]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])


def _row(texts: list[str]) -> str:
    return " & ".join(map(escaped, texts)) + r" \\"

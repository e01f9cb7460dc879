"""Colours and text of charts.

A specification names colours as variables of the page, ``var(--learned)``. ``charts.js`` replaces
them by the values that the page has at the moment, so that charts follow the dark theme; `in_light`
replaces them by `LIGHT`, for files.
"""

import re
from typing import Any

from craftbench.report.page_colours import LIGHT

FONT = "Liberation Sans, Arial, sans-serif"
"""In files; a page has its own."""
_VARIABLE = re.compile(r"^var\(--([\w-]+)\)$")


def variable(name: str) -> str:
    """The colour of a family, or another variable of the page."""
    return f"var(--{name})"


_TEXT, _SOFT, _LINE = (variable(name) for name in ("text", "soft", "line"))
_WORDS = {"labelColor": _SOFT, "titleColor": _TEXT, "labelFontSize": 12, "titleFontSize": 12}
CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "axis": _WORDS
    | {
        "gridColor": _LINE,
        "domainColor": _SOFT,
        "tickColor": _SOFT,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
    "legend": _WORDS
    | {"labelColor": _TEXT, "labelLimit": 260, "orient": "top", "title": None, "columns": 3}
    | {"symbolSize": 70, "symbolOpacity": 1},
    "header": _WORDS | {"labelColor": _TEXT, "labelFontWeight": "bold", "title": None},
    "title": {"color": _TEXT, "fontSize": 13, "anchor": "start", "fontWeight": "normal"},
    "text": {"color": _TEXT, "fontSize": 12},
    "rule": {"color": _SOFT},
}
"""Vega-Lite configuration of all charts."""


def in_light(value: Any) -> Any:
    """A specification with its variables replaced by `LIGHT`."""
    if isinstance(value, dict):
        return {key: in_light(own) for key, own in value.items()}
    if isinstance(value, list):
        return [in_light(own) for own in value]
    found = _VARIABLE.match(value) if isinstance(value, str) else None
    return LIGHT[found[1]] if found else value

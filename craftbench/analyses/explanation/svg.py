"""Elements of small SVG drawings. Their colours are classes, so that a page decides on them."""

from collections.abc import Iterable

import numpy as np
from markupsafe import Markup, escape

DECIMALS = 1


def element(name: str, content: str = "", **attributes: object) -> Markup:
    """One element; everything is escaped that is not `Markup`.

    Parameters
    ----------
    name : str
        Of the element.
    content : str
        Text, or elements as `Markup`.
    **attributes
        ``class_`` is the attribute ``class``; other underscores become hyphens. Numbers are
        rounded to a tenth of a pixel.

    Examples
    --------
    >>> element("text", "a < b", class_="drawn-text", x=1.26)
    Markup('<text class="drawn-text" x="1.3">a &lt; b</text>')
    """
    listed = "".join(
        f' {escape(key.rstrip("_").replace("_", "-"))}="{_escaped(_written(value))}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{listed}>{_escaped(content)}</{name}>")


def _escaped(content: str) -> Markup:
    """Escaped unless it is `Markup`, with ``�`` for characters that an SVG cannot hold."""
    if isinstance(content, Markup):
        return content
    return escape("".join(one if one.isprintable() else "�" for one in content))


def drawing(width: float, height: float, label: str, parts: Iterable[Markup]) -> Markup:
    """An SVG of a size in pixels, with a text for those who do not see it."""
    content = Markup("").join(parts)
    box = f"0 0 {_written(float(width))} {_written(float(height))}"
    return element(
        "svg",
        content,
        class_="drawn",
        viewBox=box,
        width=float(width),
        height=float(height),
        role="img",
        aria_label=label,
    )


def text(x: float, y: float, content: str, anchor: str = "start", kind: str = "text") -> Markup:
    """A line of text; `anchor` is ``start``, ``middle`` or ``end``."""
    return element("text", content, class_=f"drawn-{kind}", x=x, y=y, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "line") -> Markup:
    """A straight line."""
    return element("path", class_=f"drawn-{kind}", d=path(np.array([[x1, y1], [x2, y2]])))


def box(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A filled rectangle."""
    return element("rect", class_=f"drawn-{kind}", x=x, y=y, width=width, height=height)


def path(points: np.ndarray, closed: bool = False) -> str:
    """The attribute ``d`` of a line through points (n, 2), each x and y; NaN interrupts it."""
    parts, pen_down = [], False
    for x, y in points.tolist():
        if x != x or y != y:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{_written(x)} {_written(y)}")
        pen_down = True
    return "".join(parts) + ("Z" if closed else "")


def _written(value: object) -> str:
    if isinstance(value, (float, np.floating)):
        rounded = round(float(value), DECIMALS) + 0.0
        return f"{rounded:.{DECIMALS}f}".removesuffix(".0")
    return str(value)

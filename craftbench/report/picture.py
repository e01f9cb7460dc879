"""Figures as SVG, and embedded in a page."""

import base64
import io

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text


def svg(figure: Figure) -> bytes:
    """SVG of a figure; the same figure always gives the same bytes.

    By default, Matplotlib writes the date and random names into an SVG. It also reads what stands
    between two dollar signs as mathematics; here every text is drawn as it is, since names of
    classes and arms come from users.
    """
    file = io.BytesIO()
    # Ticks are created while the figure is drawn, other texts exist already.
    with matplotlib.rc_context({"svg.hashsalt": "craftbench", "text.parse_math": False}):
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            text.set_parse_math(False)
        figure.savefig(file, format="svg", dpi=120, metadata={"Date": None})
    return file.getvalue()


def data_uri(picture: bytes | Figure) -> str:
    """An SVG or a figure as a data URI, for an image inside the page."""
    content = svg(picture) if isinstance(picture, Figure) else picture
    return "data:image/svg+xml;base64," + base64.b64encode(content).decode("ascii")

"""Charts of several panels with the same axes."""

from collections.abc import Sequence

import altair as alt

WIDTH, COLUMNS = 210, 3
"""Of a panel, and of a row, in files; ``charts.js`` fits them to the page."""
PANEL = "panel"
"""Column with the title of the panel that a row belongs to."""


def beside(panels: Sequence[alt.LayerChart], data: alt.InlineData) -> alt.ConcatChart:
    """Charts side by side that share their data, colours and legends."""
    row = alt.concat(*panels, data=data, columns=len(panels))
    return row.properties(usermeta={"panels": len(panels)})


def in_panels(
    layers: Sequence[alt.Chart],
    data: alt.InlineData,
    titles: Sequence[str],
    height: int = WIDTH,
    square: bool = False,
    own_x: bool = False,
    own_y: bool = False,
) -> alt.FacetChart:
    """Layers that are repeated for each value of `PANEL`.

    Parameters
    ----------
    layers : sequence of Chart
        Of one panel.
    data : InlineData
        Of all panels.
    titles : sequence of str
        The panels in their order.
    height : int
        Of a panel.
    square : bool
        Whether panels stay as high as wide.
    own_x, own_y : bool
        Whether each panel has a horizontal or vertical axis of its own.
    """
    panel = alt.Facet(f"{PANEL}:N").sort(list(titles)).title(None)
    one = alt.LayerChart(layer=list(layers), data=data, width=WIDTH, height=height)
    facets = one.facet(facet=panel, columns=min(COLUMNS, len(titles)))
    if own_x:
        facets = facets.resolve_scale(x="independent")
    if own_y:
        facets = facets.resolve_scale(y="independent")
    return facets.properties(usermeta={"panels": len(titles), "square": square})

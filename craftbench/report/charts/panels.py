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
    chart: alt.LayerChart,
    titles: Sequence[str],
    square: bool = False,
    own_x: bool = False,
    own_y: bool = False,
) -> alt.FacetChart:
    """A chart repeated for each value of `PANEL`.

    Parameters
    ----------
    chart : LayerChart
        Of one panel.
    titles : sequence of str
        The panels in their order.
    square : bool
        Whether panels are as high as wide.
    own_x, own_y : bool
        Whether each panel has a horizontal or vertical axis of its own.
    """
    panel = alt.Facet(f"{PANEL}:N").sort(list(titles)).title(None)
    size = {"width": WIDTH, "height": WIDTH} if square else {"width": WIDTH}
    facets = chart.properties(**size).facet(facet=panel, columns=min(COLUMNS, len(titles)))
    if own_x:
        facets = facets.resolve_scale(x="independent")
    if own_y:
        facets = facets.resolve_scale(y="independent")
    return facets.properties(usermeta={"panels": len(titles), "square": square})

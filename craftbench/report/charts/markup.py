"""Charts as HTML."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from craftbench.report.charts.theme import CONFIG
from craftbench.report.plot_style import FAMILY_COLOUR

Spec = Mapping[str, Any]
_GLOBAL = "window.vegaEmbed = vegaEmbed;"
"""What the bundle leaves for ``charts.js``."""


def chart_html(dataset: str, name: str, spec: Spec) -> Markup:
    """A place for a chart, and its specification; ``charts.js`` draws it when it is seen.

    Parameters
    ----------
    dataset, name : str
        Of the chart; its specification has the id ``chart-{dataset}-{name}``.
    spec : mapping
        Vega-Lite with its data; from `craftbench.report.charts.registry.draw`. One that says
        why it is missing gives a sentence instead.
    """
    return _render("chart.html.j2", dataset=dataset, name=name, spec=spec, json=_json(spec))


def arm_switches(dataset: str, arms: Mapping[str, str], names: Mapping[str, str]) -> Markup:
    """Checkboxes that show and hide arms in all charts of a data set; baselines start hidden.

    Parameters
    ----------
    dataset : str
    arms : mapping of str
        Family by arm.
    names : mapping of str
        Name to show by arm; by default the arm itself.
    """
    found = {
        family: [arm for arm, own in arms.items() if own == family] for family in FAMILY_COLOUR
    }
    families = {family: own for family, own in found.items() if own}
    return _render("arms.html.j2", dataset=dataset, families=families, names=names)


@cache
def scripts() -> Markup:
    """Vega, Vega-Lite, their style and ``charts.js``, as elements for the end of a page."""
    bundle = vl_convert.javascript_bundle(_GLOBAL).replace("</script", "<\\/script")
    return _render("scripts.html.j2", bundle=Markup(bundle), config=_json(CONFIG))


def _json(value: Any) -> Markup:
    """JSON that cannot end the element it stands in; NaN is refused."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))


@cache
def _environment() -> Environment:
    loader = PackageLoader("craftbench.report", "templates/charts")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _render(template: str, **names: Any) -> Markup:
    return Markup(_environment().get_template(template).render(**names))

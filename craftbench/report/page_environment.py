"""The Jinja environment of the report and the primer."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from craftbench.report.charts import arm_switches, chart_html
from craftbench.report.formats import FORMATS
from craftbench.report.glossary import TERMS
from craftbench.report.page_colours import PAGE_COLOURS
from craftbench.report.picture import data_uri
from craftbench.report.plot_style import FAMILY_COLOUR

PACKAGE = "craftbench.report"


def page_environment(package: str = PACKAGE) -> Environment:
    """An environment with the templates of a package and those of the report.

    Everything inserted into a page is escaped. An undefined name is an error.

    Parameters
    ----------
    package : str
        Has a folder ``templates``.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in dict.fromkeys((package, PACKAGE))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FORMATS, data_uri=data_uri)
    environment.globals |= {"chart_html": chart_html, "arm_switches": arm_switches}
    environment.globals |= {
        "family_colours": FAMILY_COLOUR,
        "page_colours": PAGE_COLOURS,
        "terms": TERMS,
    }
    return environment

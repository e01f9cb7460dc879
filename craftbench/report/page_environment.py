"""The one Jinja environment: the report and the primer are rendered by it."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from craftbench.report.formats import FORMATS
from craftbench.report.picture import data_uri
from craftbench.report.plot_style import FAMILY_COLOUR

PACKAGE = "craftbench.report"


def page_environment(package: str = PACKAGE) -> Environment:
    """Templates of a package, and behind them those of the report, such as the style sheet.

    Everything that is put into a page is escaped, and a name that is not defined is an error.

    Parameters
    ----------
    package : str
        With a folder ``templates``.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in dict.fromkeys((package, PACKAGE))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FORMATS, data_uri=data_uri)
    environment.globals["family_colours"] = FAMILY_COLOUR
    return environment

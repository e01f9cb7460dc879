"""The opening of the report: one answer for each data set."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from craftbench.report.facts import DatasetFacts
from craftbench.report.page_environment import page_environment


def opening(
    datasets: Mapping[str, DatasetFacts],
    tables: Mapping[str, pd.DataFrame],
    charts: Mapping[str, Mapping[str, Any]],
) -> Markup:
    """The first screen: an answer card for each data set, and the overview over all of them.

    Parameters
    ----------
    datasets : mapping of DatasetFacts
        By data set, in the order of the page.
    tables : mapping of DataFrame
        The tables over all data sets by name. One that is missing costs only its place.
    charts : mapping
        By data set: specifications of its charts by name; ``answer`` is shown.
    """
    template = page_environment().get_template("opening/opening.html.j2")
    return Markup(template.render(datasets=datasets))

"""Words of the page: one place that says how a key is shown, and what it means.

concepts       contestants, samples, decisions
study          what a row of a table is about
scores         scores, pairs, calibration, variance
verdicts       decisions, influence of groups, claims
curves         data needs, convergence, overfitting
understanding  robustness, other data sets, interpretation
costs          time, memory, design effort, layers
values         values of columns
names          names of arms and data sets, and keys inside longer texts
"""

from craftbench.report.glossary.concepts import CONCEPTS
from craftbench.report.glossary.costs import COSTS
from craftbench.report.glossary.curves import CURVES
from craftbench.report.glossary.scores import SCORES
from craftbench.report.glossary.study import STUDY
from craftbench.report.glossary.term import Term
from craftbench.report.glossary.understanding import UNDERSTANDING
from craftbench.report.glossary.verdicts import VERDICTS

COLUMNS = STUDY | SCORES | VERDICTS | CURVES | UNDERSTANDING | COSTS
TERMS = CONCEPTS | COLUMNS
"""All words by key: a concept, a column, or ``table.column`` where a table means another thing."""


def key_of(column: str, table: str = "") -> str:
    """Key of the words of a column; "" if there are none, as for columns of own analyses."""
    return next((key for key in (f"{table}.{column}", column) if key in COLUMNS), "")


def heading(column: str, table: str = "") -> str:
    """Heading of a column; underscores of one without words become spaces.

    Examples
    --------
    >>> heading("p_holm"), heading("crossing_low"), heading("my_column")
    ('p, corrected', 'crossing, lower bound', 'my column')
    """
    for ending, bound in (("_low", ", lower bound"), ("_high", ", upper bound")):
        whole = column.removesuffix(ending)
        if whole != column and key_of(whole, table):
            return heading(whole, table) + bound
    key = key_of(column, table)
    return COLUMNS[key].words if key else column.replace("_", " ")


__all__ = ["COLUMNS", "CONCEPTS", "TERMS", "Term", "heading", "key_of"]

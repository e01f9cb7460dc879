"""The first screen of the report: an answer for each data set, before any detail.

opening     the answer cards, the overview over all data sets, and the decision rule
followed    the arm of each family that the whole page follows
"""

from craftbench.report.opening.followed import followed
from craftbench.report.opening.opening import opening

__all__ = ["followed", "opening"]

"""The first screen of the report: an answer for each data set, before any detail.

opening         the answer cards, the overview over all data sets, and the decision rule
followed        the arm of each family that the whole page follows
headline        the answer in at most 15 words
effect          the effect bar: difference, interval and margin
change          at which training size the answer changes
three_numbers   accuracy, price and overfitting of the two best arms
overview        what is decided, by data set and question
families        the families in plain English
estimates       estimates, ratios and durations with their intervals, as text
rows            rows of the tables, where a missing one is no error
"""

from craftbench.report.opening.followed import followed
from craftbench.report.opening.opening import opening

__all__ = ["followed", "opening"]

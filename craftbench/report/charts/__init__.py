"""Charts of the report: tables in, Vega-Lite specifications out.

A chart is one function of tables; nothing is computed here that a table could say. The page draws
it in the browser, `export` draws the same one to files, and
``python -m craftbench.report.charts DATASET CHART --out FILE`` draws it again from the tables.

markup           charts, the switches of arms and the scripts, for a page
registry         all charts by name, and the tables that each needs
joint            charts over all data sets
tables_of_run    the tables that charts are drawn from
export           SVG, PNG and the specification as files
__main__         a chart again, from the tables of a run
theme            colours and text sizes, as variables of the page and as values for files
inline           the rows of a table inside a specification
arms             colour, shape and dashes of each arm
short_names      names of arms that fit beside a chart
labels           words of a data set that the tables do not have
words            estimates and their intervals in the text beside the pointer
spread           places of labels that do not overlap
nothing_to_draw  tables without anything to show
limits           limits of an axis
log_ticks        ticks of a logarithmic axis
size_axis        an axis that marks exactly the training sizes
crossing_marks   the training size from which another family leads
panels           charts of several panels
answer           score over training size, one line a family
learning_curves  score over training size, all arms, training and test
training_curves  loss and accuracy by epoch
accuracy         score of each arm, best first
pareto           score over cost, with the front of each family
reliability      accuracy over confidence
robustness       accuracy over severity
ranks            mean ranks of the families over the data sets
"""

from craftbench.report.charts.markup import arm_switches, chart_html, scripts

__all__ = ["arm_switches", "chart_html", "scripts"]

"""The report: one page for all data sets, its figures, and the tables of the documentation.

Tables go in, HTML and figures come out; nothing is computed here. The page goes through the
analyses of `craftbench.analyses` room by room. Each analysis can have a template of its own,
``templates/analyses/{name}.html.j2``; one without is shown as a folded table.

page                    the whole report
opening                 the first screen: an answer for each data set
chapters                the analyses on the page, in their order
section, sections       what the templates of one data set are given; all of them rendered
facts                   facts of a data set that a page shows beside its results
page_environment        the Jinja environment, shared with the primer
page_colours            colours of the pages, light and dark
formats                 numbers, estimates and shapes as text
counted                 training sizes in the words of a card
cells, tables           a table as it is shown
shown                   the tables of a section, kept for the exports
rearranged              tables in another shape
glossary/               words of the page: columns, values, names of arms
exports/                tables as files
provenance/             how the results were made
docs_tables             result tables in the documentation
verdict_words           the verdict as a paragraph
influence_words         test groups that decide a verdict
picture                 figures as SVG, and how a page holds them
plot_style              colours, text sizes and legends of all pictures
charts                  charts drawn in the browser, and as files
samples                 confusion matrices, and the samples of a cell side by side
sample_figures          examples of each class
"""

"""Samples side by side: the cells of two confusion matrices, and the test samples in each.

parts        what the templates of a data set are given
section      the confusion matrices with their samples, as a part of the page
matrices     a confusion matrix as a table of buttons
importance   the importance of features in words that a person can read, and on the image
"""

from craftbench.report.samples.parts import FILTERS as SAMPLE_FILTERS
from craftbench.report.samples.parts import NO_PARTS, sample_parts
from craftbench.report.samples.section import section

__all__ = ["NO_PARTS", "SAMPLE_FILTERS", "sample_parts", "section"]

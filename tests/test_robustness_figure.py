import pandas as pd

from craftbench.analyses.robustness.robustness import COLUMNS
from craftbench.report.robustness_figure import plot_robustness


def test_one_panel_a_corruption():
    rows = [
        ("svm", "hand-crafted", kind, severity, 0.9, 0.8, 1.0)
        for kind in ("blur", "noise", "shear")
        for severity in ("0", "1", "area")
    ]
    names = ["arm", "family", "corruption", "severity", "accuracy", "accuracy_low", "accuracy_high"]
    figure = plot_robustness(pd.DataFrame(rows, columns=names))
    assert [axis.get_title() for axis in figure.axes if axis.get_title()] == [
        *("blur", "noise", "shear")
    ]
    assert all(len(axis.lines[0].get_xdata()) == 2 for axis in figure.axes[:3])


def test_without_rows_there_is_an_empty_figure():
    assert not plot_robustness(pd.DataFrame(columns=list(COLUMNS))).axes

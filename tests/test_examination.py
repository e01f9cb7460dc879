import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.examination import ROBUSTNESS_COLUMNS, best_arms, robustness
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.report.robustness_figure import plot_robustness


def runs(small: float, large: float, test: float) -> pd.DataFrame:
    rows = [(10, "validation", small), (30, "validation", large), (30, "test", test)]
    return pd.DataFrame(rows, columns=["training_size", "role", "accuracy"])


@pytest.fixture(scope="module")
def study():
    arms = {"chance": BASELINE, "svm": HAND_CRAFTED, "forest": HAND_CRAFTED, "lenet5": LEARNED}
    return simulated_study({arm: {10: 0.7, 30: 0.8} for arm in arms}, arms)


def test_best_arm_is_chosen_on_validation_at_the_largest_size(study):
    given = {
        "chance": runs(1, 1, 1),
        "svm": runs(0.9, 0.7, 0.9),
        "forest": runs(0.5, 0.8, 0.6),
        "lenet5": runs(0.4, 0.4, 0.4),
    }
    assert best_arms(study.contest, given) == {"hand-crafted": "forest", "learned": "lenet5"}
    assert best_arms(study.contest, given, {"network"}) == {"learned": "lenet5"}


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


def test_without_arms_there_is_a_header(study):
    from craftbench.datasets.samples import Samples

    samples = Samples(study.samples[["label"]].to_numpy()[:, :, None], study.samples)
    table = robustness([], samples, study.contest, Bootstrap(100, 0))
    assert tuple(table.columns) == ROBUSTNESS_COLUMNS and not len(table)
    assert not plot_robustness(table).axes

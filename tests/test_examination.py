import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.reliability import reliability_of_best
from craftbench.analyses.examination import ROBUSTNESS_COLUMNS, best_arms, robustness
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.analyses.verdict.claims import claims_table
from craftbench.analyses.verdict.evidence import evidence
from craftbench.report.reliability_figure import plot_reliability
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
    assert best_arms(study.card, given) == {"hand-crafted": "forest", "learned": "lenet5"}
    assert best_arms(study.card, given, {"network"}) == {"learned": "lenet5"}


def test_reliability_is_of_the_best_arm_of_each_family(study):
    points = reliability_of_best(study)
    best = {study.best_arm(family, 30) for family in ("hand-crafted", "learned")}
    assert set(points["arm"]) == best
    assert points.groupby("arm")["n"].sum().eq(3 * 600).all()
    assert len(plot_reliability(points).axes) == 2
    assert not plot_reliability(points.iloc[:0]).axes


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
    table = robustness([], samples, study.card, Bootstrap(100, 0))
    assert tuple(table.columns) == ROBUSTNESS_COLUMNS and not len(table)
    assert not plot_robustness(table).axes


def importance_rows() -> pd.DataFrame:
    rows = [
        ("permutation", "a; b", "shuffled", 0.7, 0.2),
        ("permutation", "c", "shuffled", 0.9, -0.1),
        *(("weight", "a; b", f"rbf_svm × {w:g}", 0.5 + w / 10, 0.0) for w in (0, 1, 4)),
        *(("weight", "a; b", f"nearest_neighbours × {w:g}", 0.1, 0.0) for w in (0, 1, 4)),
    ]
    table = pd.DataFrame(rows, columns=["kind", "features", "setting", "accuracy", "lost"])
    for name in ("accuracy", "lost"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.05, table[name] + 0.05
    return table.assign(dataset="t", arm="svm", family="hand-crafted")


def test_claims_find_the_evidence_of_importance_weights_and_portability():
    drop = {
        f"accuracy_drop{end}": [0.3 + sign, 0.1 + sign]
        for end, sign in (("", 0), ("_low", -0.05), ("_high", 0.05))
    }
    portability = pd.DataFrame(
        {
            "dataset": "t",
            "tested_on": "u",
            "arm": ["svm", "lenet5"],
            "family": ["hand-crafted", "learned"],
            **drop,
        }
    )
    table = claims_table(evidence({"importance": importance_rows(), "portability": portability}))
    verdicts = table.set_index("claim")["verdict"]
    assert verdicts["interpretable"] == "supported"
    assert "1 of 2 blocks" in table.set_index("claim").loc["interpretable", "evidence"]
    assert verdicts["adjustable"] == "supported"
    assert verdicts["does not carry over"] == "supported"
    assert verdicts["costs design effort"] == "not decided"


def test_evidence_without_an_interval_says_so():
    verdict = pd.DataFrame(
        {
            "dataset": ["t"],
            "arm": "svm",
            "family": "hand-crafted",
            "rival_family": "learned",
            "training_size": 2,
            "size_unit": "groups",
            "choice": "undecided",
            "difference": 0.2,
            "difference_low": float("nan"),
            "difference_high": float("nan"),
        }
    )
    table = claims_table({"verdict": verdict}).set_index("claim")
    assert "0.200 (no interval)" in table.loc["needs little data", "evidence"]

import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED

from craftbench.analyses.selection import COLUMNS, Selection, select
from craftbench.config.contest import Contest
from craftbench.stats.primary_metric import ACCURACY

ARMS = {
    "chance": BASELINE,
    "svm": HAND_CRAFTED,
    "forest": HAND_CRAFTED,
    "mlp": {"representation": ["hog"], "model": "feature_mlp"},
    "lenet5": LEARNED,
    "latent": {"representation": ["pixels"], "model": "rbf_svm", "latent": "lenet5"},
}


@pytest.fixture(scope="module")
def contest() -> Contest:
    return Contest.model_validate(
        {
            "classes": ["a", "b"],
            "training_sizes": [10, 30],
            "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
            "arms": ARMS,
        }
    )


def runs(
    small: float, large: float, test: float = 1.0, parameters: int = 7, seconds: float = 1.0
) -> pd.DataFrame:
    rows = [(10, "validation", small), (10, "test", test)]
    rows += [(30, "validation", large), (30, "test", test)]
    table = pd.DataFrame(rows, columns=["training_size", "split", "score"])
    return table.assign(parameters=parameters, fit_seconds=seconds)


def test_validation_at_each_size_selects_and_the_test_accuracy_has_no_say(contest):
    given = {
        "chance": runs(1, 1),
        "svm": runs(0.9, 0.7, test=0.99),
        "forest": runs(0.5, 0.8, test=0.6),
        "lenet5": runs(0.4, 0.4),
    }
    selection = Selection(select("t", contest, given, ACCURACY))
    assert selection.arms(30) == {"hand-crafted": "forest", "learned": "lenet5"}
    assert selection.arm("hand-crafted", 10) == "svm"
    assert selection.arm("hybrid", 30) is None and selection.arm("learned", 20) is None


def test_networks_are_selected_among_networks(contest):
    given = {"svm": runs(1, 1), "mlp": runs(0, 0), "lenet5": runs(0, 0), "latent": runs(1, 1)}
    selection = Selection(select("t", contest, given, ACCURACY))
    assert selection.arms(30) == {"hand-crafted": "svm", "learned": "latent"}
    assert selection.arms(30, "network") == {"hand-crafted": "mlp", "learned": "lenet5"}


def test_ties_go_to_the_arm_that_costs_less_wherever_it_stands_on_the_card(contest):
    for cheap, dear in (("svm", "forest"), ("forest", "svm")):
        given = {cheap: runs(0.5, 0.8, parameters=9), dear: runs(0.5, 0.8, parameters=90)}
        assert Selection(select("t", contest, given, ACCURACY)).arm("hand-crafted", 30) == cheap
        given = {cheap: runs(0.5, 0.8, seconds=1.0), dear: runs(0.5, 0.8, seconds=2.0)}
        assert Selection(select("t", contest, given, ACCURACY)).arm("hand-crafted", 30) == cheap


def test_accuracies_that_differ_by_rounding_only_are_tied(contest):
    given = {"svm": runs(0.5, 0.1 + 0.2, parameters=90), "forest": runs(0.5, 0.3, parameters=9)}
    assert Selection(select("t", contest, given, ACCURACY)).arm("hand-crafted", 30) == "forest"


def test_regret_is_told_and_decides_nothing(contest):
    given = {"svm": runs(0.5, 0.9, test=0.807), "forest": runs(0.5, 0.8, test=0.879)}
    table = select("t", contest, given, ACCURACY)
    row = table[(table["training_size"] == 30) & (table["purpose"] == "family")].iloc[0]
    assert row["arm"] == "svm" and row["hindsight_arm"] == "forest"
    assert row["hindsight_regret"] == pytest.approx(0.072)
    assert row["arms"] == 2


def test_an_arm_without_a_run_of_the_size_is_not_selected(contest):
    given = {"svm": runs(0.9, float("nan")), "forest": runs(0.1, 0.2)}
    assert Selection(select("t", contest, given, ACCURACY)).arm("hand-crafted", 30) == "forest"


def test_it_is_read_as_it_was_written(contest, tmp_path):
    table = select("t", contest, {"svm": runs(0.9, 0.75), "lenet5": runs(0.1, 0.25)}, ACCURACY)
    table.to_csv(tmp_path / "selection.csv", index=False)
    assert list(table) == list(COLUMNS)
    pd.testing.assert_frame_equal(Selection.read(tmp_path / "selection.csv").table, table)


def test_without_runs_there_is_a_header_only(contest):
    table = select("t", contest, {}, ACCURACY)
    assert list(table) == list(COLUMNS) and not len(table)
    assert Selection(table).arms(30) == {}

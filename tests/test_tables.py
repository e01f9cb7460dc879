import numpy as np
import pandas as pd
import pytest
from simulated_study import tables_of

from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.cost.cost import arm_facts
from craftbench.analyses.selection import Selection, select
from craftbench.analyses.study import Study
from craftbench.config.contest import Contest
from craftbench.runs.scoring import score_runs

CLASSES = ["a", "b", "c"]
CONTEST = Contest.model_validate(
    {
        "classes": CLASSES,
        "training_sizes": [10, 30],
        "repeats": 3,
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {
            "majority": {"representation": [], "model": "majority"},
            "good": {"representation": ["hog"], "model": "rbf_svm"},
            "bad": {"representation": ["pixels"], "model": "lenet5"},
        },
    }
)
ERRORS = {"majority": None, "good": 0.1, "bad": 0.4}


def samples(grouped: bool) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"label": rng.choice(CLASSES, 200, p=[0.5, 0.4, 0.1])})
    table["source"] = [f"file {i}" for i in range(200)]
    table["role"] = np.where(np.arange(200) < 80, "pool", "test")
    return table.assign(group=[f"g{i // 10}" for i in range(200)]) if grouped else table


def result(table: pd.DataFrame, error: float | None) -> ArmResult:
    rng = np.random.default_rng(1)
    rows = []
    for size in CONTEST.training_sizes:
        for repeat in range(CONTEST.repeats):
            for split, numbers in (
                ("train", range(size)),
                ("validation", range(size, size + 5)),
                ("test", range(80, 200)),
            ):
                label = table["label"].iloc[list(numbers)].to_numpy()
                other = rng.choice(CLASSES, len(label))
                wrong = rng.random(len(label)) < (error or 0) * (split == "test")
                predicted = np.where(wrong, other, label) if error is not None else "a"
                rows.append(
                    pd.DataFrame(
                        {
                            "training_size": size,
                            "repeat": repeat,
                            "split": split,
                            "sample": list(numbers),
                            "predicted": predicted,
                        }
                    )
                )
    predictions = pd.concat(rows, ignore_index=True)
    fits = predictions[["training_size", "repeat"]].drop_duplicates()
    fits = fits.assign(
        train_samples=fits["training_size"],
        validation_samples=5,
        missing_classes="",
        dropped_features="",
        parameters=7,
        fit_seconds=0.1,
        tuning_seconds=0.0,
        cpu_seconds=0.2,
        candidates=1,
        candidates_planned=1,
        candidate_seconds=np.nan,
        peak_memory_mib=500.0,
        ended="solved",
        at_edge="",
        predict_seconds_per_sample=1e-4,
    )
    metric = CONTEST.primary_metric(table)
    scored = score_runs(predictions, fits, table["label"], CLASSES, metric)
    return ArmResult(scored, predictions)


def tables(grouped: bool = False) -> dict[str, pd.DataFrame]:
    table = samples(grouped)
    arms = {arm: result(table, ERRORS[arm]) for arm in CONTEST.arms}
    extraction = pd.DataFrame({"feature_set": "hog", "seconds_per_sample": [0.001, 0.003]})
    runs = {arm: one.runs for arm, one in arms.items()}
    selection = Selection(select("t", CONTEST, runs, CONTEST.primary_metric(table)))
    return tables_of(Study("t", CONTEST, table, arms, selection, extraction, resamples=300, seed=0))


@pytest.fixture(scope="module")
def found():
    return tables()


def test_estimate_is_the_mean_over_repeats(found):
    table = samples(False)
    runs = result(table, 0.4).runs.query("training_size == 30 and split == 'test'")
    row = found["accuracy"].set_index("arm").loc["bad"]
    assert row["accuracy"] == pytest.approx(runs["accuracy"].mean())
    assert row["macro_f1"] == pytest.approx(runs["macro_f1"].mean())
    assert row["accuracy_low"] < row["accuracy"] < row["accuracy_high"]
    assert row["n_test"] == 120
    assert row["repeats"] == 3


def test_families(found):
    families = found["accuracy"].set_index("arm")["family"]
    assert families.to_dict() == {"majority": "baseline", "good": "hand-crafted", "bad": "learned"}


def test_sizes_count_groups_where_there_are_groups(found):
    grouped = tables(grouped=True)["accuracy"].set_index("arm")
    assert set(grouped["size_unit"]) == {"groups"}
    assert grouped.loc["good", "test_groups"] == 12
    assert set(found["accuracy"]["size_unit"]) == {"samples"}
    assert found["accuracy"]["test_groups"].isna().all()


def test_rows_of_a_confusion_matrix_sum_to_one(found):
    shares = found["confusions"].groupby(["arm", "true"])["share"].sum()
    assert np.allclose(shares, 1)
    diagonal = found["confusions"].query("true == predicted").set_index(["arm", "true"])["share"]
    sensitivity = found["accuracy_per_class"].set_index(["arm", "class"])["sensitivity"]
    assert np.allclose(diagonal.sort_index(), sensitivity.sort_index())


def test_undefined_precision_is_empty_with_its_reason(found):
    row = found["accuracy_per_class"].set_index(["arm", "class"]).loc[("majority", "b")]
    assert np.isnan(row["precision"]) and np.isnan(row["precision_low"])
    assert row["sensitivity"] == 0
    assert row["note"] == "never predicted in 3 of 3 repeats"


def test_most_misclassified_samples_are_those_that_most_runs_get_wrong(found):
    most = found["most_misclassified"]
    assert (most["runs"] == 6).all()
    assert most["runs_wrong"].is_monotonic_decreasing
    table = samples(False)
    errors = np.zeros(200)
    for arm in ("good", "bad"):
        predictions = result(table, ERRORS[arm]).predictions
        own = predictions.query("training_size == 30 and split == 'test'")
        wrong = own["predicted"].to_numpy() != table["label"].to_numpy()[own["sample"]]
        np.add.at(errors, own["sample"][wrong], 1)
    assert most["runs_wrong"].tolist() == sorted(errors, reverse=True)[: len(most)]
    assert (most["label"] != most["predicted"]).all()
    assert most["sample"].between(80, 199).all()


def test_cost_adds_up_the_feature_sets(found):
    cost = found["cost"].set_index("arm")
    assert cost.loc["good", "extract_seconds_per_sample"] == pytest.approx(0.002)
    assert cost.loc["good", "extract_seconds_per_sample_low"] < 0.002
    assert cost.loc["bad", "extract_seconds_per_sample"] == 0
    assert cost.loc["good", "peak_memory_mib"] == 500
    assert cost["design_lines"].isna().all()


def test_gap_is_train_minus_test(found):
    gap = found["overfitting"].set_index(["arm", "training_size"]).loc[("bad", 30)]
    assert gap["train_accuracy"] == 1
    assert gap["gap"] == pytest.approx(1 - gap["test_accuracy"])
    assert gap["gap_low"] < gap["gap"] < gap["gap_high"]


def test_counts_of_classes(found):
    counts = found["datasets"].set_index(["role", "class"])["samples"]
    assert counts.loc["pool"].sum() == 80
    assert counts.loc["test"].sum() == 120


def test_facts_of_an_arm_are_counted(tmp_path):
    models = {arm: tmp_path / f"{arm}.skops" for arm in CONTEST.arms}
    for path in models.values():
        path.write_bytes(b"1234")
    (tmp_path / "good.latent.keras").write_bytes(b"12")
    layers = pd.DataFrame({"arm": ["bad", "bad", "other"], "multiply_adds": [3, 4, 100]})
    facts = arm_facts(CONTEST, models, layers)
    assert facts["model_bytes"].to_dict() == {"majority": 4, "good": 6, "bad": 4}
    assert facts.loc["bad", "multiply_adds"] == 7
    assert np.isnan(facts.loc["good", "multiply_adds"])
    assert facts.loc["good", "design_lines"] > 0

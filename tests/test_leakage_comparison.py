import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.accuracy.leakage_comparison import (
    COLUMNS,
    difference_bounds,
    leakage_comparison,
)
from craftbench.analyses.joint import Joint


def scores(dataset: str, accuracy: float, half: float, arms=("forest", "lenet5")) -> pd.DataFrame:
    bounds = {
        f"{name}{end}": accuracy + sign * half
        for name in ("accuracy", "macro_f1", "f1")
        for end, sign in (("", 0), ("_low", -1), ("_high", 1))
    }
    rows = [
        {
            "dataset": dataset,
            "arm": arm,
            "family": "learned",
            "n_test": 9,
            "interval": "groups only",
        }
        for arm in arms
    ]
    return pd.DataFrame(rows).assign(**bounds)


def found(**changes) -> pd.DataFrame:
    accuracy = pd.concat(
        [scores("patients", 0.8, 0.06), scores("beats", 0.98, 0.08, ("forest", "only here"))]
    ).assign(**changes)
    classes = [accuracy.assign(**{"class": name, "left_out": ""}) for name in ("N", "S")]
    per_class = pd.concat(classes)
    return compared(accuracy, per_class, {"patients": "beats"})


def compared(accuracy: pd.DataFrame, per_class: pd.DataFrame, pairs: dict) -> pd.DataFrame:
    tables = {"accuracy": accuracy, "accuracy_per_class": per_class}
    return leakage_comparison(Joint(tables, leakage_comparison=pairs))


def test_arms_of_both_cards_with_every_measure():
    table = found()
    assert tuple(table.columns) == COLUMNS
    assert set(table["arm"]) == {"forest"} and set(table["interval"]) == {"groups only"}
    assert list(zip(table["measure"], table["class"], strict=True)) == [
        ("accuracy", ""),
        ("macro_f1", ""),
        ("f1", "N"),
        ("f1", "S"),
    ]


def test_drop_is_what_leakage_adds_with_bounds_as_of_independent_estimates():
    row = found().iloc[0]
    assert row["drop"] == pytest.approx(0.18)
    # √(0.06² + 0.08²) = 0.1
    assert (row["drop_low"], row["drop_high"]) == pytest.approx((0.08, 0.28))


def test_bounds_of_a_difference_cover_the_truth_in_95_of_100_draws():
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.9, 0.02, 4000), rng.normal(0.7, 0.05, 4000)
    frames = [
        pd.DataFrame({"value": x, "value_low": x - 1.96 * sd, "value_high": x + 1.96 * sd})
        for x, sd in ((a, 0.02), (b, 0.05))
    ]
    low, high = difference_bounds(*frames)
    assert ((low < 0.2) & (high > 0.2)).mean() == pytest.approx(0.95, abs=0.015)


def test_undefined_score_is_empty_with_a_note():
    table = found(f1=np.nan)
    undefined = table[table["measure"] == "f1"]
    assert undefined["drop"].isna().all() and undefined["note"].str.contains("undefined").all()


def test_without_pairs_there_is_a_header():
    accuracy = scores("patients", 0.8, 0.1)
    table = compared(accuracy, accuracy.assign(**{"class": "N", "left_out": ""}), {})
    assert tuple(table.columns) == COLUMNS and not len(table)

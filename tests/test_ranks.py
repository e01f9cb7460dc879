from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.accuracy.ranks import COLUMNS, critical_difference, ranks
from craftbench.analyses.joint import Joint

FAMILIES = {"hybrid": 0.9, "learned": 0.8, "hand-crafted": 0.7}


def joint(
    count: int, families: dict[str, float] = FAMILIES, leaking: tuple[str, ...] = ()
) -> Joint:
    """Data sets whose selected arms have a score of about that of their family."""
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "dataset": f"d{i}",
            "training_size": size,
            "purpose": "family",
            "family": family,
            "arm": f"{family} {i % 2}",
            "score": level + 0.01 * rng.standard_normal(),
        }
        for i in range(count)
        for family, level in families.items()
        for size in (10, 30)
    )
    other = rows.assign(arm="not selected", score=1.0)
    accuracy = pd.concat([rows, other])
    accuracy = accuracy[accuracy["training_size"] == 30].drop(columns=["purpose", "family"])
    networks = rows.assign(purpose="network", arm="not selected")
    selection = pd.concat([rows, networks]).drop(columns="score")
    return Joint({"accuracy": accuracy, "selection": selection}, leaking=leaking)


def test_critical_differences_of_demsar():
    # Table 5(a) of Demsar (2006): q = 2.343 for three classifiers, 2.569 for four, 3.164 for ten.
    for families, q in ((3, 2.343), (4, 2.569), (10, 3.164)):
        expected = q * np.sqrt(families * (families + 1) / (6 * 14))
        assert critical_difference(families, 14) == pytest.approx(expected, abs=2e-3)


def test_ranks_over_enough_data_sets():
    table = ranks(joint(10))
    assert tuple(table) == COLUMNS
    assert table["family"].tolist() == ["hybrid", "learned", "hand-crafted"]
    assert table["mean_rank"].tolist() == [1, 2, 3]
    assert table["friedman_p"].iloc[0] == pytest.approx(np.exp(-10))
    assert table["critical_difference"].gt(0).all()


def test_too_few_data_sets_are_told():
    table = ranks(joint(5))
    assert table["mean_rank"].tolist() == [1, 2, 3] and table["friedman_p"].isna().all()
    assert table["note"].iloc[0] == "5 data sets, expected at least 6: not tested"


def test_the_fewest_data_sets_can_be_set():
    table = ranks(replace(joint(5), fewest_datasets=5))
    assert table["friedman_p"].notna().all() and (table["note"] == "").all()


def test_data_sets_that_leak_are_left_out():
    table = ranks(joint(8, leaking=("d0", "d5", "d7")))
    assert (table["datasets"] == 5).all() and table["critical_difference"].isna().all()


def test_a_data_set_without_one_of_the_families_is_left_out():
    given = joint(7)
    selection = given.tables["selection"]
    gone = (selection["family"] == "learned") & (selection["dataset"] == "d2")
    table = ranks(Joint({**given.tables, "selection": selection[~gone]}))
    assert (table["datasets"] == 6).all() and table["friedman_p"].notna().all()
    assert (table["note"] == "without an arm of every family: d2").all()


def test_two_families_are_ranked_but_not_tested():
    table = ranks(joint(8, {"learned": 0.8, "hand-crafted": 0.7}))
    assert table["mean_rank"].tolist() == [1, 2] and table["friedman_p"].isna().all()
    assert (table["note"] == "2 families, expected at least 3: not tested").all()


def test_equal_families_are_not_told_apart():
    given = joint(6)
    accuracy = given.tables["accuracy"].assign(score=0.5)
    table = ranks(Joint({**given.tables, "accuracy": accuracy}))
    assert (table["mean_rank"] == 2).all() and table["friedman_p"].isna().all()


def test_without_tables_there_is_a_header_only():
    table = ranks(Joint({}))
    assert tuple(table) == COLUMNS and table.empty

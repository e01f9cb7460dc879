import numpy as np
import pandas as pd
import pytest

from craftbench.protocol.folds import cut_in_folds, fold_count
from craftbench.protocol.subsets import Draw, draw

POOL = pd.DataFrame({"label": np.repeat(list("0123456789"), 50)})


def test_folds_are_for_small_validation_parts():
    assert fold_count("auto", 50, 0.2, grouped=False) == 3
    assert fold_count("auto", 150, 0.2, grouped=False) == 1
    assert fold_count("auto", 4, 0.25, grouped=True) == 3
    assert fold_count("auto", 12, 0.25, grouped=True) == 1
    assert fold_count("auto", 2, 0.25, grouped=True) == 2
    assert fold_count(5, 1000, 0.2, grouped=False) == 5
    assert fold_count(1, 10, 0.2, grouped=False) == 1


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_every_sample_is_validated_once_and_never_by_a_model_that_saw_it(folds):
    drawn = draw(POOL, 50, 0.2, seed=1)
    cut = cut_in_folds(POOL, drawn, folds, seed=1)
    whole = np.sort(np.concatenate([drawn.train, drawn.validation]))
    assert len(cut) == folds
    np.testing.assert_array_equal(np.sort(np.concatenate([one.validation for one in cut])), whole)
    for one in cut:
        np.testing.assert_array_equal(np.union1d(one.train, one.validation), whole)
        assert not np.intersect1d(one.train, one.validation).size
        assert POOL["label"].iloc[one.train].nunique() == 10
        assert abs(len(one.validation) - 50 / folds) < 1


def test_folds_keep_groups_whole():
    rng = np.random.default_rng(0)
    pool = pd.DataFrame(
        {"group": np.repeat(list("abcdefgh"), 30), "label": rng.choice(list("xy"), 240)}
    )
    cut = cut_in_folds(pool, draw(pool, 4, 0.25, seed=2), 3, seed=2)
    groups = [set(pool["group"].iloc[one.validation]) for one in cut]
    assert sorted(map(len, groups)) == [1, 1, 2] and len(set.union(*groups)) == 4
    for one, own in zip(cut, groups, strict=True):
        assert not own & set(pool["group"].iloc[one.train])


def test_no_fold_trains_on_a_single_class():
    pool = pd.DataFrame({"group": np.repeat(list("abcd"), 5), "label": ["x"] * 15 + ["y"] * 5})
    drawn = draw(pool, 4, 0.25, seed=0)
    assert cut_in_folds(pool, drawn, 3, seed=0) == [drawn]


def test_selection_by_folds_is_right_more_often_than_by_a_small_held_out_part():
    """Two arms with the accuracies 0.88 and 0.81 on a subset of 40 samples, 8 of them held out."""
    rng = np.random.default_rng(0)
    pool = pd.DataFrame({"label": np.tile(["a", "b"], 100)})
    chosen = {1: [], 3: []}
    for seed in range(400):
        drawn = draw(pool, 40, 0.2, seed)
        right = [rng.random(200) < accuracy for accuracy in (0.88, 0.81)]
        for folds, picks in chosen.items():
            cut = cut_in_folds(pool, drawn, folds, seed)
            rows = np.concatenate([one.validation for one in cut])
            better, worse = (one[rows].mean() for one in right)
            picks.append(better > worse or (better == worse and rng.random() < 0.5))
    assert np.mean(chosen[3]) > np.mean(chosen[1]) + 0.1


def test_one_fold_is_the_held_out_part():
    drawn = Draw(np.arange(8), np.arange(8, 10))
    assert cut_in_folds(POOL, drawn, 1, seed=0) == [drawn]

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import hold_out
from craftbench.protocol.subsets import draw
from craftbench.stats.seeds import seed_of

POOL = pd.DataFrame({"label": np.repeat(["a", "b", "c"], [600, 300, 100])})


def grouped(seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(20, 60, 24)
    group = np.repeat([f"g{i}" for i in range(24)], sizes)
    return pd.DataFrame({"group": group, "label": rng.choice(list("aab"), len(group))})


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(20, 1000), min_size=2, max_size=4))
def test_subsets_are_nested_and_of_the_asked_size(seed, sizes):
    draws = [draw(POOL, size, 0.2, seed) for size in sorted(sizes)]
    for size, drawn in zip(sorted(sizes), draws, strict=True):
        assert len(np.intersect1d(drawn.train, drawn.validation)) == 0
        assert len(drawn.train) + len(drawn.validation) == size
    for smaller, larger in zip(draws, draws[1:], strict=False):
        assert set(smaller.train) <= set(larger.train)
        assert set(smaller.validation) <= set(larger.validation)


@pytest.mark.parametrize("size", [20, 50, 333, 1000])
def test_subsets_have_the_class_shares_of_the_pool(size):
    drawn = draw(POOL, size, 0.2, seed=3)
    rows = np.concatenate([drawn.train, drawn.validation])
    counts = POOL["label"].iloc[rows].value_counts()
    for label, share in (("a", 0.6), ("b", 0.3), ("c", 0.1)):
        assert abs(counts[label] - share * size) <= 1
    assert abs(len(drawn.validation) - 0.2 * size) <= 3


def test_a_tiny_subset_keeps_every_class_for_training():
    balanced = pd.DataFrame({"label": np.repeat(list("0123456789"), 50)})
    drawn = draw(balanced, 20, 0.2, seed=1)
    assert balanced["label"].iloc[drawn.train].nunique() == 10
    assert len(drawn.validation) > 0


def test_repeats_differ_and_the_same_seed_does_not():
    first, again, other = (draw(POOL, 100, 0.2, seed).train for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("size", [4, 8, 24])
def test_groups_are_never_cut(size):
    pool = grouped()
    drawn = draw(pool, size, 0.25, seed=5)
    train, validation = (set(pool["group"].iloc[rows]) for rows in (drawn.train, drawn.validation))
    assert not train & validation
    assert len(train | validation) == size
    assert len(validation) == round(size * 0.25)
    whole = pool["group"].isin(train | validation).sum()
    assert whole == len(drawn.train) + len(drawn.validation)


def test_subsets_of_groups_are_nested():
    small, large = (draw(grouped(), size, 0.25, seed=7) for size in (6, 18))
    assert set(small.train) <= set(large.train)
    assert set(small.validation) <= set(large.validation)


def shares_of_the_rare_class(drawing: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of a class that three of 24 groups have, in drawn subsets and in random groups."""
    pool = grouped()
    rare = pool["group"].isin(["g3", "g4", "g5"])
    pool["label"] = np.where(rare, "rare", np.where(pool.index % 2, "odd", "even"))
    rng = np.random.default_rng(0)
    by_chance, drawn = [], []
    for seed in range(200):
        chosen = draw(pool, 8, 0.25, seed, drawing)
        drawn.append(rare.iloc[np.concatenate([chosen.train, chosen.validation])].mean())
        by_chance.append(
            rare[pool["group"].isin(rng.choice(pool["group"].unique(), 8, False))].mean()
        )
    return np.array(drawn), np.array(by_chance)


def test_class_shares_of_drawn_groups_vary_as_those_of_random_groups():
    drawn, by_chance = shares_of_the_rare_class("random")
    assert 0.85 < drawn.std() / by_chance.std() < 1.15
    assert abs(drawn.mean() - by_chance.mean()) < 3 * by_chance.std() * np.sqrt(2 / 200)


def test_stratified_drawing_brings_class_shares_nearer_to_the_pool_than_chance():
    drawn, by_chance = shares_of_the_rare_class("stratified")
    assert drawn.std() < 0.6 * by_chance.std()


@pytest.mark.parametrize("drawing", ["random", "stratified"])
def test_no_subset_has_a_single_class_and_subsets_stay_nested(drawing):
    rng = np.random.default_rng(4)
    alone = rng.permutation(np.repeat([True, False], [20, 4]))
    labels = ["a" if one or i % 2 else "b" for one in alone for i in range(6)]
    pool = pd.DataFrame({"label": labels, "group": np.repeat([f"g{i}" for i in range(24)], 6)})
    for seed in range(60):
        draws = [draw(pool, size, 0.25, seed, drawing) for size in (2, 4, 8, 16)]
        for size, drawn in zip((2, 4, 8, 16), draws, strict=True):
            assert set(pool["label"].iloc[drawn.train]) == {"a", "b"}
            rows = np.concatenate([drawn.train, drawn.validation])
            assert pool["group"].iloc[rows].nunique() == size
        for smaller, larger in zip(draws, draws[1:], strict=False):
            assert set(smaller.train) <= set(larger.train)
            assert set(smaller.validation) <= set(larger.validation)


def test_hold_out_is_stratified():
    role = hold_out(POOL, 0.25, seed=0)
    assert np.mean(role == "test") == pytest.approx(0.25, abs=0.001)
    shares = POOL["label"][role == "test"].value_counts(normalize=True)
    assert shares["c"] == pytest.approx(0.1, abs=0.01)


def test_hold_out_keeps_groups_whole():
    table = grouped()
    role = pd.Series(hold_out(table, 0.25, seed=0))
    assert (role.groupby(table["group"]).nunique() == 1).all()
    assert np.mean(role == "test") == pytest.approx(0.25, abs=0.08)


def test_too_large_a_size_is_told():
    with pytest.raises(CraftbenchError, match="training size 2000: the pool has only 1000 samples"):
        draw(POOL, 2000, 0.2, 0)


def test_one_class_in_the_training_part_is_told():
    pool = pd.DataFrame({"label": ["a"] * 50, "group": [f"g{i // 5}" for i in range(50)]})
    with pytest.raises(CraftbenchError, match="raise the smallest of training_sizes"):
        draw(pool, 2, 0.25, 0)


def test_a_class_with_one_sample_cannot_be_held_out():
    with pytest.raises(CraftbenchError, match="class 'b' has a single sample"):
        hold_out(pd.DataFrame({"label": list("aaab")}), 0.25, 0)


def test_seeds_follow_from_every_part_of_their_name():
    seeds = {seed_of(*parts) for parts in [(0, "a", 1), (0, "a", 2), (0, "b", 1), (1, "a", 1)]}
    assert len(seeds) == 4
    assert seed_of(0, "digits", 0) == seed_of(0, "digits", 0)

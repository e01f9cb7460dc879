"""Split of the variance over repeats into the seed of a fit and the training subset."""

from dataclasses import replace

import numpy as np
import pytest
from test_overfit import computed, contest, refits, samples

from craftbench.analyses import refits as refits_module
from craftbench.config.analyses import AnalysisSettings, RefitSettings
from craftbench.stats.seed_split import SeedSplit, split_seeds


def made(rng, count: int, sd_seed: float, sd_subset: float) -> SeedSplit:
    """A study whose first training is on the first subset, as in the analysis."""
    subset, seed = sd_subset * rng.standard_normal(count), sd_seed * rng.standard_normal(count)
    more = sd_seed * rng.standard_normal(count - 1)
    repeats = subset + seed
    return split_seeds(np.array([repeats[0], *(subset[0] + more)]), repeats)


@pytest.mark.parametrize(("sd_seed", "sd_subset"), [(0.02, 0.03), (0.03, 0.0), (0.01, 0.04)])
def test_the_split_recovers_both_and_its_intervals_cover(sd_seed, sd_subset):
    rng = np.random.default_rng(0)
    found = [made(rng, 5, sd_seed, sd_subset) for _ in range(3000)]
    total = sd_seed**2 + sd_subset**2
    assert np.mean([one.seed for one in found]) == pytest.approx(sd_seed**2, rel=0.05)
    assert np.mean([one.repeats for one in found]) == pytest.approx(total, rel=0.05)
    truth = {"sd_seed": sd_seed, "sd_repeats": total**0.5, "share_subset": sd_subset**2 / total}
    for name, value in truth.items():
        rows = [one.bounded() for one in found]
        inside = [row[f"{name}_low"] <= value <= row[f"{name}_high"] for row in rows]
        assert 0.93 < np.mean(inside) < 0.985, name


def test_many_trainings_give_the_share():
    rng = np.random.default_rng(1)
    assert made(rng, 4000, 0.03, 0.03).bounded()["share_subset"] == pytest.approx(0.5, abs=0.05)
    assert made(rng, 4000, 0.03, 0.0).bounded()["share_subset"] < 0.1
    assert made(rng, 4000, 0.001, 0.03).bounded()["share_subset"] > 0.99


def test_the_share_is_never_negative():
    found = split_seeds(np.array([0.1, 0.9, 0.5]), np.array([0.5, 0.5, 0.6]))
    assert found.negative and found.subset == 0
    assert found.bounded()["share_subset"] == found.bounded()["share_subset_low"] == 0


def test_equal_scores_have_no_interval():
    found = split_seeds(np.full(3, 0.1), np.array([0.1, 0.2, 0.3])).bounded()
    assert found["sd_seed"] == 0 and found["share_subset"] == 1
    assert np.isnan([found["sd_seed_high"], found["share_subset_low"]]).all()
    assert np.isnan(split_seeds(np.full(3, 0.1), np.full(3, 0.1)).bounded()["share_subset"])


@pytest.mark.parametrize(("same_subset", "repeats"), [(1, 3), (3, 1)])
def test_one_score_does_not_vary(same_subset, repeats):
    with pytest.raises(ValueError, match=f"{same_subset} on the same subset and {repeats} repeats"):
        split_seeds(np.ones(same_subset), np.ones(repeats))
    with pytest.raises(ValueError, match="2 seeds or more"):
        RefitSettings(initialisations=1)


class Simulated:
    """Fits whose accuracy has known effects of the subset and of the seed."""

    sd_seed, sd_subset = 0.05, 0.05
    asked: list = []

    def __init__(self, *task):
        pass

    def early_stopped(self, parts, y, rows):
        self.asked.append(parts)
        subset, seed = (
            np.random.default_rng([k, int(v)]).standard_normal()
            for k, v in enumerate([parts.train.sum(), parts.seed])
        )
        right = 0.75 + self.sd_subset * subset + self.sd_seed * seed
        wrong = np.random.default_rng(parts.seed).random(len(rows)) > right
        return np.where(wrong, 1 - y[rows], y[rows])


@pytest.mark.parametrize(("sd_seed", "sd_subset"), [(0.06, 0.08), (0.0, 0.08), (0.06, 0.0)])
def test_simulated_fits_are_split(monkeypatch, sd_seed, sd_subset):
    monkeypatch.setattr(refits_module, "Refit", Simulated)
    monkeypatch.setattr(Simulated, "sd_seed", sd_seed)
    monkeypatch.setattr(Simulated, "sd_subset", sd_subset)
    monkeypatch.setattr(Simulated, "asked", [])
    many = AnalysisSettings(refits={"initialisations": 60})
    given = replace(refits(*samples(4000), arms=["svm"]), settings=many)
    (row,) = computed("seed_variance", given).to_dict("records")
    assert (row["seeds"], row["subsets"], row["n_test"]) == (60, 60, 2000)
    coins = 0.75 * 0.25 / 2000
    assert row["sd_seed"] == pytest.approx((sd_seed**2 + coins) ** 0.5, rel=0.3)
    assert row["sd_repeats"] == pytest.approx((sd_seed**2 + sd_subset**2 + coins) ** 0.5, rel=0.3)
    share = sd_subset**2 / (sd_seed**2 + sd_subset**2 + coins)
    assert row["share_subset_low"] <= share <= row["share_subset_high"]
    assert row["sd_groups"] == pytest.approx(0, abs=0.02)
    parts = Simulated.asked
    assert len({one.seed for one in parts}) == len(parts) == 2 * 60 - 1
    for same in parts[60:]:
        np.testing.assert_array_equal(same.train, parts[0].train)
        np.testing.assert_array_equal(same.validation, parts[0].validation)
        np.testing.assert_array_equal(same.test, parts[0].test)
    assert not np.array_equal(parts[0].train, parts[1].train)


def test_by_default_nothing_is_trained(monkeypatch):
    monkeypatch.setattr(refits_module, "Refit", None)
    table = computed("seed_variance", refits(*samples(200), training_sizes=[20, 60]))
    assert not len(table) and "share_subset" in table


def test_trees_vary_with_their_seed_and_a_support_vector_machine_does_not():
    x, table = samples(signal=1.0)
    trees = contest().arms["forest"].model_copy(update={"model": "extra_trees"})
    arms = contest().arms | {"forest": trees}
    settings = AnalysisSettings(refits={"initialisations": 4})
    found = {
        arm: computed(
            "seed_variance",
            replace(
                refits(x, table, arms=[arm]),
                settings=settings,
                contest=contest().model_copy(update={"arms": arms}),
            ),
        ).iloc[0]
        for arm in ("forest", "svm")
    }
    trees, machine = found["forest"], found["svm"]
    assert trees["sd_seed_low"] < trees["sd_seed"] < trees["sd_seed_high"]
    assert 0 < trees["sd_groups"] < 0.05 and trees["metric"] == "accuracy"
    assert machine["sd_seed"] == 0 and machine["share_subset"] == 1
    assert np.isnan(machine["share_subset_low"])
    assert machine["note"] == "every seed gives the same predictions"


def test_a_network_varies_with_its_initial_weights():
    small = refits(*samples(200, signal=1.0), arms=["mlp"], training_sizes=[20, 40])
    small = replace(small, settings=AnalysisSettings(refits={"initialisations": 2, "epochs": 2}))
    (row,) = computed("seed_variance", small).to_dict("records")
    assert row["sd_seed"] > 0 and row["family"] == "learned"
    assert "same predictions" not in row["note"]
    again = computed("seed_variance", small)
    assert again["sd_seed"].item() == row["sd_seed"]

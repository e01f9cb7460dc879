from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from craftbench.config.arms import FAMILIES
from craftbench.config.budget import BUDGETS, candidates_of_arms, chosen_sizes, seconds_of_arm
from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import read_config
from craftbench.runs.affordable import affordable
from craftbench.settings import read_yaml
from craftbench.steps import settings

CARDS = {path.stem: read_card(path) for path in sorted(Path("config/datasets").glob("*.yaml"))}


def configured(**changes):
    return read_config({"datasets": ["digits", "parcels"], **changes})


def trainings(config, card: Card) -> list[dict]:
    return [settings.of_training(config, card, arm) for arm in card.arms]


def test_standard_is_what_the_cards_say_without_tuning():
    config, cards = read_config(read_yaml(Path("config/config.yaml")))
    assert config.budget == "standard" and config.tuning.candidates == 1
    assert cards == {name: CARDS[name] for name in cards}


def test_the_runs_of_quick_are_among_those_of_standard():
    standard, cards = configured()
    quick, fewer = configured(budget="quick")
    for name, card in cards.items():
        few = fewer[name]
        assert set(few.training_sizes) < set(card.training_sizes) or len(card.training_sizes) <= 3
        assert few.training_sizes[-1] == card.training_sizes[-1]
        assert few.repeats == 2 < card.repeats
        # Sizes and repeats do not belong to a finished run: nothing is trained twice.
        assert trainings(quick, few) == trainings(standard, card)


def test_a_larger_budget_has_no_less_of_anything():
    for card in CARDS.values():
        sizes, repeats = [], []
        for budget in BUDGETS.values():
            sizes.append(set(chosen_sizes(card.training_sizes, budget.most_sizes)))
            repeats.append(budget.repeats(card.repeats))
        assert all(less <= more for less, more in pairwise(sizes))
        assert repeats == sorted(repeats)
    assert all(a.candidates <= b.candidates for a, b in pairwise(BUDGETS.values()))


def test_no_budget_touches_the_rule_of_training():
    rules = {configured(budget=name)[0].training.model_dump_json() for name in BUDGETS}
    assert len(rules) == 1


def test_explicit_keys_win_over_the_budget():
    config, cards = configured(
        budget="thorough", repeats=4, most_sizes=1, tuning={"candidates": 5, "seconds": 9}
    )
    assert config.tuning.candidates == 5
    assert cards["digits"].repeats == 4 and cards["digits"].training_sizes == [450]
    assert configured(budget="thorough", tuning={"seconds": 9})[0].tuning.candidates == 48


@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("sizes", [[7], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]])
def test_chosen_sizes_keep_both_ends(sizes, most):
    chosen = chosen_sizes(sizes, most)
    assert len(chosen) == min(most, len(sizes)) and chosen == sorted(set(chosen))
    assert set(chosen) <= set(sizes) and chosen[-1] == sizes[-1]
    assert most == 1 or chosen[0] == sizes[0]
    if most == 3 <= len(sizes):
        assert chosen[1] == sizes[len(sizes) // 2], "the size of the refits"


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
@pytest.mark.parametrize("candidates", [2, 8, 48])
def test_every_family_tries_equally_many_settings(card, candidates):
    counts = candidates_of_arms(card, candidates)
    totals = {family: sum(counts[arm] for arm in card.arms_of(family)) for family in FAMILIES}
    assert len({total for family, total in totals.items() if card.arms_of(family)}) == 1
    for family in FAMILIES:
        own = [counts[arm] for arm in card.arms_of(family)]
        assert not own or 1 <= min(own) >= max(own) - 1
    assert all(count == 1 for count in candidates_of_arms(card, 1).values())
    assert all(counts[arm] == 1 for arm in card.arms_of("baseline"))


def test_the_arms_of_a_family_share_its_seconds():
    card = CARDS["parcels"]
    for family in FAMILIES:
        shares = [seconds_of_arm(card, arm, 60) for arm in card.arms_of(family)]
        assert not shares or sum(shares) == pytest.approx(60)
    assert seconds_of_arm(card, "residual_cnn", None) is None


def test_a_cap_starts_no_further_candidate_and_interrupts_none():
    spent: list[float] = []
    for _ in affordable([{"c": float(i)} for i in range(9)], 25, lambda: sum(spent)):
        spent.append(10)
    # The third began after 20 seconds, below the cap, and was finished after 30.
    assert sum(spent) == 30
    assert [n for n, _ in affordable([{}, {"c": 1.0}], 1e-9, iter(np.arange(9.0)).__next__)] == [0]
    assert len(list(affordable([{}] * 5, None))) == 5

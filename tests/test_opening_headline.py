"""The headline of a data set: at most 15 words, and never more than the verdict decides."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.families import SUBJECTS
from craftbench.report.opening.headline import MOST_WORDS, Outcome, headline, sentences

FACTS = DatasetFacts("Digits", "", "", False, False, False, ["a", "b"])
IMAGES = replace(FACTS, sample_name={"singular": "image", "plural": "images"})
WORDY = replace(FACTS, sample_name={"singular": "a b c d e f g h", "plural": "a b c d e f g h"})
SIZES = (50.0, 150.0, 1440.0)
BECAUSE = ("not enough data", "equivalent", "not trained to the end", "arm failed")
OPEN = [("", because, behind) for because in BECAUSE for behind in ("", "hand-crafted", "learned")]
OUTCOMES = [*OPEN, *((family, "", "") for family in SUBJECTS)]


def wins(text: str) -> set[str]:
    """Families that a sentence says win anywhere."""
    lower = text.lower()
    return {
        family
        for family, (name, _) in SUBJECTS.items()
        if f"{name} win" in lower or f", {name} with " in lower or f", {name} from " in lower
    }


def verdict(*rows: dict, **common) -> pd.DataFrame:
    """A verdict with one row a size; a family as ``choice`` leads, otherwise nothing is decided."""
    about = {"arm": "x", "family": "hand-crafted", "rival_family": "learned", "margin": 0.01}
    about |= {"size_unit": "samples", "undecided_because": "", "behind": "", "best_learned": "net"}
    sizes = ({"training_size": size} for size in SIZES)
    given = (about | common | size | row for size, row in zip(sizes, rows, strict=False))
    return pd.DataFrame(list(given))


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("facts", [IMAGES, WORDY])
def test_every_combination_is_short_and_true(number, facts):
    for found in product(OUTCOMES, repeat=number):
        outcomes = [Outcome(size, *one) for size, one in zip(SIZES, found, strict=False)]
        winners = {one.winner for one in outcomes} - {""}
        for text in sentences(outcomes, True, "samples", facts, 0.01):
            assert wins(text) <= winners, (text, found)
            if not outcomes[-1].winner:
                assert "undecided" in text, (text, found)
            else:
                assert outcomes[-1].winner in wins(text), (text, found)
            if "every size" in text:
                assert len({(one.winner, one.behind) for one in outcomes}) == 1 or not winners
                assert len(winners) < 2
        shortest = sentences(outcomes, True, "samples", facts, 0.01)[-1]
        assert len(shortest.split()) <= MOST_WORDS, shortest


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        (
            ["hand-crafted"] * 3,
            "Digits: hand-crafted features win throughout; a learned network needs over 1,440 "
            "images",
        ),
        (["learned"] * 3, "Digits: a learned network wins at every size tried, 50 to 1,440 images"),
        (
            ["undecided", "undecided", "learned"],
            "Digits: a learned network wins with 1,440 images; undecided with fewer",
        ),
        (
            ["undecided", "fixed-filter", "fixed-filter"],
            "Digits: fixed filters win from 150 to 1,440 images; undecided with fewer",
        ),
        (
            ["hand-crafted", "undecided", "learned"],
            "Digits: hand-crafted features win with 50, a learned network with 1,440 images",
        ),
        (
            ["hand-crafted", "hand-crafted", "undecided"],
            "Digits: hand-crafted features win up to 150 images; undecided with more",
        ),
        (
            ["undecided", "hybrid", "undecided"],
            "Digits: undecided with 1,440 images; a hybrid network wins with 150",
        ),
        (
            ["hand-crafted", "learned", "hybrid"],
            "Digits: a hybrid network wins with 1,440 images; the verdict varies at smaller sizes",
        ),
        (["hand-crafted"], "Digits: hand-crafted features win with 50 images, the only size tried"),
        (["undecided"], "Digits: undecided at the only size tried: too close to call"),
        (["undecided"] * 3, "Digits: undecided at every size tried: too close to call"),
    ],
)
def test_choices_in_words(choices, text):
    found = headline(verdict(*({"choice": choice} for choice in choices)), IMAGES)
    assert found == text and len(found.split()) <= MOST_WORDS


def test_the_family_that_is_behind_is_named_where_the_best_are_level():
    behind = {"choice": "undecided", "behind": "hog_svm (hand-crafted)"}
    table = verdict({"choice": "undecided"}, behind, behind)
    expected = "Digits: undecided; hand-crafted features are behind from 150 images"
    assert headline(table, IMAGES) == expected


@pytest.mark.parametrize(
    ("because", "words"),
    [
        ("equivalent", "the best two differ by less than 0.01"),
        ("not trained to the end", "an arm was not trained to the end"),
        ("arm failed", "because an arm of another family failed"),
    ],
)
def test_why_nothing_is_decided(because, words):
    row = {"choice": "undecided", "undecided_because": because}
    assert words in headline(verdict(row, row, row), IMAGES)


def test_one_repeat_is_not_called_too_close():
    row = {"choice": "undecided", "undecided_because": "not enough data", "repeats": 1}
    expected = "Digits: undecided at the only size tried: one repeat cannot decide"
    assert headline(verdict(row), IMAGES) == expected


def test_a_long_title_is_left_out_and_a_bracket_of_it_too():
    rows = [{"choice": "hand-crafted"}] * 3
    long = headline(verdict(*rows), replace(IMAGES, title="A title of more than four words"))
    assert long.startswith("Hand-crafted features win at every size tried")
    short = headline(verdict(*rows), replace(IMAGES, title="Parcels (simulated), all arms"))
    assert short.startswith("Parcels: hand-crafted features win throughout; a learned network")


def test_a_size_without_two_families_is_no_size_compared():
    table = verdict({"choice": "learned"}, {"choice": "learned"}, {"choice": "", "arm": None})
    text = headline(table, IMAGES)
    assert text == "Digits: a learned network wins at every size compared, 50 to 150 images"
    none = verdict({"choice": "", "arm": None})
    assert "no verdict" in headline(none, IMAGES) and headline(none.iloc[:0], IMAGES)

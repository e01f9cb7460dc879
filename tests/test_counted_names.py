"""Training sizes in the words of a card."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config
from craftbench.errors import CraftbenchError
from craftbench.report.counted import counted, in_words
from craftbench.report.facts import DatasetFacts
from craftbench.settings import validate
from craftbench.steps.facts_of_card import facts_of_card
from craftbench.steps.settings import of_analysis, of_preparation, of_training

PLAIN = DatasetFacts("t", "", "", False, False, False, ["a", "b"])
BATCHES = replace(PLAIN, group_name={"singular": "batch", "plural": "batches"})
CARD = {
    "title": "t",
    "source": {"kind": "digits"},
    "classes": ["0", "1"],
    "training_sizes": [10],
    "arms": {"hog": {"representation": ["hog"], "model": "logistic_regression"}},
}


@pytest.mark.parametrize(
    ("number", "unit", "facts", "text"),
    [
        (1, "groups", PLAIN, "1 group"),
        (1440, "samples", PLAIN, "1,440 samples"),
        (1, "groups", BATCHES, "1 batch"),
        (90, "groups", BATCHES, "90 batches"),
        (90, "batches", BATCHES, "90 batches"),
        (7, "samples", BATCHES, "7 samples"),
    ],
)
def test_number_and_unit(number, unit, facts, text):
    assert counted(number, unit, facts) == text


def test_unit_notes_and_evidence_of_a_data_set_get_its_words():
    note = "repeats share 100% of their training groups; one test group only"
    table = pd.DataFrame(
        {
            "dataset": ["a", "b", "a"],
            "size_unit": "groups",
            "note": [note, note, None],
            "interval": "groups and repeats",
        }
    )
    found = in_words({"x": table, "y": pd.DataFrame({"n": [1]})}, {"a": BATCHES, "b": PLAIN})
    own = found["x"].iloc[0]
    assert own["size_unit"] == "batches" and own["interval"] == "groups and repeats"
    assert own["note"] == "repeats share 100% of their training batches; one test batch only"
    pd.testing.assert_series_equal(found["x"].iloc[1], table.iloc[1])
    assert table["size_unit"].eq("groups").all()
    pd.testing.assert_frame_equal(in_words(found, {"a": BATCHES})["x"], found["x"])


def test_words_are_those_of_the_card_and_of_the_card_that_it_is_like():
    facts = facts_of_card(read_card(Path("config/datasets/parcels_stereo.yaml")))
    assert facts.group_name == {"singular": "batch", "plural": "batches"}
    assert facts_of_card(validate(CARD, Card, "t.yaml")).sample_name["plural"] == "samples"


def test_a_changed_name_computes_nothing_again():
    card = validate(CARD, Card, "t.yaml")
    config = Config(datasets=["t"])
    named = validate(CARD | {"sample_name": {"singular": "x", "plural": "y"}}, Card, "t.yaml")
    assert of_training(config, card, "hog") == of_training(config, named, "hog")
    for settings in (of_preparation, of_analysis):
        assert settings(config, card) == settings(config, named)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("patients", "group_name"),
        ({"singular": "patient"}, "group_name.plural"),
        ({"singular": "", "plural": "patients"}, "1 to 30 characters"),
        ({"singular": "patient", "plural": "patients\nand"}, "no line break"),
        ({"singular": " patient", "plural": "patients"}, "no blank"),
        ({"singular": "patient", "plural": "p" * 31}, "1 to 30 characters"),
        ({"singular": "patient", "plural": "patients", "some": "x"}, "some"),
    ],
)
def test_words_that_cannot_stand_in_a_sentence_are_told(words, message):
    with pytest.raises(CraftbenchError, match=message) as raised:
        validate(CARD | {"group_name": words}, Card, "my.yaml")
    assert "my.yaml" in str(raised.value) and "group_name" in str(raised.value)

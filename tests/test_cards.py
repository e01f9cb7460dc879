import json
import shutil
from pathlib import Path

import pytest

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import (
    Config,
    read_cards,
    read_config,
    read_targets,
    training_of,
)
from craftbench.config.schema import generate
from craftbench.errors import CraftbenchError
from craftbench.settings import read_yaml, validate
from craftbench.steps.settings import of_refits, of_training

CARDS = sorted(Path("config/datasets").glob("*.yaml"))


def valid() -> dict:
    return {
        "title": "t",
        "source": {"kind": "digits"},
        "classes": ["0", "1"],
        "training_sizes": [10, 20],
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {"lenet5": {"representation": ["pixels"], "model": "lenet5"}},
    }


def error(card: dict) -> str:
    with pytest.raises(CraftbenchError) as raised:
        validate(card, Card, "my.yaml")
    return str(raised.value)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_shipped_cards_are_valid(path):
    assert read_card(path).arms


@pytest.mark.parametrize("config", sorted(Path("config").glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_configurations_are_valid(config):
    _, cards = read_config(read_yaml(config))
    assert cards


def test_photographs_decide_the_claim_about_natural_images():
    _, cards = read_config(read_yaml(Path("config/photographs.yaml")))
    exact = read_card(Path("config/datasets/cifar10.yaml"))
    for card in (*cards.values(), exact):
        families = {card.family(arm) for arm in card.arms}
        assert card.natural_images and card.training_sizes[-1] >= 4000
        assert families >= {"hand-crafted", "learned", "fixed-filter"}
    assert exact.repeats >= 3


def test_every_family_of_the_full_run_tries_several_settings():
    config, _ = read_config(read_yaml(Path("config/full.yaml")))
    assert config.tuning.candidates > 1 and config.repeats >= 3


def test_models_are_tested_on_data_sets_that_differ_in_several_ways():
    """Whether hand-crafted features carry over is decided on two pairs at least."""
    default, full = (
        read_config(read_yaml(Path("config/config.yaml")) | read_yaml(Path(f"config/{name}.yaml")))[
            0
        ]
        for name in ("config", "full")
    )
    assert default.tested_elsewhere == {
        "parcels": ["parcels_stereo"],
        "ecg_simulated": ["ecg_simulated_noisy"],
    }
    assert full.tested_elsewhere["mitdb"] == ["qtdb"]
    assert sum(map(len, full.tested_elsewhere.values())) >= 2


def test_training_of_a_card_wins_key_by_key():
    config = Config(datasets=["cifar10"], training={"averaging": 1, "epochs": 7})
    photographs, digits = (
        read_card(Path(f"config/datasets/{name}.yaml")) for name in ("cifar10_jpeg", "digits")
    )
    assert training_of(config, digits) == config.training
    found = training_of(config, photographs)
    assert (found.averaging, found.epochs) == (2, 7), "that of the card it is like"
    assert found.learning_rate == config.training.learning_rate
    for card, averaging in ((photographs, 2), (digits, 1)):
        assert of_training(config, card, "lenet5")["training"]["averaging"] == averaging
        assert of_refits(config, card)["training"]["averaging"] == averaging
    assert "did you mean 'averaging'" in error(valid() | {"training": {"averagin": 2}})


@pytest.mark.parametrize(
    ("place", "typo", "meant"),
    [
        ((), "titel", "title"),
        (("source",), "kinds", "kind"),
        (("views", "pixels"), "hieght", "height"),
        (("arms", "lenet5"), "modle", "model"),
        (("split",), "shares", "share"),
    ],
)
def test_unknown_key_is_refused_at_every_level_with_the_nearest_key(place, typo, meant):
    card = valid() | {"split": {"kind": "hold_out"}}
    part = card
    for key in place:
        part = part[key]
    part[typo] = 1
    message = error(card)
    assert "my.yaml" in message
    assert ".".join([*place, typo]) in message
    assert f"did you mean '{meant}'" in message


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"source": {"kind": "digit"}}, "did you mean 'digits'"),
        ({"arms": {"a": {"representation": ["pixels"], "model": "lenet"}}}, "did you mean 'lenet5"),
        ({"arms": {"a": {"representation": ["pixel"], "model": "lenet5"}}}, "did you mean 'pixels"),
        ({"arms": {"a": {"representation": ["hog"], "model": "lenet5"}}}, "takes image"),
        ({"arms": {"a": {"representation": [], "model": "lenet5"}}}, "majority"),
        ({"training_sizes": [20, 10]}, "rising"),
        ({"classes": ["0", "0"]}, "twice"),
        ({"title": None}, "title"),
    ],
)
def test_wrong_value_is_named_with_what_was_expected(change, expected):
    message = error(valid() | change)
    assert message.startswith("my.yaml: " + next(iter(change)))
    assert expected in message


def test_missing_key_is_named():
    card = valid()
    del card["classes"]
    assert "classes: this key is required" in error(card)


def test_key_written_twice_is_refused(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_text("title: a\ntitle: b\n")
    with pytest.raises(CraftbenchError, match=r"card\.yaml.*'title' appears twice"):
        read_yaml(path)


def test_yaml_cannot_make_objects(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_text("title: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(CraftbenchError, match="not valid YAML"):
        read_yaml(path)


def test_unknown_dataset_suggests_the_nearest_card():
    with pytest.raises(CraftbenchError, match="did you mean 'digits'"):
        read_cards(Config(datasets=["digit"]))


def test_a_key_set_to_null_is_not_inherited(tmp_path):
    shutil.copy("config/datasets/digits.yaml", tmp_path / "base.yaml")
    (tmp_path / "own.yaml").write_text("like: base\narms: {lenet5: null}\n", encoding="utf-8")
    base, own = (read_card(tmp_path / f"{name}.yaml") for name in ("base", "own"))
    assert set(base.arms) - set(own.arms) == {"lenet5"}
    assert own.arms.keys() < base.arms.keys()


def test_arm_means_the_same_in_every_card(tmp_path):
    for name, model in (("one", "random_forest"), ("two", "feature_mlp")):
        arm = {"representation": ["hog"], "model": model}
        card = valid() | {"arms": {"hog_arm": arm}}
        (tmp_path / f"{name}.yaml").write_text(json.dumps(card))
    with pytest.raises(CraftbenchError, match="hog_arm is a classifier in the card one"):
        read_cards(Config(datasets=["one", "two"], cards=tmp_path))


@pytest.mark.parametrize(("path", "text"), generate().items(), ids=lambda item: str(item)[:40])
def test_generated_files_are_up_to_date(path, text):
    assert path.read_text(encoding="utf-8") == text, "run `python -m craftbench.config.schema`"


def test_cards_that_are_only_tested_on_have_the_classes_of_the_models():
    config = Config(datasets=["parcels"], portability={"parcels": ["parcels_stereo"]})
    assert list(read_targets(config)) == ["parcels_stereo"]
    assert list(read_cards(config)) == ["parcels"]
    wrong = Config(datasets=["parcels"], portability={"parcels": ["digits"]})
    with pytest.raises(CraftbenchError, match="digits has the classes 0, 1.*those of parcels"):
        read_targets(wrong)

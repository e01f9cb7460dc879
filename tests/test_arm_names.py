"""Names of arms for readers: these keys, these names."""

from pathlib import Path

import pytest

from craftbench.config.arm_names import FEATURE_SETS, MODELS, arm_names
from craftbench.config.arms import Arm
from craftbench.config.cards import read_card
from features import FEATURE_SETS as KNOWN_SETS
from models import MODELS as KNOWN_MODELS

VIEWS = {"pixels", "pixels_small"}
ARMS = {
    "majority": ({"representation": [], "model": "majority"}, "Most frequent class"),
    "hog_svm": ({"representation": ["hog"], "model": "rbf_svm"}, "HOG + RBF SVM"),
    "two": (
        {"representation": ["parcel", "parcel_shape"], "model": "random_forest"},
        "Parcel, shape + random forest",
    ),
    "many": (
        {
            "representation": ["rhythm", "landmarks", "morphology", "template"],
            "model": "gradient_boosting",
        },
        "4 feature sets + gradient boosting",
    ),
    "net": ({"representation": ["pixels"], "model": "lenet5"}, "LeNet-5"),
    "hybrid": ({"representation": ["pixels", "hog"], "model": "lenet5"}, "LeNet-5 + HOG"),
    "latent": (
        {"representation": ["pixels"], "model": "rbf_svm", "latent": "small_cnn"},
        "Small CNN features + RBF SVM",
    ),
}


@pytest.mark.parametrize("key", ARMS)
def test_name_of_an_arm(key):
    given, name = ARMS[key]
    assert arm_names({key: Arm(**given)}, VIEWS) == {key: name}


def test_arms_that_would_have_the_same_name_keep_their_key():
    arms = {
        key: Arm(representation=[view], model="lenet5")
        for key, view in (("net", "pixels"), ("net_small", "pixels_small"))
    }
    assert list(arm_names(arms, VIEWS).values()) == ["LeNet-5 (net)", "LeNet-5 (net small)"]


@pytest.mark.parametrize(
    "card", sorted(Path("config/datasets").glob("*.yaml")), ids=lambda f: f.stem
)
def test_names_of_a_card_differ_and_are_no_keys(card):
    found = read_card(card)
    names = arm_names(found.arms, found.views)
    assert len(set(names.values())) == len(found.arms)
    assert not [name for name in names.values() if "_" in name]


def test_words_are_of_models_and_feature_sets_that_exist():
    assert set(MODELS) == set(KNOWN_MODELS)
    assert set(FEATURE_SETS) <= set(KNOWN_SETS)

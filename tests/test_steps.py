"""What each step reads of card and configuration: nothing more, and nothing less."""

from pathlib import Path

import pytest

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config
from craftbench.config.contest import Contest
from craftbench.steps import code, settings

CONFIG = Config(datasets=["parcels"])


@pytest.fixture(scope="module")
def card() -> Card:
    return read_card(Path("config/datasets/parcels.yaml"))


def changed(card: Card, **changes) -> Card:
    return Card.model_validate(card.model_dump(mode="json") | changes)


def training(card: Card, config: Config = CONFIG) -> dict[str, dict]:
    return {arm: settings.of_training(config, card, arm) for arm in card.arms}


def differ(before: dict[str, dict], after: dict[str, dict]) -> set[str]:
    return {name for name in before if before[name] != after.get(name)}


def test_texts_sizes_and_repeats_do_not_belong_to_a_finished_run(card):
    other = changed(card, title="x", description="y", training_sizes=[4, 8], repeats=7)
    assert not differ(training(card), training(other))
    assert settings.of_learning_curve(other) == {"training_sizes": [4, 8], "repeats": 7}


def test_a_view_belongs_to_the_arms_that_see_it(card):
    views = card.model_dump(mode="json")["views"]
    name = next(iter(views))
    views[name] |= {"height": 48, "width": 48}
    seen = {arm for arm, one in card.arms.items() if name in one.representation}
    assert seen and differ(training(card), training(changed(card, views=views))) == seen


def test_an_arm_belongs_to_its_own_training_alone(card):
    arms = card.model_dump(mode="json")["arms"]
    arms["parcel_svm"]["model"] = "logistic_regression"
    assert differ(training(card), training(changed(card, arms=arms))) == {"parcel_svm"}


def test_class_weights_and_seed_belong_to_every_training(card):
    every = set(card.arms)
    assert differ(training(card), training(changed(card, class_weights="sqrt"))) == every
    assert differ(training(card), training(card, CONFIG.model_copy(update={"seed": 1}))) == every


def test_network_training_belongs_to_networks_alone(card):
    rule = CONFIG.training.model_copy(update={"epochs": 1})
    found = differ(training(card), training(card, CONFIG.model_copy(update={"training": rule})))
    assert found == {name for name, arm in card.arms.items() if arm.kind != "classifier"}


def test_a_contest_is_rebuilt_from_its_parameter(card):
    contest = Contest.model_validate(settings.contest(card))
    for arm in card.arms:
        assert contest.family(arm) == card.family(arm)
        assert contest.view(arm) == card.view(arm)
    one = Contest.model_validate(settings.contest(card, "residual_cnn"))
    assert list(one.arms) == ["residual_cnn"] and list(one.views) == ["channels24"]


def test_an_editor_of_the_margin_trains_nothing(card):
    analyses = CONFIG.analyses.model_copy(update={"margin": 0.02})
    other = CONFIG.model_copy(update={"analyses": analyses})
    assert training(card, other) == training(card)
    assert settings.of_analysis(other, card) != settings.of_analysis(CONFIG, card)


def test_code_of_an_arm_is_that_of_its_kind(card):
    classifier, network = (code.of_training(card, arm) for arm in ("parcel_svm", "residual_cnn"))
    assert "models/classical.py" in classifier and "models/training.py" not in classifier
    assert "models/residual_cnn.py" in network and "models/small_cnn.py" not in network
    assert not any(file.startswith("features/") for file in [*classifier, *network])


def test_code_of_a_source_is_its_own(card):
    found = code.of_preparation(card)
    assert "craftbench/datasets/simulated_parcels/camera.py" in found
    assert not any("simulated_ecg" in file or "corruptions/heights" in file for file in found)
    examining = code.of_analyses("examine", "models", card)
    assert "craftbench/datasets/corruptions/heights.py" in examining


def test_code_of_an_analysis_has_the_drawings_of_its_own_features(card):
    heights, digits = (
        code.of_analyses("examine", "models", one)
        for one in (card, read_card(Path("config/datasets/digits.yaml")))
    )
    assert "craftbench/analyses/explanation/height_drawing.py" in heights
    assert "craftbench/analyses/explanation/gradient_drawing.py" in digits
    assert "features/perimeter.py" in heights and "features/perimeter.py" not in digits
    assert not {"features/perimeter.py", "features/delineation.py"} & set(code.of_page("report"))

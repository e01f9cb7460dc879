"""The order of the rooms: no import points backwards, and no two rooms import each other."""

from pathlib import Path

import pytest

from craftbench.steps.rooms import (
    BEGIN,
    PAGE,
    ROOMS,
    arrows,
    module_imports,
    page_with_graph,
    room_of,
)

IMPORTS = list(module_imports())


def test_no_room_imports_a_later_one():
    backwards = [
        f"{module} imports {name}"
        for module, name in IMPORTS
        if name != "craftbench" and ROOMS.index(room_of(name)) > ROOMS.index(room_of(module))
    ]
    assert not backwards


def test_features_and_models_know_nothing_of_each_other_or_the_rest():
    rooms = {room_of(name) for module, name in IMPORTS if room_of(module) == "features"}
    assert rooms <= {"features"}
    rooms = {room_of(name) for module, name in IMPORTS if room_of(module) == "models"}
    assert rooms <= {"models"}


def test_no_packages_within_a_room_import_each_other():
    """At every level: two sub-packages, or a module and a sub-package beside it."""
    pairs = set()
    for module, name in IMPORTS:
        one, other = module.split("."), name.split(".")
        level = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
        if level is None:
            continue
        pairs.add((".".join(one[: level + 1]), ".".join(other[: level + 1])))
    mutual = sorted((one, other) for one, other in pairs if one < other and (other, one) in pairs)
    assert not mutual


def test_nobody_imports_the_workflow():
    for package in ("craftbench", "features", "models"):
        for path in Path(package).rglob("*.py"):
            assert "import workflow" not in path.read_text(encoding="utf-8")


def test_there_are_few_rooms_and_arrows():
    assert len(arrows()) <= 70


def test_every_package_says_what_lives_in_it():
    for package in ("craftbench", "features", "models"):
        for path in Path(package).rglob("__init__.py"):
            text = path.read_text(encoding="utf-8")
            assert len(text.strip('"\n ').split()) >= 5, f"{path} has no paragraph"


@pytest.mark.skipif(BEGIN not in PAGE.read_text(encoding="utf-8"), reason="no place for the graph")
def test_drawn_imports_are_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with_graph(page), "run `python -m craftbench.steps.rooms`"

"""Names that become paths: this name at this place, this outcome."""

from pathlib import Path

import pytest
import yaml

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config, read_cards
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.write import write_card
from craftbench.datasets import download
from craftbench.datasets.registry import parse_source
from craftbench.errors import CraftbenchError
from craftbench.settings import validate
from craftbench.settings.names import class_name, dataset_name, file_name, path_name, relative_path

NO_NAMES = {
    "parent": "..",
    "up": "../x",
    "far-up": "../../../../x",
    "absolute": "/tmp/x",
    "home": "~/x",
    "drive": "C:x",
    "unc": "\\\\server\\x",
    "backslash": "a\\b",
    "folder": "a/b",
    "empty": "",
    "blank": " ",
    "with-blank": "my set",
    "line-break": "a\nb",
    "line-break-at-end": "a\n",
    "nul": "a\0b",
    "leading-dash": "-n",
    "hidden": ".x",
    "wildcard": "{dataset}",
    "glob": "*",
    "device": "con",
    "device-in-capitals": "NUL",
    "numbered-device": "lpt1",
    "too-long": "a" * 65,
    "unicode": "größe",
    "look-alike": "рarcels",  # noqa: RUF001 a Cyrillic letter
    "right-to-left": "a\u202eb",
}
DOTTED = {"dot": "a.b", "dot-at-end": "a."}


def names(cases: dict[str, str]) -> list:
    return [pytest.param(name, id=case) for case, name in cases.items()]


@pytest.mark.parametrize("name", names(NO_NAMES | DOTTED))
@pytest.mark.parametrize("rule", [path_name, dataset_name])
def test_no_name(name, rule):
    with pytest.raises(ValueError, match="cannot be part of a path: expected letters"):
        rule(name)


@pytest.mark.parametrize(
    "name", names(NO_NAMES | {"dot-at-end": "a.", "device": "con.txt", "dots": "a..", "only": "."})
)
def test_no_file_name(name):
    with pytest.raises(ValueError, match="cannot be part of a path"):
        file_name(name)


@pytest.mark.parametrize("name", ["digits", "a", "7", "A-b_c", "a" * 64, "com10", "console"])
def test_name(name):
    assert path_name(name) == file_name(name) == dataset_name(name) == name


@pytest.mark.parametrize("path", ["mitdb", "mitdb/1.0.0", "train-images-idx3-ubyte.gz", "a/b/c"])
def test_path_below_downloads(path):
    assert relative_path(path) == path


@pytest.mark.parametrize(
    "path", ["/mitdb", "a//b", "a/", "./a", "a/../b", "a/..", "", "a/con/b", "a/" * 100 + "b"]
)
def test_no_path_below_downloads(path):
    with pytest.raises(ValueError, match="cannot be a path below CRAFTBENCH_DATA and downloads/"):
        relative_path(path)


@pytest.mark.parametrize("name", ["tables", "logs", "benchmarks", "reference", "Tables"])
def test_folders_of_results_are_no_data_sets(name):
    with pytest.raises(ValueError, match="cannot be a data set"):
        dataset_name(name)


@pytest.mark.parametrize("name", ["N/A", "a.b", "Größe 2", "$5", "None", "no", "../x"])
def test_class_names_may_have_all_letters(name):
    assert class_name(name) == name


@pytest.mark.parametrize("name", ["", " ", " box", "box ", "a\nb", "a\0", "a" * 101, "\u2028"])
def test_no_class_name(name):
    with pytest.raises(ValueError, match="cannot be a class"):
        class_name(name)


def card(**changes) -> dict:
    return {
        "title": "t",
        "source": {"kind": "digits"},
        "classes": ["0", "1"],
        "training_sizes": [10, 20],
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {"lenet5": {"representation": ["pixels"], "model": "lenet5"}},
    } | changes


ARM = {"representation": ["pixels"], "model": "lenet5"}
URL = "https://127.0.0.1:9/"
FILE = {"name": "x.gz", "sha256": "0" * 64}
IDX = {
    "kind": "idx",
    "folder": "x",
    "url": URL,
    "pool": {"images": FILE, "labels": FILE},
    "test": {"images": FILE, "labels": FILE},
}
WFDB = {
    "kind": "wfdb_beats",
    "folder": "x",
    "url": URL,
    "lead": "MLII",
    "before_s": 0.3,
    "after_s": 0.5,
    "records": ["100"],
}
CIFAR = {"kind": "cifar", "folder": "x", "url": URL, "md5": "0" * 32}
UP = "../../../../x"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        pytest.param({"arms": {UP: ARM}}, f"arms.{UP}", id="arm"),
        pytest.param({"arms": {"": ARM}}, "arms.", id="arm-empty"),
        pytest.param({"arms": {"a.b": ARM}}, "arms.a.b", id="arm-with-dot"),
        pytest.param({"views": {UP: {"kind": "image", "height": 8, "width": 8}}}, "views", id="v"),
        pytest.param({"like": UP}, "like", id="like"),
        pytest.param({"classes": ["a", "b "]}, "classes.1", id="class-with-blank"),
        pytest.param({"source": IDX | {"folder": ".."}}, "source.folder", id="idx-folder"),
        pytest.param({"source": IDX | {"folder": "/tmp"}}, "source.folder", id="idx-absolute"),
        pytest.param(
            {"source": IDX | {"pool": {"images": FILE | {"name": UP}, "labels": FILE}}},
            "source.pool.images.name",
            id="idx-name",
        ),
        pytest.param({"source": CIFAR | {"folder": "a/../.."}}, "source.folder", id="cifar-folder"),
        pytest.param({"source": CIFAR | {"archive": UP}}, "source.archive", id="cifar-archive"),
        pytest.param({"source": WFDB | {"folder": "/tmp/x"}}, "source.folder", id="wfdb-folder"),
        pytest.param({"source": WFDB | {"annotator": UP}}, "source.annotator", id="annotator"),
        pytest.param({"source": WFDB | {"records": [UP]}}, "source.records.0", id="record"),
        pytest.param({"source": WFDB | {"records": ["/etc/x"]}}, "source.records.0", id="record-2"),
        pytest.param({"source": WFDB | {"records": [True]}}, "source.records.0", id="record-yes"),
        pytest.param({"source": {"kind": "ucr", "name": UP}}, "source.name", id="ucr-name"),
    ],
)
def test_name_in_a_card_is_refused_with_its_key(change, key):
    with pytest.raises(CraftbenchError, match="my.yaml") as error:
        validate(card(**change), Card, "my.yaml")
    assert f"my.yaml: {key}" in str(error.value)


def test_records_may_be_numbers():
    assert parse_source(WFDB | {"records": [100, 101]}).records == ["100", "101"]


@pytest.mark.parametrize("folder", ["/data/own", "../own", "own pictures/ä"])
def test_folders_that_are_only_read_may_be_anywhere(folder):
    for source in ({"kind": "image_folder"}, {"kind": "ucr", "name": "GunPoint"}):
        assert str(parse_source(source | {"folder": folder}).folder) == folder


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arms": {"Net": ARM, "net": ARM}}, "differ in case only"),
        ({"arms": {"net": ARM, "NET": ARM, "other": ARM}}, "differ in case only"),
    ],
    ids=["two", "three"],
)
def test_arms_that_are_one_file_on_some_systems(change, message):
    with pytest.raises(CraftbenchError, match=message):
        validate(card(**change), Card, "my.yaml")


@pytest.mark.parametrize("name", names(NO_NAMES | DOTTED))
@pytest.mark.parametrize("key", ["datasets", "portability", "leakage_comparison"])
def test_name_in_the_configuration(name, key):
    named = [name] if key == "datasets" else {"digits": [name]}
    named = {"digits": name} if key == "leakage_comparison" else named
    with pytest.raises(CraftbenchError, match=f"c.yaml: {key}"):
        validate({"datasets": ["digits"], key: named}, Config, "c.yaml")


def test_data_sets_that_are_one_folder_on_some_systems():
    with pytest.raises(CraftbenchError, match="differ in case only"):
        validate({"datasets": ["digits", "Digits"]}, Config, "c.yaml")


@pytest.mark.parametrize("name", names(NO_NAMES | DOTTED))
def test_new_dataset_obeys_the_rule_of_the_configuration(name, tmp_path):
    inner = tmp_path / "a" / "b"
    with pytest.raises(CraftbenchError, match="NAME: .* cannot be part of a path"):
        write_card(inner, name, Given(Path("x.npy")))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", ["my card.yaml", "a.b.yaml", "tables.yaml", ".yaml", "con.yaml"])
def test_card_that_no_configuration_could_name_is_refused_when_it_is_read(file, tmp_path):
    path = tmp_path / file
    path.write_text(yaml.safe_dump(card()), encoding="utf-8")
    with pytest.raises(CraftbenchError, match="the name of the card's file: .* cannot be"):
        read_card(path)


@pytest.mark.parametrize("like", ["../x", "/etc/passwd", "", "a b", "a.b", 7, True, [1], {"a": 1}])
def test_like_leads_nowhere(like, tmp_path):
    (tmp_path / "own.yaml").write_text(yaml.safe_dump({"like": like}), encoding="utf-8")
    with pytest.raises(CraftbenchError, match=r"own\.yaml: like: "):
        read_card(tmp_path / "own.yaml")


def test_nothing_is_written_outside_the_downloads(tmp_path, monkeypatch):
    """The card of the report: a name that leads up, with an address of its own."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.setattr(download, "DOWNLOADS", inner / "downloads")
    part = {"images": FILE | {"name": "../../../evil"}, "labels": FILE}
    source = IDX | {"pool": part}
    (inner / "evil.yaml").write_text(yaml.safe_dump(card(source=source)), encoding="utf-8")
    with pytest.raises(CraftbenchError, match="source.pool.images.name"):
        read_cards(Config(datasets=["evil"], cards=inner))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["evil.yaml"]

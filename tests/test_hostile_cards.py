"""Cards and configurations as nobody should write them: this text, this message, at once."""

import re
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml

from craftbench.cli.main import main
from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config
from craftbench.datasets.group_pattern import groups_of_names
from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import hold_out
from craftbench.settings import read_yaml, validate

CARD = """\
title: t
source: {kind: digits}
classes: ["0", "1"]
training_sizes: [10, 20]
arms: {hog: {representation: [hog], model: ridge}}
"""
LEVELS = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
MERGES = "".join(f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 9)}]}}\n" for i in range(1, 12))
LONG = "9" * 5001

BROKEN = {
    "alias-bomb": (f"a0: &a0 [x]\n{LEVELS}", "more than 20000 values, with those that aliases"),
    "alias-bomb-in-title": (f"a0: &a0 [x]\n{LEVELS}title: *a11\n", "more than 20000 values"),
    "merge-bomb": (f"m0: &m0 {{x: 1}}\n{MERGES}", "more than 20000 values"),
    "contains-itself": ("a: &a [*a]\n", "a part that contains itself"),
    "mapping-contains-itself": ("a: &a {b: *a}\n", "a part that contains itself"),
    "deep-list": (f"a: {'[' * 20000}\n", "nested in more than 30 levels"),
    "deep-mapping": (f"a: {'{b: ' * 9000}\n", "nested in more than 30 levels"),
    "deep-block": ("- " * 20000, "nested in more than 30 levels"),
    "list-as-key": ("? [a, b]\n: 1\n", "line 1, column 3: a list as a key; expected a name"),
    "mapping-as-key": ("{a: 1}: 2\n", "a mapping as a key; expected a name"),
    "key-no": ("arms: {no: 1}\n", "the key False is a logical value for YAML.*in quotes"),
    "key-number": ("costs: {1: 2}\n", "the key 1 is not text; write it in quotes"),
    "key-nothing": ("arms: {~: 1}\n", "the key None is not text"),
    "duplicate-key": ("title: a\ntitle: b\n", "line 2, column 1: key 'title' appears twice"),
    "duplicate-inner-key": ("a: {b: 1, b: 2}\n", "key 'b' appears twice"),
    "octal": ("training_sizes: [010, 020]\n", "010 is an octal or base 60 number for YAML"),
    "octal-class": ("classes: [07, 01]\n", "07 is an octal.*quotes around it if it is a name"),
    "base-60": ("repeats: 1:30\n", "1:30 is an octal or base 60 number for YAML"),
    "long-integer": (f"seed: {LONG}\n", "a number of 5001 characters; expected 40"),
    "long-hexadecimal": (f"seed: 0x{LONG}\n", "a number of 5003 characters; expected 40"),
    "big-integer": (f"seed: {10**30}\n", "seed: an integer of 100 bits; expected one below 2.63"),
    "python-object": ("a: !!python/object/apply:os.system ['true']\n", "the tag .* is not allowed"),
    "binary": ("a: !!binary aaaa\n", "the tag .* is not allowed"),
    "set": ("a: !!set {b}\n", "the tag .* is not allowed"),
    "own-tag": ("a: !mine 1\n", "the tag '!mine' is not allowed"),
    "forced-integer": ("a: !!int abc\n", "not valid YAML"),
    "forced-empty-float": ('a: !!float ""\n', "not valid YAML"),
    "forced-bool": ("a: !!bool maybe\n", "not valid YAML"),
    "forced-map": ("a: !!map [1]\n", "not valid YAML"),
    "two-documents": ("a: 1\n---\nb: 2\n", "not valid YAML"),
    "unknown-alias": ("a: *b\n", "found undefined alias 'b'"),
    "tab": ("a:\n\t- b\n", "line 2.*cannot start any token"),
    "control-character": ("a: \x07\n", "special characters are not allowed"),
    "nul": ('title: "a\\0b"\n', "title: 'a.x00b' has a character that no file can hold"),
    "nul-in-key": ('"a\\0b": 1\n', "has a character that no file can hold"),
    "half-a-pair": ('title: "\\ud800"\n', "title: .* has a character that no file can hold"),
    "empty": ("", "expected keys with values, found NoneType"),
    "text": ("just words\n", "expected keys with values, found str"),
    "list": ("[1, 2]\n", "expected keys with values, found list"),
    "long": (f"# {'x' * 60000}\n", "60003 bytes, expected at most 50000"),
    "many-values": (f"a: [{'1,' * 21000}1]\n", "more than 20000 values"),
    "web-page": (
        "<!DOCTYPE html>\n<html><body>: 404</body></html>\n",
        "not valid YAML|expected ke",
    ),
}


def timed(call, *arguments) -> str:
    """The message of the error that a call ends with; it must not take long."""
    start = time.process_time()
    with pytest.raises(CraftbenchError) as error:
        call(*arguments)
    assert time.process_time() - start < 5, "an answer within a second, or five on a busy machine"
    assert len(str(error.value)) < 5000
    return str(error.value)


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file(case, tmp_path):
    text, message = BROKEN[case]
    path = tmp_path / "my.yaml"
    path.write_text(text, encoding="utf-8")
    found = timed(read_yaml, path)
    assert found.startswith(f"{path}: ")
    assert "\n" not in found.strip()
    pytest.raises(CraftbenchError, read_yaml, path).match(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfet\0i\0t\0l\0e\0:\0 \0x\0", "save it as UTF-8"),
        (b"title: gr\xf6\xdfe\n", "save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "save it as UTF-8"),
    ],
    ids=["utf-16", "latin-1", "picture"],
)
def test_file_in_another_encoding(content, message, tmp_path):
    (tmp_path / "my.yaml").write_bytes(content)
    assert message in timed(read_yaml, tmp_path / "my.yaml")


def test_what_is_no_file(tmp_path):
    assert "not a file" in timed(read_yaml, tmp_path)
    assert "there is no such file" in timed(read_yaml, tmp_path / "x.yaml")
    assert "there is no such file" in timed(read_yaml, tmp_path / "a\0b.yaml")
    assert "cannot be read" in timed(read_yaml, tmp_path / ("a" * 300))


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: &x [1, 2]\nb: *x\n", {"a": [1, 2], "b": [1, 2]}),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, p: 3}\n", {"a": {"p": 1, "q": 2}, "b": {"p": 3, "q": 2}}),
        ("a: 2024-01-31\nb: 2024-13-45\n", {"a": "2024-01-31", "b": "2024-13-45"}),
        ("a: [08, '010', 0, -1, 0.5, 1_000]\n", {"a": ["08", "010", 0, -1, 0.5, 1000]}),
        ("\ufeffa: 1\n", {"a": 1}),
    ],
    ids=["alias", "merge", "dates-are-text", "numbers", "byte-order-mark"],
)
def test_file_that_is_read(text, content, tmp_path):
    (tmp_path / "my.yaml").write_text(text, encoding="utf-8")
    assert read_yaml(tmp_path / "my.yaml") == content


def bomb() -> list:
    """Few lists, and nine to the power of twelve values."""
    part: list = ["x"]
    for _ in range(12):
        part = [part] * 9
    return part


def itself() -> dict:
    part: dict = {}
    part["a"] = part
    return part


IMAGE = {"kind": "image", "height": 8, "width": 8}
DEPTH = {"kind": "depth_folder", "folder": "x", "unit_mm": 1, "measures": "height", "pixel_mm": 2}
WFDB = {
    "kind": "wfdb_beats",
    "folder": "x",
    "url": "https://127.0.0.1:9/",
    "lead": "MLII",
    "before_s": 0.3,
    "after_s": 0.5,
    "records": ["100"],
}
NAN, INF = float("nan"), float("inf")

WRONG = {
    "bomb": ({"title": bomb()}, "more than 20000 values"),
    "bomb-as-class": ({"classes": bomb()}, "more than 20000 values"),
    "itself": ({"description": itself()}, "nested in more than 30 levels"),
    "class-no": (
        {"classes": ["yes", False]},
        "classes.1: .*found False; YAML reads no, yes.*quote",
    ),
    "class-number": ({"classes": ["a", 1]}, "classes.1: .* found 1; write quotes around it"),
    "class-nothing": ({"classes": ["a", None]}, "classes.1: .*null and ~ as nothing.*quotes"),
    "class-list": ({"classes": ["a", ["b"]]}, "classes.1: .*valid string"),
    "one-class": ({"classes": ["a"]}, "classes: .*at least 2 items"),
    "title-mapping": ({"title": {"a": 1}}, "title: .*valid string"),
    "unknown-key": ({"x" * 5000: 1}, "unknown key"),
    "sizes-text": ({"training_sizes": "many"}, "training_sizes: .*valid list"),
    "size-zero": ({"training_sizes": [0]}, "training_sizes.0: .*greater than 0"),
    "size-half": ({"training_sizes": [1.5]}, "training_sizes.0: .*valid integer"),
    "size-nan": ({"training_sizes": [NAN]}, "training_sizes.0: .*finite"),
    "size-huge": ({"training_sizes": [10**12]}, "training_sizes.0: .*less than or equal"),
    "integer-huge": ({"repeats": 10**5000}, "repeats: an integer of 16610 bits"),
    "repeats-huge": ({"repeats": 10**9}, "repeats: .*less than or equal to 1000"),
    "share-nan": ({"validation_share": NAN}, "validation_share: .*greater than or equal|finite"),
    "share-tiny": ({"validation_share": 1e-9}, "validation_share: .*or equal to 0.01"),
    "share-all": ({"validation_share": 0.999999}, "validation_share: .*or equal to 0.9"),
    "test-share-tiny": ({"split": {"kind": "hold_out", "share": 1e-12}}, "split.share: .*0.01"),
    "test-share-all": ({"split": {"kind": "hold_out", "share": 1 - 1e-9}}, "split.share: .*0.9"),
    "test-share-inf": ({"split": {"kind": "ignore_groups", "share": INF}}, "split.share: "),
    "cost-inf": ({"metric": "expected_cost", "costs": {"0": {"1": INF}}}, "costs.0.1: .*finite"),
    "view-huge": ({"views": {"v": IMAGE | {"height": 10**9}}}, "views.v.height: .*equal to 4096"),
    "view-nan": ({"views": {"v": IMAGE | {"clip_mm": NAN}}}, "views.v.clip_mm: .*finite|greater"),
    "signal-huge": ({"views": {"v": {"kind": "signal", "length": 10**9}}}, "views.v.length: "),
    "unit-nan": ({"source": DEPTH | {"unit_mm": NAN}}, "source.unit_mm: .*finite|greater"),
    "unit-inf": ({"source": DEPTH | {"unit_mm": INF}}, "source.unit_mm: .*finite"),
    "pixel-tiny": ({"source": DEPTH | {"pixel_mm": 1e-300}}, "source.pixel_mm: "),
    "rate-huge": ({"source": WFDB | {"sampling_rate_hz": 1e9}}, "source.sampling_rate_hz: .*20000"),
    "rate-zero": ({"source": WFDB | {"sampling_rate_hz": 0}}, "source.sampling_rate_hz: "),
    "window-huge": ({"source": WFDB | {"before_s": 1e9}}, "source.before_s: .*equal to 60"),
    "window-inf": ({"source": WFDB | {"after_s": INF}}, "source.after_s: "),
    "patients-huge": (
        {"source": {"kind": "simulated_ecg", "patients": 10**12}},
        "source.patients: .*less than or equal",
    ),
    "parcels-huge": (
        {"source": {"kind": "simulated_parcels", "scenes": 10**12}},
        "source.scenes: .*less than or equal",
    ),
    "pattern-open": ({"source": DEPTH | {"group_pattern": "("}}, "source.group_pattern: not a reg"),
    "pattern-no-group": ({"source": DEPTH | {"group_pattern": "a"}}, "source.group_pattern: expec"),
    "pattern-deep": (
        {"source": DEPTH | {"group_pattern": "(" * 900 + ")" * 900}},
        "source.group_pattern: not a regular expression|group_pattern: .*at most",
    ),
    "pattern-repeats": (
        {"source": DEPTH | {"group_pattern": "(?P<group>a{99999999999999})"}},
        "source.group_pattern: not a regular expression",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_value_in_a_card(case):
    change, message = WRONG[case]
    found = timed(validate, yaml.safe_load(CARD) | change, Card, "my.yaml")
    assert found.startswith("my.yaml: ")
    pytest.raises(CraftbenchError, validate, yaml.safe_load(CARD) | change, Card, "my.yaml").match(
        message
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"datasets": bomb()}, "more than 20000 values"),
        ({"datasets": itself()}, "nested in more than 30 levels"),
        ({"datasets": [False]}, "datasets.0: .*YAML reads no, yes"),
        ({"datasets": [7]}, "datasets.0: .*write quotes around it"),
        ({"datasets": []}, "datasets: .*at least 1 item"),
        ({"portability": {1: ["digits"]}}, "portability: the key 1 is not text"),
        ({"portability": {("a",): ["digits"]}}, "portability: a list as a key"),
        ({"seed": 10**5000}, "seed: an integer of 16610 bits"),
        ({"seed": -1}, "seed: .*greater than or equal to 0"),
        ({"bootstrap": 10**9}, "bootstrap: .*less than or equal"),
        ({"repeats": 10**9}, "repeats: .*less than or equal"),
        ({"training": {"learning_rate": NAN}}, "training.learning_rate: "),
        ({"training": {"learning_rate": INF}}, "training.learning_rate: .*finite"),
        ({"training": {"epochs": 10**9}}, "training.epochs: .*less than or equal"),
        ({"training": {"batch_size": 10**9}}, "training.batch_size: .*less than or equal"),
        ({"tuning": {"candidates": 10**9}}, "tuning.candidates: .*less than or equal"),
        ({"analyses": {"margin": NAN}}, "analyses.margin: "),
        ({"cards": "a\0b"}, "cards: .*no file can hold"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_wrong_value_in_the_configuration(change, message):
    found = timed(validate, {"datasets": ["digits"]} | change, Config, "config.yaml")
    assert found.startswith("config.yaml: ")
    pytest.raises(
        CraftbenchError, validate, {"datasets": ["digits"]} | change, Config, "config.yaml"
    ).match(message)


def test_a_fault_in_every_value_is_told_in_few_lines():
    many = {"title": "t", "source": {"kind": "digits"}, "classes": [1] * 5000}
    assert len(timed(validate, many, Card, "my.yaml").splitlines()) <= 21


def test_cards_that_are_like_each_other_for_ever(tmp_path):
    for i in range(60):
        (tmp_path / f"c{i}.yaml").write_text(f"like: c{i + 1}\n", encoding="utf-8")
    (tmp_path / "c60.yaml").write_text(CARD, encoding="utf-8")
    assert read_card(tmp_path / "c0.yaml").title == "t"
    (tmp_path / "c60.yaml").write_text("like: c0\n", encoding="utf-8")
    assert "`like` forms a cycle" in timed(read_card, tmp_path / "c0.yaml")


def test_the_card_of_these_tests_is_right(tmp_path):
    (tmp_path / "my.yaml").write_text(CARD, encoding="utf-8")
    assert read_card(Path(tmp_path / "my.yaml")).classes == ["0", "1"]


@pytest.mark.parametrize(
    "pattern",
    ["(?P<group>(a+)+)b", "(?P<group>(a|a)*)b", "(?P<group>(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*))b"],
    ids=["nested", "alternatives", "polynomial"],
)
def test_pattern_that_tries_every_way_is_stopped(pattern):
    start = time.monotonic()
    with pytest.raises(CraftbenchError, match="source.group_pattern: .* without repeats inside"):
        groups_of_names(["a" * 60 + "c"], pattern)
    assert time.monotonic() - start < 30


def test_pattern_gives_the_group_of_each_name():
    names = ["good/p1_003.png", "good/größe 2_1.png", "other.png", "a\nb/p 3_1.png"]
    assert groups_of_names(names, r"/(?P<group>[^/_]+)_[^/]*$") == ["p1", "größe 2", None, "p 3"]
    assert groups_of_names([], "(?P<group>a)") == []


@pytest.mark.parametrize("grouped", [False, True], ids=["samples", "groups"])
@pytest.mark.parametrize(
    ("samples", "share", "outcome"),
    [
        (40, 0.01, "too few|expected at least one of each of 2 classes in both"),
        (40, 0.9, 36),
        (40, 0.75, 30),
        (40, 0.5, 20),
        (40, 0.25, 10),
        (6, 0.9, "too few|expected at least one of each of 2 classes in both"),
    ],
)
def test_share_of_the_test_part(samples, share, outcome, grouped):
    table = pd.DataFrame({"label": ["a", "b"] * (samples // 2)})
    if grouped:
        table["group"] = [str(i // 2) for i in range(samples)]
    if isinstance(outcome, str):
        with pytest.raises(CraftbenchError, match=outcome):
            hold_out(table, share, 0)
    else:
        assert abs((hold_out(table, share, 0) == "test").sum() - outcome) <= 2 * grouped


@pytest.mark.parametrize("case", BROKEN)
def test_check_tells_the_fault_of_a_configuration_that_snakemake_may_hang_on(
    case, tmp_path, capsys
):
    text, message = BROKEN[case]
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert re.search(message, capsys.readouterr().err)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("datasets: [digits]\n", "1 data sets: digits"),
        ("seed: 3\n", "5 data sets: digits, parcels"),
        ("datasets: [digit]\n", "did you mean 'digits'"),
        ("datasets: [digits]\ntraining: {epoch: 3}\n", "training.epoch: unknown key; did you mean"),
        ("portability: {digts: [digits]}\n", "there is no card 'digts'; did you mean 'digits'"),
    ],
)
def test_check_of_a_configuration(text, outcome, tmp_path, capsys):
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    main(["check", str(tmp_path / "c.yaml")])
    printed = capsys.readouterr()
    assert outcome in printed.out + printed.err


def test_shipped_configurations_pass_the_check(capsys):
    files = [str(file) for file in Path("config").glob("*.yaml")]
    assert main(["check", *files]) == 0
    assert len([line for line in capsys.readouterr().out.splitlines() if "data sets" in line]) >= 3

"""The page as a browser reads it: its headings, ids, words and tables."""

import importlib
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from test_report import FACTS, TABLES, render

from craftbench.analyses.analysis import analyses
from craftbench.report.glossary import COLUMNS, heading, key_of
from craftbench.report.provenance.timings import COLUMNS as TIMINGS

VOID = {"meta", "img", "br", "input", "link", "hr", "col", "wbr"}
UNSEEN = {"script", "style", "code", "pre", "title"}
KEY = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
NAMED = replace(FACTS, arm_names={"good": "HOG + RBF SVM", "bad": "LeNet-5"})


class Page(HTMLParser):
    """Elements in order, and the text that a reader sees."""

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.path: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.path.append(tag)

    def handle_endtag(self, tag):
        assert self.path and self.path[-1] == tag, f"</{tag}> closes {self.path[-4:]}"
        self.path.pop()

    def handle_data(self, data):
        if data.strip() and not UNSEEN & set(self.path):
            self.texts.append(data.strip())

    def of(self, *tags: str) -> list[dict]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@cache
def page() -> Page:
    return Page(render(facts=NAMED))


def test_elements_are_nested_and_landmarks_are_there_once():
    assert page().path == []
    for landmark in ("header", "main", "nav", "h1"):
        assert len(page().of(landmark)) == 1, landmark
    assert page().of("html")[0]["lang"] == "en"
    assert page().of("a")[0]["href"] == "#main"


def test_headings_go_down_one_level_at_a_time():
    levels = [int(tag[1]) for tag, _ in page().elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_ids_are_unique_and_what_refers_to_them_finds_them():
    ids = [given["id"] for _, given in page().elements if "id" in given]
    assert len(ids) == len(set(ids))
    for _, given in page().elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert given.get(name, ids[0]) in ids
        if given.get("href", "").startswith("#"):
            assert given["href"][1:] in ids
        if "data-term" in given:
            assert f"term-{given['data-term']}" in ids


def test_no_key_of_a_table_is_shown():
    assert page().texts
    assert [text for text in page().texts if KEY.search(text)] == []


def test_arms_have_the_names_of_their_cards():
    assert "HOG + RBF SVM" in page().texts and "LeNet-5" in page().texts
    cells = [text for text in page().texts if text in ("good", "bad")]
    assert len(cells) == 4  # keys in the table of what each arm sees; a group's name; a network's


def test_every_column_of_every_analysis_has_words_and_a_meaning():
    missing = {
        (name, column)
        for name, listed in analyses().items()
        for column in importlib.import_module(listed.module).ANALYSIS.columns
        if not key_of(re.sub("_(low|high)$", "", column), name) and not key_of(column, name)
    }
    assert not missing, "add them to craftbench/report/glossary"


def test_words_are_no_keys_and_meanings_are_sentences():
    for key, (words, meaning) in COLUMNS.items():
        assert "_" not in words and words, key
        assert meaning[0].isupper() or re.match("p[ ,]", meaning), key
        assert meaning.endswith(".") and "_" not in meaning, key


def test_no_words_are_for_a_column_that_does_not_exist():
    known = {
        f"{prefix}{column}"
        for name, listed in analyses().items()
        for column in importlib.import_module(listed.module).ANALYSIS.columns
        for prefix in ("", f"{name}.")
    }
    made = {"pool_samples", "pool_groups", "test_samples", "arm_key"}
    known |= made | set(TABLES["selection"]) | {f"verdict.{one}" for one in TABLES["selection"]}
    known |= {"step", "part", "reason", "log", *TIMINGS}
    assert set(COLUMNS) - known == set()


@pytest.mark.parametrize(
    ("column", "table", "words"),
    [
        ("j_kappa", "", "j-κ"),
        ("crossing_low", "", "crossing, lower bound"),
        ("gap", "overfitting", "gap"),
        ("difference", "comparisons", "a − b"),
        ("arms", "verdict", "arms to choose from"),
        ("my_own_column", "", "my own column"),
    ],
)
def test_heading(column, table, words):
    assert heading(column, table) == words


def test_every_picture_has_a_text_and_every_table_a_head():
    assert all(image["alt"] for image in page().of("img"))
    tables, heads = page().of("table"), page().of("thead")
    data = [table for table in tables if table.get("class") == "data"]
    assert len(data) <= len(heads) and all(table["data-name"] for table in data)
    names = [table["data-name"] for table in data]
    assert len(names) == len(set(names))


def test_details_are_closed_but_for_the_first_chapter_of_a_data_set():
    opened = [given["class"] for given in page().of("details") if "open" in given]
    assert set(opened) == {"chapter"} and len(opened) == 2
    assert all(
        "open" not in given for given in page().of("details") if given.get("class") == "part"
    )


def test_a_table_with_other_columns_keeps_the_page():
    strange = TABLES["accuracy"].assign(arm=["good", "unknown arm"], note="a_b and <i>")
    html = render(facts=NAMED, tables=TABLES | {"accuracy": strange})
    assert "unknown arm" in Page(html).texts and "<i>" not in html

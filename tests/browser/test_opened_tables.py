"""The tables of a report: sorting, filtering, all rows, downloads, and the meaning of words."""

import io
import re

import pandas as pd
import pytest
from opened_pages import downloaded, open_around, opened


@pytest.fixture(scope="module")
def file(browser, results):
    return results / "report.html"


@pytest.fixture
def page(browser, file):
    with opened(browser, file) as page:
        yield page


def opened_table(page, least_rows: int = 1, name: str = ""):
    """The first table of data with so many rows, in opened parts of the page."""
    tables = page.locator(
        f'section.dataset table.data[data-name$="{name}"]' if name else "section.dataset table.data"
    )
    counts = tables.evaluate_all("(all) => all.map((one) => one.tBodies[0].rows.length)")
    place = next(i for i, rows in enumerate(counts) if rows >= least_rows)
    table = tables.nth(place)
    open_around(table)
    table.scroll_into_view_if_needed()
    table.locator("button.sort").first.wait_for()
    return table


def tools(table):
    """The filter, the number of rows and the buttons above a table."""
    return table.locator("xpath=../preceding-sibling::*[1][contains(@class, 'tools')]")


def column(table, place: int) -> list[str]:
    return table.locator("tbody tr").evaluate_all(
        """(all, place) => all.filter((row) => !row.hidden)
          .map((row) => row.cells[place].innerText)""",
        place,
    )


def numbers(texts: list[str]) -> list[float]:
    """The leading number of each text; a dash is NaN."""
    found = [re.match(r"[<>]? ?[-−]?[\d,.]+(e-?\d+)?", text) for text in texts]
    return [
        float(one[0].strip("<> ").replace(",", "").replace("−", "-")) if one else float("nan")
        for one in found
    ]


def numeric_column(table) -> int:
    heads = table.locator("th").evaluate_all(
        "(all) => all.map((one) => one.className.includes('number'))"
    )
    columns = [i for i, number in enumerate(heads) if number]
    return next(i for i in columns if len(set(column(table, i))) > 2)


def test_a_click_sorts_by_numbers_up_and_down_and_missing_values_come_last(page):
    table = opened_table(page, 4, "accuracy")
    place = numeric_column(table)
    head = table.locator("th").nth(place)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    rising = pd.Series(numbers(column(table, place)))
    assert rising.dropna().is_monotonic_increasing and rising.nunique() > 1
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    falling = pd.Series(numbers(column(table, place)))
    assert falling.dropna().is_monotonic_decreasing
    for order in (rising, falling):
        assert order.isna().is_monotonic_increasing, "missing values come last"
    other = table.locator("th").first
    other.locator("button").click()
    assert head.get_attribute("aria-sort") is None
    texts = column(table, 0)
    assert texts == sorted(texts, key=str.casefold)


def test_filter_keeps_the_rows_with_all_words(page):
    table = opened_table(page, 6)
    rows = table.locator("tbody tr").all_text_contents()
    word = table.locator("tbody tr").last.locator("td").first.text_content().split()[0]
    search = tools(table).locator("input[type=search]")
    at_first = table.locator("tbody tr:visible").count()
    search.fill(word.upper())
    shown = table.locator("tbody tr:visible").all_text_contents()
    assert shown and len(shown) == sum(word.lower() in row.lower() for row in rows)
    assert f"of {len(rows)} rows" in tools(table).inner_text() or len(shown) == len(rows)
    search.fill("no such row at all")
    assert table.locator("tbody tr:visible").count() == 0
    search.fill("")
    assert table.locator("tbody tr:visible").count() == at_first


def test_long_tables_show_their_first_rows_and_on_demand_all(page):
    table = opened_table(page, 19)
    total = table.locator("tbody tr").count()
    assert table.locator("tbody tr:visible").count() == 12
    button = tools(table).locator("button.more")
    assert button.inner_text() == f"Show all {total}"
    button.click()
    assert table.locator("tbody tr:visible").count() == total
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert table.locator("tbody tr:visible").count() == 12


def test_downloads_of_a_table_hold_what_it_shows(page):
    table = opened_table(page, 4, "accuracy")
    buttons = tools(table).locator(".downloads button")
    texts = table.locator("tbody tr").evaluate_all(
        "(all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    )
    found = pd.read_csv(io.BytesIO(downloaded(page, buttons.filter(has_text="CSV"))))
    assert len(found) == len(texts)
    assert list(found.iloc[:, 0]) == [row[0] for row in texts]
    estimate = next(name for name in found if f"{name}_low" in found)
    assert (found[f"{estimate}_low"] <= found[estimate]).all()
    assert (found[estimate] <= found[f"{estimate}_high"]).all()

    latex = downloaded(page, buttons.filter(has_text="LaTeX")).decode()
    assert [latex.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 1, 1]
    lines = [line for line in latex.splitlines() if line.endswith(r"\\")]
    assert len(lines) == len(texts) + 1
    columns = len(re.search(r"\{tabular\}\{(\w+)\}", latex)[1])
    assert {len(re.findall(r"(?<!\\)&", line)) for line in lines} == {columns - 1}
    assert not re.search(r"(?<!\\)[%#_]", latex)

    markdown = downloaded(page, buttons.filter(has_text="Markdown")).decode().splitlines()
    assert len(markdown) == len(texts) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in markdown} == {columns + 1}


def test_downloads_of_a_filtered_table_hold_its_rows_only(page):
    table = opened_table(page, 6)
    first = table.locator("tbody tr").first.locator("td").first.text_content().strip()
    tools(table).locator("input[type=search]").fill(first)
    shown = table.locator("tbody tr:visible").count()
    found = downloaded(page, tools(table).locator(".downloads button", has_text="CSV"))
    assert len(pd.read_csv(io.BytesIO(found))) == shown


def test_pictures_can_be_saved_as_svg_and_png(page):
    figure = page.locator("figure.picture").first
    open_around(figure)
    buttons = figure.locator(".downloads button")
    assert b"<svg" in downloaded(page, buttons.filter(has_text="SVG"))[:2000]
    png = downloaded(page, buttons.filter(has_text="PNG"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and len(png) > 5_000


def test_a_word_says_what_it_means_on_hover_and_on_focus(page):
    table = opened_table(page, 1)
    word = table.locator("[data-term]").first
    word.scroll_into_view_if_needed()
    key = word.get_attribute("data-term")
    meaning = page.locator(f'[id="term-{key}"]').text_content()
    tip = page.locator("#tip")
    word.hover()
    tip.wait_for()
    assert tip.inner_text().strip() == meaning.strip()
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    page.mouse.move(0, 0)
    word.focus()
    tip.wait_for()
    assert word.get_attribute("aria-describedby") == f"term-{key}"


def test_every_word_with_a_meaning_is_in_the_glossary(page):
    missing = page.evaluate(
        """() => [...document.querySelectorAll('[data-term]')]
          .map((one) => one.dataset.term)
          .filter((key) => !document.getElementById(`term-${key}`))"""
    )
    assert missing == []

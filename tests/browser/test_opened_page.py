"""The report of a finished run in Chromium: structure, themes, links, keyboard, windows."""

import re

import pytest
from opened_pages import PHONE, busy_seconds, opened, overflow, serious_findings, too_wide

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="module")
def file(browser, results):
    return results / "report.html"


@pytest.fixture
def page(browser, file):
    with opened(browser, file) as page:
        yield page


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def datasets(page) -> list[str]:
    return page.locator("section.dataset").evaluate_all("(all) => all.map((one) => one.id)")


def test_opens_offline_with_one_title_a_main_part_and_headings_in_order(page):
    assert page.title() == "craftbench report"
    assert page.locator("h1").count() == page.locator("main").count() == 1
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "(all) => all.map((one) => [Number(one.tagName[1]), one.textContent])"
    )
    for (before, _), (level, text) in zip(levels, levels[1:], strict=False):
        assert level <= before + 1, text
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate(OPEN_ALL)
    page.wait_for_timeout(500)


def test_loads_in_under_two_seconds(browser, file):
    """Of the main thread, so that other work on the machine does not count."""
    assert busy_seconds(browser, file) < 2
    assert file.stat().st_size < 15e6


def test_first_screen_answers_before_it_explains(page):
    """The first data set's headline has at most 15 words and is seen without scrolling."""
    headline = page.locator("article.answer h3").first
    assert len(re.findall(r"[\w,.-]+", headline.inner_text())) <= 15
    box = headline.bounding_box()
    assert box["y"] + box["height"] < page.viewport_size["height"]
    assert page.locator("article.answer").count() == len(datasets(page))


def test_every_internal_link_has_a_target_and_ids_are_unique(page):
    missing, doubled = page.evaluate(
        """() => {
          const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
          const links = [...document.querySelectorAll('a[href^="#"]')].map((one) =>
            decodeURIComponent(one.hash.slice(1)));
          return [links.filter((one) => !ids.includes(one)),
                  ids.filter((one, i) => ids.indexOf(one) !== i)];
        }"""
    )
    assert missing == [] and doubled == []


def test_links_into_closed_parts_open_them(browser, file, page):
    name = datasets(page)[0]
    for target in (name, f"{name}-chapter-overfitting", f"{name}-cost"):
        with opened(browser, file, f"#{target}") as deep:
            place = deep.locator(f'[id="{target}"]')
            deep.wait_for_timeout(300)
            closed = place.evaluate(
                """(one) => {
                  const around = [];
                  for (let e = one.parentElement; e; e = e.parentElement)
                    if (e.tagName === 'DETAILS' && !e.open) around.push(e.id);
                  return around;
                }"""
            )
            assert closed == []
            deep.wait_for_function(
                """(id) => {
                  const { top } = document.getElementById(id).getBoundingClientRect();
                  return top >= -5 && top < innerHeight;
                }""",
                arg=target,
            )


def test_link_of_the_contents_jumps_to_its_section(page):
    name = datasets(page)[-1]
    page.locator(f'nav a[href="#{name}"]').first.click()
    page.wait_for_timeout(300)
    assert page.locator(f"#{name} details.part").first.evaluate("(one) => one.open")
    contents = page.locator("nav.contents").bounding_box()
    assert contents["y"] >= -1, "the contents stay in view"
    title = page.locator(f"#{name} h2").bounding_box()
    assert title["y"] + 1 >= contents["y"] + contents["height"], "the title is not behind them"


def test_theme_of_the_system_is_the_first_and_the_button_changes_it(browser, file):
    with opened(browser, file, color_scheme="light") as page:
        light = ground(page)
        page.locator("button.theme").click()
        dark = ground(page)
        assert dark != light
        page.reload()
        assert ground(page) == dark, "the choice is kept"
        page.locator("button.theme").click()
        assert ground(page) == light
    with opened(browser, file, color_scheme="dark") as page:
        assert ground(page) == dark
        page.emulate_media(color_scheme="light")
        assert ground(page) == light


def test_first_tab_is_the_link_that_skips_the_contents(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator("a.skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_tab_reaches_links_buttons_and_sections_in_the_order_of_the_page(page):
    count = page.evaluate("document.querySelectorAll('summary, a[href], button').length")
    tops, tags = [], set()
    for _ in range(min(count, 80)):
        page.keyboard.press("Tab")
        tag, top = page.evaluate(
            "[document.activeElement.tagName, "
            " document.activeElement.getBoundingClientRect().top + scrollY]"
        )
        tags.add(tag)
        if page.evaluate("document.querySelector('main').contains(document.activeElement)"):
            tops.append(top)
    assert {"A", "BUTTON"} <= tags
    assert len(tops) > 5
    page.locator("section.dataset summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("section.dataset details.part").first.evaluate("(one) => one.open")
    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown != "none", "the focus is visible"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_accessibility_with_everything_open(browser, file, scheme):
    with opened(browser, file, color_scheme=scheme) as page:
        assert serious_findings(page) == []
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(500)
        assert serious_findings(page) == []


def test_phone_shows_the_page_without_sideways_scrolling(browser, file):
    with opened(browser, file, viewport=PHONE) as page:
        assert too_wide(page) == []
        assert overflow(page) <= 0
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(500)
        assert too_wide(page) == []
        assert overflow(page) <= 0


def test_headings_of_tables_are_words(page):
    page.evaluate(OPEN_ALL)
    heads = page.locator("table.data th").all_inner_texts()
    assert heads
    assert [one for one in heads if "_" in one] == []


def test_printing_opens_everything_and_closes_it_again(page):
    closed = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0 < closed
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == closed


def test_without_script_everything_can_still_be_read(browser, file):
    with opened(browser, file, java_script_enabled=False) as page:
        page.locator("section.dataset summary").first.click()
        assert page.locator("section.dataset h3:visible").count() > 3

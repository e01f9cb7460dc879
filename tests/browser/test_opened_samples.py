"""From a cell of a confusion matrix to its samples, side by side."""

import pytest
from opened_pages import PHONE, open_around, opened, overflow, serious_findings


@pytest.fixture(scope="module")
def file(browser, results):
    return results / "report.html"


@pytest.fixture
def page(browser, file):
    with opened(browser, file) as page:
        yield page


def matrices(page):
    """The part of the first data set with the confusion matrices, opened."""
    part = page.locator("section.samples").first
    open_around(part)
    page.wait_for_function(
        """(part) => {
          part.scrollIntoView({ behavior: 'instant' });
          return part.querySelector('.chosen-samples').childElementCount > 0;
        }""",
        arg=part.element_handle(),
    )
    return part


def test_a_frequent_error_is_shown_at_first(page):
    part = matrices(page)
    assert part.locator("table.confusion button[aria-pressed=true]").count() == 1


def test_every_cell_shows_as_many_samples_as_it_says(page):
    part = matrices(page)
    buttons = part.locator("table.confusion button")
    assert buttons.count() > 1
    for i in range(min(buttons.count(), 25)):
        button = buttons.nth(i)
        places = button.get_attribute("data-places").split()
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert part.locator(".chosen-samples > *").count() == len(places)
        told = part.locator(".chosen-cell").inner_text()
        assert told == f"{button.get_attribute('aria-label')}; {len(places)} shown"
        assert len(places) <= int(button.inner_text().replace(",", ""))


def test_a_sample_shows_both_sides_and_the_probabilities_of_both_arms(page):
    part = matrices(page)
    part.locator("table.confusion button").first.click()
    sample = part.locator(".chosen-samples > *").first
    assert sample.locator("svg, img, canvas").count() >= 2
    text = sample.inner_text()
    for matrix in part.locator("table.confusion caption .family").all_inner_texts():
        assert matrix.strip() in text


def test_the_numbers_of_a_row_add_up_to_its_class(page):
    """Both matrices count the same samples of each class."""
    part = matrices(page)
    counts = part.locator("table.confusion").evaluate_all(
        """(all) => all.map((table) => [...table.tBodies[0].rows].map((row) =>
          [...row.cells].slice(1).reduce((sum, cell) =>
            sum + (Number(cell.innerText.replaceAll(',', '')) || 0), 0)))"""
    )
    assert counts and all(one == counts[0] for one in counts)


def test_cells_are_reached_and_chosen_by_the_keyboard(page):
    part = matrices(page)
    button = part.locator("table.confusion button").last
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(one) => one.getAttribute('aria-pressed') === 'true'", arg=button.element_handle()
    )
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") in ("BUTTON", "DIV", "SUMMARY")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shown_samples_have_no_serious_fault(browser, file, scheme):
    with opened(browser, file, color_scheme=scheme, viewport=PHONE) as page:
        matrices(page).locator("table.confusion button").first.click()
        assert overflow(page) <= 0
        assert serious_findings(page) == []

"""The charts of a report: drawn when seen, values beside the pointer, arms switched, downloads."""

import io
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest
from opened_pages import downloaded, open_around, opened

DRAWN = """(one) => {
  one.scrollIntoView({ block: 'center', behavior: 'instant' });
  return one.dataset.drawn === 'true';
}"""
"""Parts above that are still being drawn may push a chart out of view again."""
HIDDEN_ARMS = """(name) => {
  const charts = [...document.querySelectorAll('.chart[data-drawn]')].filter((one) =>
    one.dataset.chart.startsWith(name + ':'));
  return charts.map((one) => craftbenchCharts.views.get(one).view)
    .filter((view) => 'hidden' in view.getState({signals: () => true, data: () => false}).signals)
    .map((view) => view.signal('hidden'));
}"""


@pytest.fixture(scope="module")
def file(browser, results):
    return results / "report.html"


@pytest.fixture
def page(browser, file):
    with opened(browser, file) as page:
        yield page


def shown_chart(page, name: str):
    """A chart of the first data set, drawn; its parts are opened."""
    dataset = page.locator("section.dataset").first.get_attribute("id")
    chart = page.locator(f'.chart[data-chart="{dataset}:{name}"]').first
    open_around(chart)
    page.wait_for_function(DRAWN, arg=chart.element_handle())
    return chart


def spec_of(page, chart) -> dict:
    name = chart.get_attribute("data-chart").replace(":", "-")
    return page.evaluate(
        "(id) => JSON.parse(document.getElementById(id).textContent)", f"chart-{name}"
    )


def rows_of(page, chart) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(spec_of(page, chart)["data"]["values"]))


def test_charts_are_drawn_only_when_they_are_seen(page):
    hidden = page.locator("details:not([open]) .chart[data-drawn]")
    assert hidden.count() == 0
    shown_chart(page, "learning_curves")
    assert hidden.count() == 0


def test_every_chart_of_every_data_set_is_drawn(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    charts = page.locator(".chart")
    assert charts.count() >= 2
    for i in range(charts.count()):
        charts.nth(i).scroll_into_view_if_needed()
        page.wait_for_function(DRAWN, arg=charts.nth(i).element_handle())
        assert charts.nth(i).locator("svg .mark-symbol path, svg .mark-line path").count() > 0, (
            charts.nth(i).get_attribute("data-chart")
        )


def test_hover_shows_the_numbers_of_the_table(page):
    chart = shown_chart(page, "learning_curves")
    rows = rows_of(page, chart)
    point = chart.locator("svg .mark-symbol path").first
    point.hover(force=True)
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    text = tooltip.inner_text()
    own = rows[[row.name in text and row.part in text for row in rows.itertuples(index=False)]]
    said = [
        f"{row.score:.3f} (95 % interval {row.score_low:.3f} to {row.score_high:.3f})"
        for row in own.itertuples()
    ]
    assert any(one in text for one in said), text


def test_a_switch_hides_an_arm_in_all_charts_of_its_data_set(page):
    chart = shown_chart(page, "learning_curves")
    dataset = chart.get_attribute("data-chart").split(":")[0]
    shown_chart(page, "answer")
    box = page.locator(f'fieldset.arms[data-dataset="{dataset}"] input:checked').first
    arm, marks = box.get_attribute("value"), chart.locator("svg .mark-symbol path")
    before = marks.count()
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    hidden = page.evaluate(HIDDEN_ARMS, dataset)
    assert hidden and all(arm in one for one in hidden)
    assert marks.count() < before
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert marks.count() == before


def test_a_chart_follows_the_theme(browser, file):
    with opened(browser, file, color_scheme="light") as page:
        chart = shown_chart(page, "learning_curves")
        text = chart.locator("svg text").first
        light = text.evaluate("(one) => getComputedStyle(one).fill")
        page.locator("button.theme").click()
        page.wait_for_timeout(800)
        assert (
            chart.locator("svg text").first.evaluate("(one) => getComputedStyle(one).fill") != light
        )


@pytest.mark.parametrize("name", ["answer", "learning_curves"])
def test_downloads_of_a_chart(page, name):
    chart = shown_chart(page, name)
    buttons = chart.locator(".chart-files button")
    svg = ElementTree.fromstring(downloaded(page, buttons.filter(has_text="SVG")))
    assert svg.tag.endswith("svg") and len(list(svg.iter())) > 30
    png = downloaded(page, buttons.filter(has_text="PNG"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and len(png) > 5_000
    table = pd.read_csv(io.BytesIO(downloaded(page, buttons.filter(has_text="CSV"))))
    pd.testing.assert_frame_equal(table, rows_of(page, chart))


def test_scale_of_the_sizes_can_be_linear(page):
    chart = shown_chart(page, "learning_curves")
    menus = chart.locator(".chart-controls select, .chart-controls input")
    assert menus.count() >= 1
    before = chart.locator("svg .mark-symbol path").first.get_attribute("transform")
    menus.first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    after = chart.locator("svg .mark-symbol path").first.get_attribute("transform")
    assert after != before

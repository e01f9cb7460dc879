"""A report on ten data sets with twenty arms each stays small and loads fast."""

import os
from pathlib import Path

import pytest
from opened_pages import busy_seconds, opened

from performance.big_report import ARMS, DATASETS, grown, read_run, render

MOST_MEGABYTES = 15
MOST_SECONDS = 3


@pytest.fixture(scope="module")
def big(browser, results, tmp_path_factory) -> Path:
    """The finished run, grown; made from the configuration that it had."""
    own = "CRAFTBENCH_FINISHED" in os.environ
    config = Path("config/config.yaml" if own else "tests/tiny.yaml")
    file = tmp_path_factory.mktemp("big") / "report.html"
    file.write_text(render(grown(read_run(results.parent, config))), encoding="utf-8")
    return file


def test_size_and_load(browser, big):
    assert big.stat().st_size < MOST_MEGABYTES * 1e6
    assert busy_seconds(browser, big) < MOST_SECONDS


def test_all_data_sets_and_arms_are_there(browser, big):
    with opened(browser, big) as page:
        assert page.locator("section.dataset").count() == DATASETS
        arms = page.locator("fieldset.arms").first.locator("input[type=checkbox]")
        assert arms.count() == ARMS

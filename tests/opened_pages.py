"""Pages of a run, opened from their files in Chromium without a network."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LOCAL = ("file:", "data:", "blob:")
SERIOUS = ("serious", "critical")
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str:
    """Path of Chromium; without it the test is skipped, in CI it fails."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found:
        return found
    reason = f"none of {', '.join(PROGRAMS)} is installed: apt-get install chromium"
    if os.environ.get("CI") or os.environ.get("CRAFTBENCH_REQUIRE_DATA"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def launched() -> Iterator[Any]:
    """Chromium without a window."""
    program = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Faults:
    """What a page must not do.

    Parameters
    ----------
    errors : list of str
        Errors of its scripts.
    requests : list of str
        Addresses outside of the file that it asked for.
    """

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(LOCAL):
            self.requests.append(request.url)


@contextmanager
def opened(browser: Any, file: Path, where: str = "", **options: Any) -> Iterator[Any]:
    """A page, opened from its file; in the end it must have had no fault.

    Parameters
    ----------
    browser : Browser
        From `launched`.
    file : Path
    where : str
        A part of the page, such as ``#digits``.
    options
        Of the context in Playwright: ``viewport``, ``color_scheme`` …
    """
    chosen = {"viewport": WIDE, "offline": True, "accept_downloads": True} | options
    context = browser.new_context(**chosen)
    context.set_default_timeout(30_000)
    page, faults = context.new_page(), Faults()
    faults.watch(page)
    page.goto(file.resolve().as_uri() + where)
    try:
        yield page
        assert not faults.errors and not faults.requests, faults
    finally:
        context.close()


def open_around(element: Any) -> None:
    """Open the closed parts of the page that an element is in, the outermost first."""
    element.evaluate(
        """(one) => {
          const around = [];
          for (let e = one; e; e = e.parentElement) if (e.tagName === 'DETAILS') around.unshift(e);
          for (const e of around) { e.open = true; e.getBoundingClientRect(); }
        }"""
    )


def serious_findings(page: Any) -> list[str]:
    """Serious and critical findings of axe-core, each with its first element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def overflow(page: Any) -> int:
    """Pixels by which a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def too_wide(page: Any) -> list[str]:
    """Elements that stick out of the window, unless something around them scrolls."""
    return page.evaluate(
        """() => {
          const scrolls = (one) => one && (['auto', 'scroll', 'hidden'].includes(
            getComputedStyle(one).overflowX) || scrolls(one.parentElement));
          return [...document.querySelectorAll('body *')]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .filter((one) => !scrolls(one.parentElement))
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
        }"""
    )


def busy_seconds(browser: Any, file: Path) -> float:
    """CPU seconds of the main thread until a page has loaded, the least of three loads."""
    found = []
    for _ in range(3):
        context = browser.new_context(viewport=WIDE, offline=True)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.resolve().as_uri(), timeout=120_000)
        metrics = session.send("Performance.getMetrics")["metrics"]
        found += [one["value"] for one in metrics if one["name"] == "TaskDuration"]
        context.close()
    return min(found)


def downloaded(page: Any, button: Any) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()

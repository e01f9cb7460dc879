"""Pictures of the report for README.md: ``python docs/make_screenshots.py [results/report.html]``.

Opens the report in Chromium (Playwright is among the packages for tests) and writes two WebP files
into ``docs/images``: the answer on one data set, and the samples of its most frequent error.
"""

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image

IMAGES = Path(__file__).parent / "images"
LARGEST = 150_000
WIDTH = 1200


def save(picture: bytes, name: str) -> None:
    """Write a picture as WebP of at most `LARGEST` bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in (90, 80, 70, 60, 50):
        file = io.BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= LARGEST:
            break
    (IMAGES / f"{name}.webp").write_bytes(file.getvalue())
    print(f"{IMAGES.name}/{name}.webp: {image.width} × {image.height}, {file.tell() / 1000:.0f} kB")


def answer(page, dataset: str) -> bytes:
    """The answer card of a data set, with its chart drawn."""
    card = page.locator(f"#answer-{dataset}")
    card.scroll_into_view_if_needed()
    card.locator(".chart[data-drawn]").wait_for()
    return card.screenshot()


def samples(page, dataset: str) -> bytes:
    """The confusion matrices with the most frequent error, and its first sample."""
    page.goto(page.url.split("#")[0] + f"#{dataset}-side-by-side")
    part = page.locator(f"#{dataset}-side-by-side")
    part.locator(".chosen-samples > *").first.wait_for()
    page.evaluate("document.querySelector('nav.contents').style.position = 'static'")
    top, bottom = part.bounding_box(), part.locator(".chosen-samples > *").first.bounding_box()
    clip = {
        "x": max(0, top["x"] - 10),
        "y": top["y"] + page.evaluate("scrollY"),
        "width": min(WIDTH, top["width"] + 20),
        "height": bottom["y"] + bottom["height"] - top["y"] + 10,
    }
    return page.screenshot(full_page=True, clip=clip)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("report", type=Path, nargs="?", default=Path("results/report.html"))
    parser.add_argument("--dataset", default="parcels")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        size = {"width": WIDTH, "height": 1000}
        page = browser.new_context(viewport=size, offline=True).new_page()
        page.goto(given.report.resolve().as_uri())
        save(answer(page, given.dataset), "report_answer")
        save(samples(page, given.dataset), "report_samples")
        browser.close()


if __name__ == "__main__":
    main()

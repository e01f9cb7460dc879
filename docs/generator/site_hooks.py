"""Hooks of mkdocs: pages that are made from the code, and Markdown as the repository has it."""

import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from notebook_pages import notebooks  # noqa: E402
from site_links import outside_pages, repository_path, with_site_links  # noqa: E402
from site_reference import reference_pages  # noqa: E402

IN_NAVIGATION = {
    *("config/README.md", "results/README.md", "performance/README.md"),
    *("CONTRIBUTING.md", "CHANGELOG.md"),
}
FILE_OF_FENCE = re.compile(r"^(`{3,}\w+) (?:file|insert)=(\S+).*$", re.MULTILINE)
FENCE_PICTURE = re.compile(r"^(`{3,}python) picture=\S+$", re.MULTILINE)
ARROWS = re.compile(r"^```mermaid\nflowchart TD\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LOADED = re.compile(r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="?((?:https?:)?//[^">\s]+)')
FOREIGN_SCRIPT, OWN_SCRIPT = (
    "https://unpkg.com/iframe-worker/shim",
    "javascripts/worker_in_frame.js",
)


log = get_plugin_logger(__name__)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the reference, which is made from the code, and pages of files outside of ``docs/``."""
    made = reference_pages() | outside_pages(ROOT, IN_NAVIGATION) | notebooks(ROOT / "docs")
    for uri, text in made.items():
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links between pages of the site, file names as titles of code, arrows as a table."""
    text = with_site_links(markdown, repository_path(page.file.src_uri, ROOT), ROOT)
    text = FILE_OF_FENCE.sub(r'\1 title="\2"', text)
    text = FENCE_PICTURE.sub(r"\1", text)
    return ARROWS.sub(lambda block: arrow_table(block[1]), text)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Replace the script by which the theme lets pages be searched that are opened as files."""
    own = output.replace(FOREIGN_SCRIPT, get_relative_url(OWN_SCRIPT, page.url))
    for address in loaded_from_elsewhere(own):
        log.warning("%s loads %s; pages have to work offline", page.file.src_uri, address)
    return own


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are no Markdown, such as 404.html."""
    return output_content.replace(FOREIGN_SCRIPT, f"/{OWN_SCRIPT}")


def loaded_from_elsewhere(html: str) -> list[str]:
    """Addresses on other servers that a browser asks for when it opens a page."""
    return LOADED.findall(html)


def arrow_table(arrows: str) -> str:
    """Arrows of a flow chart as a table: no script draws charts on these pages."""
    ends: dict[str, list[str]] = {}
    for line in arrows.strip().splitlines():
        start, end = line.split(" --> ")
        ends.setdefault(start.strip(), []).append(f"`{end.strip()}`")
    rows = [f"| `{start}` | {', '.join(others)} |" for start, others in ends.items()]
    return "\n".join(["| room | imports |", "|---|---|", *rows]) + "\n"

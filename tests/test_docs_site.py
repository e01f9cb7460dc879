"""The documentation as a site: its pages, what is made from the code, and its links."""

import re
from pathlib import Path

import command_page
import feature_pages
import model_page
import pytest
import site_links
import statistics_page
import table_page
import yaml
from notebook_pages import notebook_page, notebooks
from public_names import public_names

from craftbench.analyses.analysis import analyses
from craftbench.analyses.read import read_table
from features import FEATURE_SETS
from models import MODELS

ROOT = Path(__file__).parents[1]
ANY_TAG = type("AnyTag", (yaml.SafeLoader,), {})
ANY_TAG.add_multi_constructor("", lambda loader, tag, node: None)


def named_pages(part: object) -> list[str]:
    """Files that a part of the navigation names."""
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part
    return [page for one in parts for page in named_pages(one)]


def test_every_page_is_in_the_navigation_once():
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), ANY_TAG)
    named = named_pages(settings["nav"])
    assert len(named) == len(set(named))
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in ROOT.glob("docs/**/*.md")}
    pages |= set(notebooks(ROOT / "docs"))
    assert pages - set(named) == set(), "add them to nav in mkdocs.yml"
    made = {page for page in named if page.startswith(("reference/", site_links.OUTSIDE))}
    assert set(named) - made <= pages


def test_a_notebook_becomes_a_page_with_its_outputs():
    outputs = [
        {"output_type": "stream", "text": ["0.9\n"]},
        {"output_type": "display_data", "data": {"image/png": "aGk=\n", "text/plain": "<Figure>"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": ["print(x)\n", "show()"], "outputs": outputs},
    ]
    page = notebook_page({"cells": cells}, "a.ipynb")
    assert page.startswith("# Title\n") and ">a.ipynb</a>" in page
    assert "run it" not in page
    assert "\n````python\nprint(x)\nshow()\n````\n\n````text\n0.9\n````\n" in page
    assert "(data:image/png;base64,aGk=)" in page and "<Figure>" not in page
    del cells[1]["outputs"]
    assert "run it" in notebook_page({"cells": cells}, "a.ipynb")


def rows(page: str, heading: str) -> dict[str, list[str]]:
    """Cells of the first table below a heading by the text of the first one."""
    part = page.split(f"\n{heading}", 1)[1].split("\n#", 1)[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if line[:1] == "|"]
    return {first.strip().split("`")[1]: [x.strip() for x in rest] for first, *rest in cells[2:]}


@pytest.mark.parametrize("name", FEATURE_SETS)
def test_every_feature_has_unit_meaning_and_function(name):
    page, one = feature_pages.feature_page(), FEATURE_SETS[name]
    assert f"::: {one.module}.{one.function}\n" in page
    declared = feature_pages.columns(one)
    if declared:
        found = rows(page, f"## `{name}`\n")
        assert set(found) == set(declared)
        assert all(unit and meaning for unit, meaning in found.values())


def test_every_model_has_options_and_function():
    page = model_page.model_page()
    for name, one in MODELS.items():
        assert f"[`{name}`](#{one.module}.{one.function})" in page
        assert f"::: {one.module}.{one.function}\n" in page
        assert all(f"`{option.name}`" in page for option in one.options)


@pytest.mark.parametrize("name", analyses())
def test_every_column_of_a_table_is_described(name):
    found = rows(table_page.table_page(), f"### {name}.csv")
    bare = {re.sub("_(low|high)$", "", column) for column in analyses()[name].columns}
    assert bare <= set(found)
    assert all(meaning for _, meaning in found.values())


@pytest.mark.parametrize(
    "file",
    sorted(ROOT.glob("results/reference/default/*.csv")),
    ids=lambda file: file.stem,
)
def test_every_column_of_a_reference_table_is_described(file):
    found = rows(table_page.table_page(), f"### {file.stem}.csv")
    columns = {re.sub("_(low|high)$", "", column) for column in read_table(file)}
    assert columns - set(found) == set()


def test_every_command_is_described_with_all_its_arguments():
    page = command_page.command_page()
    for name, one in command_page.commands().items():
        found = rows(page, f"## craftbench {name}")
        for action in one._actions:
            if action.dest != "help":
                shown = action.option_strings[0] if action.option_strings else None
                assert (shown or action.metavar or action.dest) in found
    assert "%(" not in page


def test_every_public_function_of_statistics_is_on_its_page():
    page = statistics_page.statistics_page()
    for file in ROOT.glob("craftbench/stats/*.py"):
        for name in public_names(file):
            assert f"::: craftbench.stats.{file.stem}.{name}\n" in page


@pytest.mark.parametrize(
    ("path", "link", "in_site"),
    [
        ("docs/report.md", "statistics.md", "statistics.md"),
        ("docs/report.md", "images/report_answer.webp", "images/report_answer.webp"),
        ("docs/report.md", "../results/README.md#x", "project/results/README.md#x"),
        ("docs/ecg.md", "../config/datasets/digits.yaml", "project/config/datasets/digits.yaml.md"),
        ("config/README.md", "../docs/settings.md", "../../settings.md"),
        ("README.md", "docs/images/report_answer.webp", "../images/report_answer.webp"),
        ("docs/report.md", "https://example.org/a", "https://example.org/a"),
        ("docs/report.md", "../nowhere.md", "../nowhere.md"),
    ],
)
def test_links_of_the_repository_become_links_of_the_site(path, link, in_site):
    text = f"a [b]({link}), c\n```\nd[e](../README.md)\n```\n"
    changed = site_links.with_site_links(text, path, ROOT)
    assert changed == text.replace(f"]({link})", f"]({in_site})")
    if "#" not in link and in_site.startswith(site_links.OUTSIDE):
        assert site_links.repository_path(in_site, ROOT) in site_links.targets(text, path)


def test_files_outside_of_docs_have_pages_and_so_have_those_that_they_link_to():
    pages = site_links.outside_pages(ROOT, {"config/README.md"})
    assert pages["project/config/README.md"].startswith("# Configuration")
    assert "```yaml" in pages["project/config/datasets/ecg_simulated.yaml.md"]
    assert all(page.startswith(site_links.OUTSIDE) for page in pages)


def test_arrows_are_a_table():
    hooks = pytest.importorskip("site_hooks", reason="needs the extra docs")
    table = hooks.arrow_table("    a --> b\n    a --> c\n    d --> a\n")
    assert table.splitlines()[2:] == ["| `a` | `b`, `c` |", "| `d` | `a` |"]


def test_a_page_that_loads_something_from_elsewhere_is_refused():
    hooks = pytest.importorskip("site_hooks", reason="needs the extra docs")
    assert hooks.loaded_from_elsewhere('<a href="https://x.org/"> <img src="a.png">') == []
    page = '<script src="https://x.org/a.js"></script><link rel="x" href="//y.org/b.css">'
    assert hooks.loaded_from_elsewhere(page) == ["https://x.org/a.js", "//y.org/b.css"]

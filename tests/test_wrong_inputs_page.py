"""The page on wrong inputs shows the cases of the tests."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_page_shows_the_cases_of_the_tests():
    path = ROOT / "docs/make_wrong_input_tables.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    page = maker.PAGE.read_text(encoding="utf-8")
    assert maker.filled(page) == page, "run python docs/make_wrong_input_tables.py"

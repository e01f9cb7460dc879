"""Tables of wrong inputs and of what is said: ``python docs/make_wrong_input_tables.py``.

A page marks the place of a table with two comments. The first names a test file and a dictionary in
it, whose keys say what the input is and whose values end with the expected message, or with the
reason for each place::

    <!-- cases test_hostile_tables.py ERRORS -->
    <!-- end -->

Messages are patterns in the tests; " … " stands for what differs from case to case. A test fails
when the page is out of date.
"""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/wrong-inputs.md"
BLOCK = re.compile(r"(<!-- cases (\S+) (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """A page with all its tables as the tests have them."""
    return BLOCK.sub(lambda block: f"{block[1]}{table(block[2], block[3])}{block[4]}", page)


def table(file: str, name: str) -> str:
    """One row for each case of a dictionary in a test file."""
    cases = getattr(_module(file), name)
    rows = [f"| {_cell(key.replace('-', ' '))} | {_words(_message(cases[key]))} |" for key in cases]
    return "\n".join(["| input | what you see |", "|---|---|", *rows, ""])


def _module(file: str):
    path = ROOT / "tests" / file
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    if path.stem in sys.modules:
        return sys.modules[path.stem]
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _message(case) -> str:
    """The last text of a case, or the reasons by place that it ends with."""
    last = case if isinstance(case, str) else [p for p in case if isinstance(p, str | dict)][-1]
    if isinstance(last, str):
        return last
    return ", ".join(dict.fromkeys(last.values())) or "it is read"


def _words(pattern: str) -> str:
    """A regular expression as words: the first of its alternatives, without its signs."""
    first = re.split(r"(?<!\\)\|", pattern)[0]
    spaced = re.sub(r"(?<!\\)\.[*+]\??|\\[dws][*+]?", " … ", first)
    plain = re.sub(r"\\(.)", r"\1", spaced).strip("^$ ")
    return _cell(re.sub(r" {2,}", " ", plain))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

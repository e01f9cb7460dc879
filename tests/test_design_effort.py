from pathlib import Path

from craftbench.analyses.cost.design_effort import design_effort, effort_of
from craftbench.config.cards import read_card

SOURCE = '''"""A docstring of
two lines with 3 numbers, 4 and 5."""

# A comment, 6.
LIMIT = 0.25
"""Of an attribute, 7."""


def f(x, y=1):
    """One line."""
    return x[:, 2] * (
        LIMIT - 9
    ) + 0 * x[3:][4] if True else -1
'''


def test_comments_docstrings_and_blank_lines_do_not_count():
    assert effort_of([SOURCE]).lines == 5


def test_constants_are_numbers_that_someone_chose():
    # 0.25 and 9; not 0, 1, True, and not where something stands in an array.
    assert effort_of([SOURCE]).constants == 2


def test_effort_of_several_files_adds_up():
    assert effort_of([SOURCE, "x = 3"]) == (6, 3, ())
    assert effort_of([]) == (0, 0, ())


def test_arms_of_a_card():
    card = read_card(Path("config/datasets/ecg_simulated.yaml"))
    assert design_effort(card, "majority") == (0, 0, ())
    rhythm, everything = (design_effort(card, arm) for arm in ("rhythm_logistic", "all_forest"))
    assert 50 < rhythm.lines < everything.lines
    assert rhythm.constants < everything.constants
    network, hybrid = (design_effort(card, arm) for arm in ("lenet5_1d", "lenet5_1d_rhythm"))
    assert 0 < network.lines < everything.lines
    assert hybrid.lines == network.lines + rhythm.lines
    assert "scipy" in everything.libraries and network.libraries == ("keras",)


def test_libraries_are_neither_pythons_own_nor_the_projects():
    source = (
        "import io\nimport numpy as np\nfrom scipy.signal import a\nfrom models.lenet5 import b"
    )
    assert effort_of([source, "import numpy.linalg"]).libraries == ("numpy", "scipy")

"""Tables in the documentation are those of the reference results."""

from pathlib import Path

import pandas as pd
import pytest

from craftbench.errors import CraftbenchError
from craftbench.report.docs_tables import REFERENCE, filled, main, pages

PROJECT = Path(__file__).parents[1]
TABLE = pd.DataFrame(
    [("a", "svm", 10, 0.5, 0.4, 0.6), ("a", "cnn", 10, 0.75, 0.7, 0.8), ("b", "svm", 10, 1, 1, 1)]
    + [("a", "svm", 30, 0.9, 0.8, 1.0), ("a", "cnn", 30, 0.7, None, None)],
    columns=["dataset", "arm", "training_size", "accuracy", "accuracy_low", "accuracy_high"],
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / REFERENCE).mkdir(parents=True)
    TABLE.to_csv(tmp_path / REFERENCE / "t.csv", index=False)
    return tmp_path


@pytest.mark.parametrize("page", pages(PROJECT), ids=lambda page: page.name)
def test_pages_are_up_to_date(page):
    text = page.read_text(encoding="utf-8")
    assert text == filled(text, PROJECT), "run `python -m craftbench.report.docs_tables`"


def test_rows_and_columns_are_chosen_and_sorted(root):
    marker = "<!-- table t.csv dataset=a training_size=10 columns=arm,accuracy sort=-accuracy -->\n"
    page = filled(f"before\n{marker}old\n<!-- end -->\nafter", root)
    rows = ["| arm | accuracy |", "|---|---|"]
    rows += ["| cnn | 0.750 (0.700–0.800) |", "| svm | 0.500 (0.400–0.600) |"]
    assert page == f"before\n{marker}" + "\n".join(rows) + "\n<!-- end -->\nafter"
    assert filled(page, root) == page


def test_rows_without_a_value_and_whole_numbers_beside_missing_ones_are_chosen(root):
    table = TABLE.assign(left_out=[None, 232, None, None, None])
    table.to_csv(root / REFERENCE / "t.csv", index=False)
    for chosen, arms in (("left_out=232", ["cnn"]), ("left_out= training_size=30", ["svm", "cnn"])):
        marker = f"<!-- table t.csv {chosen} columns=arm -->"
        rows = filled(f"{marker}\n<!-- end -->", root).splitlines()[3:-1]
        assert rows == [f"| {arm} |" for arm in arms]


def test_values_of_a_column_become_columns(root):
    marker = "table t.csv dataset=a rows=arm columns=training_size values=accuracy sort=-accuracy"
    lines = filled(f"<!-- {marker} -->\n<!-- end -->", root).splitlines()[1:-1]
    assert lines == [
        "| arm | 10 | 30 |",
        "|---|---|---|",
        "| svm | 0.500 (0.400–0.600) | 0.900 (0.800–1.000) |",
        "| cnn | 0.750 (0.700–0.800) | 0.700 |",
    ]


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("other.csv", "there is no file"),
        ("t.csv dataset=c", "no row"),
        ("t.csv sort=acuracy", "no column 'acuracy'; expected one of dataset, arm"),
        ("t.csv rows=arm columns=training_size values=accuracy", "several rows"),
    ],
)
def test_a_marker_that_cannot_be_filled_is_named(root, marker, message):
    with pytest.raises(CraftbenchError, match=f"<!-- table {marker} -->.*{message}"):
        filled(f"<!-- table {marker} -->\n<!-- end -->", root)


def test_the_command_fills_pages_once(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    (root / "docs").mkdir()
    Path("README.md").write_text("nothing", encoding="utf-8")
    page = Path("docs/x.md")
    page.write_text("<!-- table t.csv dataset=b columns=arm -->\n<!-- end -->\n", encoding="utf-8")
    assert main() == 0 and "| svm |" in page.read_text(encoding="utf-8")
    assert "x.md: filled" in capsys.readouterr().out
    assert main() == 0 and not capsys.readouterr().out

"""Tables as files: CSV with full values, LaTeX, Markdown."""

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from test_report import FACTS, TABLES

from craftbench.report.exports.latex import ESCAPES, escaped, latex
from craftbench.report.exports.page_tables import export_tables
from craftbench.report.exports.table_files import csv_text, markdown
from craftbench.report.rearranged import by_size, class_counts
from craftbench.report.shown import ShownTables
from craftbench.report.tables import shown_table

TABLE = pd.DataFrame(
    {
        "arm": ["a_b & c", "d|e"],
        "family": ["learned", "baseline"],
        "accuracy": [0.91234567, None],
        "accuracy_low": [0.9, None],
        "accuracy_high": [0.95, None],
        "fit_seconds": [0.0123, 70.0],
        "interval": "groups and repeats",
    }
)


def test_csv_has_full_values_and_the_keys_of_the_columns():
    rows = list(csv.reader(io.StringIO(csv_text(shown_table(TABLE)))))
    assert rows[0] == ["arm", "accuracy", "accuracy_low", "accuracy_high", "fit_seconds"]
    assert rows[1] == ["a_b & c", "0.91234567", "0.9", "0.95", "0.0123"]
    assert rows[2] == ["d|e", "", "", "", "70.0"]


def test_markdown_has_the_text_of_the_page():
    lines = markdown(shown_table(TABLE)).splitlines()
    assert lines[0] == "| arm | accuracy | fit |" and lines[1] == "| --- | ---: | ---: |"
    assert lines[2] == "| a_b & c | 0.912 (0.900–0.950) | 12.3 ms |"
    assert lines[3] == "| d\\|e | – | 70 s |"


def test_latex_has_the_rules_of_booktabs():
    text = latex(shown_table(TABLE), "100 % of\nit")
    assert text.startswith("% 100 % of it\n")
    assert r"\begin{tabular}{lrr}" in text and text.rstrip().endswith(r"\end{tabular}")
    assert all(text.count(rule) == 1 for rule in (r"\toprule", r"\midrule", r"\bottomrule"))
    assert r"a\_b \& c & 0.912 (0.900--0.950) & 12.3 ms \\" in text


@pytest.mark.parametrize("one", ESCAPES)
def test_every_special_character_is_escaped_once(one):
    assert escaped(f"x{one}y") == f"x{ESCAPES[one]}y"


def test_tables_of_a_section_have_names_of_their_own():
    shown = ShownTables("t")
    for title in ("", "By arm", "By arm", "x" * 200):
        shown.show(TABLE, "", "accuracy", title, "")
    names = [one.name for one in shown.placed]
    assert names[:3] == ["accuracy", "accuracy_by_arm", "accuracy_by_arm_2"]
    assert len(set(names)) == 4 and all(len(name) <= 82 for name in names)


def test_every_table_of_the_page_is_a_file_in_three_formats(tmp_path):
    facts = replace(FACTS, arm_names={"good": "Good one", "bad": "Bad one"})
    folders = {name: tmp_path / name / "tables" for name in ("t", "all")}
    export_tables({"t": facts}, TABLES, None, folders)
    for folder in folders.values():
        found = {ending: {f.stem for f in folder.glob(f"*.{ending}")} for ending in ("csv", "tex")}
        assert found["csv"] == found["tex"] == {file.stem for file in folder.glob("*.md")}
        assert found["csv"]
    assert "Good one" in (folders["t"] / "accuracy.md").read_text(encoding="utf-8")


def test_a_section_without_tables_has_an_empty_folder(tmp_path):
    bare = {name: table.iloc[:0] for name, table in TABLES.items()}
    export_tables({"t": FACTS}, bare, None, {"t": tmp_path / "t"})
    assert list((tmp_path / "t").iterdir()) == []


def test_training_sizes_stand_in_columns():
    table = pd.DataFrame(
        {
            "arm": ["svm", "svm", "net"],
            "family": ["hand-crafted", "hand-crafted", "learned"],
            "training_size": [50, 1500, 50],
            "size_unit": "images",
            "gap": [0.1, 0.2, 0.3],
            "gap_low": 0.0,
            "gap_high": 0.4,
            "interval": "groups only",
        }
    )
    shown = shown_table(by_size(table, "gap"))
    assert shown.heads == ["arm", "50 images", "1,500 images"]
    assert [cell.text for cell in shown.rows[1]] == ["net", "0.300 (0.000–0.400)", "–"]


def test_numbers_of_a_column_have_equally_many_decimals():
    table = pd.DataFrame({"x": [0.5, 0.125, 1, 1e-17, 0.00002, 12.5], "n": [1, 2, 3, 4, 5, 6]})
    rows = [[cell.text for cell in row] for row in shown_table(table).rows]
    assert [row[0] for row in rows] == ["0.500", "0.125", "1.000", "0.000", "2e-05", "12.5"]
    assert [row[1] for row in rows] == list("123456")
    assert csv_text(shown_table(table)).splitlines()[1] == "0.5,1"


def test_columns_mean_what_their_table_says():
    shown = shown_table(pd.DataFrame({"difference": [0.1]}), "difference", "comparisons")
    assert (shown.heads, shown.columns[0].term) == (["a − b"], "comparisons.difference")


def test_a_class_that_a_part_lacks_counts_0():
    table = pd.DataFrame(
        {"role": ["pool", "test"], "class": ["a", "a"], "samples": [5, 2], "groups": [3, 1]}
    )
    counts = class_counts(table, ["a", "b"])
    assert counts["pool_samples"].tolist() == [5, 0]
    assert shown_table(counts).rows[1][2].text == "–"

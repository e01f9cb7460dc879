"""Tables of users: this file, this outcome. Each case is read as `source.labels` of a card."""

import codecs

import numpy as np
import pandas as pd
import pytest

from craftbench.config.cards import read_card
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.write import write_card
from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.depth_folder.files import files_of_csv
from craftbench.datasets.lookalikes import refuse_lookalikes
from craftbench.datasets.samples import Samples
from craftbench.datasets.user_table import read_user_table
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut, Published


def rows(*cells: str, header: str = "label,group", n: int = 6) -> bytes:
    """A table of the given rows, and usable ones up to `n`."""
    usual = [f"{'ab'[i % 2]},p{i}" for i in range(len(cells), n)]
    return "\n".join([header, *cells, *usual, ""]).encode()


USUAL = rows()
TEXT = USUAL.decode()

# id: (content of y.csv, part of the error)
ERRORS = {
    "empty file": (b"", "y.csv: the file is empty"),
    "blank file": (b"\n \n", "y.csv: the file is empty"),
    "header only": (b"label,group\n", "expected rows below the header, found none"),
    "no header": (b"box,p1\nbag,p2\n", "expected a column label in the first line, found box, p1"),
    "another name": (b"Label,group\na,p1\n", "found Label, group; rename Label"),
    "row too long": (rows("a,p0,x"), "line 2 has 3 cells, but the header names 2 columns"),
    "row too short": (rows("a,p0", "b"), "line 3 has 1 cells, but the header names 2 columns"),
    "all rows one cell longer": (
        b"id,label,site\n0,box,A,\n1,bag,B,\n",
        r"line 2 has 4 cells, but the header names 3 columns \(id, label, site\)",
    ),
    "blank line inside": (rows("a,p0", "", "b,p1"), "line 3 has 1 cells"),
    "column named twice": (rows(header="label,label"), "the column label is named twice"),
    "values in a column without name": (
        b"label,\na,p0\nb,p1\n",
        "column 2 has no name in the header, but line 2 has 'p0' there",
    ),
    "column sample": (rows(header="label,sample"), "the column sample has a name that craftbench"),
    "column source": (rows(header="label,source"), "the column source has a name that craftbench"),
    "column recording": (rows(header="label,recording"), "the column recording has a name"),
    "Latin-1": (rows("Stück,p0").decode().encode("latin-1"), r"line 2 is not UTF-8 \(byte 0xfc\)"),
    "UTF-16 without mark": (TEXT.encode("utf-16-le"), "line 1 has a zero byte"),
    "UTF-16 cut short": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], "not UTF-8|UTF-16"),
    "not a table": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "line 1 is not UTF-8"),
    "open quote": (rows('"a,p0'), "line 2 is not a row of a CSV file: unexpected end of data"),
    "quote closed rows later": (
        rows('"a,p0', 'b",p1'),
        "a value runs from line 2 to line 3, expected one line a row; is a quote",
    ),
    "quote inside": (rows('"a"b,p0'), "line 2 is not a row of a CSV file"),
    "a row too few": (rows(n=5), "x.npy has 6 samples and .*y.csv 5 rows"),
    "blank group column": (b"label,group\n" + b"a,\nb,\n" * 3, "the column group is blank"),
    "groups by case": (rows("a,P1"), r"groups 'P1' \(x.npy\[0\]\) and 'p1' \(x.npy\[1\]\) differ"),
    "groups by a blank inside": (rows("a,p 1"), "groups 'p 1' .* differ only in case, blanks or"),
    "groups by unicode form": (
        rows("a,é", "b,e\N{COMBINING ACUTE ACCENT}"),
        r"groups '\\xe9' .* and 'e\\u0301' .* differ only in case, blanks or unicode form",
    ),
    "groups by a non-breaking space": (rows("a,p 0", "b,p\N{NO-BREAK SPACE}0"), r"'p\\xa00'"),
    "groups by a zero-width space": (rows("a,p0", "b,p\N{ZERO WIDTH SPACE}0"), r"'p\\u200b0'"),
    "a text where a number is needed": (
        rows("a,0.1", "b,wide", n=2, header="label,height_unit_mm"),
        "line 3 has 'wide' in the column height_unit_mm, expected a number with a decimal point",
    ),
    "decimal commas": (
        b"label;pixel_mm\n" + b"a;2,5\nb;2,5\n" * 3,
        "line 2 has '2,5' in the column pixel_mm",
    ),
    "label by case": (rows("A,p0"), "y.csv, line 2: the label 'A' and the card's class 'a' differ"),
    "no class has samples": (
        b"label,group\n" + b"c,p0\n" * 6,
        r"no usable sample of class 'a', 'b'.*6 samples were rejected; the most common reason: cl",
    ),
}

# id: (content of y.csv, labels of the samples that are kept, reasons of the others)
READ = {
    "as written": (USUAL, "ababab", []),
    "UTF-8 with mark": (codecs.BOM_UTF8 + USUAL, "ababab", []),
    "UTF-16": (TEXT.encode("utf-16"), "ababab", []),
    "Windows line ends": (TEXT.replace("\n", "\r\n").encode(), "ababab", []),
    "old Macintosh line ends": (TEXT.replace("\n", "\r").encode(), "ababab", []),
    "semicolons": (TEXT.replace(",", ";").encode(), "ababab", []),
    "tabs": (TEXT.replace(",", "\t").encode(), "ababab", []),
    "blank lines at the end": (USUAL + b"\n\n", "ababab", []),
    "quoted": (rows('"a","p0"'), "ababab", []),
    "blanks around": (rows(" a ,p0", "b,p1 "), "ababab", []),
    "a non-breaking space around": (rows("a\N{NO-BREAK SPACE},p0"), "ababab", []),
    "blank after the comma of a quoted value": (rows('a, "p0"'), "ababab", []),
    "index of pandas": (b",label\n" + b"0,a\n1,b\n" * 3, "ababab", []),
    "empty columns of a spreadsheet": (b"label,,\n" + b"a,,\nb,,\n" * 3, "ababab", []),
    "one missing group": (rows("a,"), "babab", ["no group"]),
    "one missing label": (rows(",p0"), "babab", ["no label"]),
    "one blank line in a single column": (
        b"label\n\n" + b"b\na\n" * 2 + b"b",
        "babab",
        ["no label"],
    ),
    "units that cannot be": (
        b"label,height_unit_mm\na,0\nb,NA\n" + b"a,0.1\nb,0.1\n" * 2,
        "abab",
        ["no height_unit_mm above 0"] * 2,
    ),
    "another class": (rows("c,p0"), "babab", ["class c is not among the card's classes"]),
}


def source(folder, content: bytes) -> ArraysSource:
    (folder / "y.csv").write_bytes(content)
    np.save(folder / "x.npy", np.arange(6 * 64, dtype=np.uint8).reshape(6, 8, 8))
    return ArraysSource(kind="arrays", samples=folder / "x.npy", labels=folder / "y.csv")


def prepared(folder, content: bytes, classes=("a", "b")) -> Samples:
    split = HoldOut(kind="hold_out", share=0.5)
    return prepare(source(folder, content), list(classes), split, seed=0)


@pytest.mark.parametrize("name", ERRORS)
def test_fault_is_told_with_its_place(name, tmp_path):
    content, message = ERRORS[name]
    with pytest.raises(CraftbenchError, match=message):
        prepared(tmp_path, content)


@pytest.mark.parametrize("name", READ)
def test_table_is_read_as_its_author_meant(name, tmp_path):
    content, labels, reasons = READ[name]
    samples = prepared(tmp_path, content)
    assert "".join(samples.table["label"]) == labels
    assert samples.rejected["reason"].tolist() == reasons
    if "group" in samples.table:
        assert set(samples.table["group"]) <= {f"p{i}" for i in range(6)}


WORDS = ["None", "NA", "null", "nan", "NaN", "N/A", "007", "1.0", "1e3", "True", "-", "inf"]


@pytest.mark.parametrize("word", WORDS)
def test_words_and_numbers_are_text_in_labels_and_groups(word, tmp_path):
    samples = prepared(tmp_path, rows(f"{word},{word}", f"{word},p1"), (word, "a", "b"))
    assert not len(samples.rejected)
    assert samples.table["label"].tolist()[:2] == [word, word]
    assert samples.table["group"][0] == word
    samples.table.to_parquet(tmp_path / "samples.parquet", index=False)
    stored = pd.read_parquet(tmp_path / "samples.parquet")
    assert stored["label"].tolist()[:2] == [word, word] and stored["group"][0] == word


def test_numbers_for_features_are_numbers_and_other_text_stays(tmp_path):
    content = rows(*["a,1.5,007,x"] * 3, *["b,NA,,y"] * 3, header="label,rr_before_s,code,site")
    table = source(tmp_path, content).load(["a", "b"]).table
    assert table["rr_before_s"].dtype == float and table["rr_before_s"].isna().sum() == 3
    assert table["site"].tolist() == list("xxxyyy")


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("", r"found no role at x.npy\[0\] \(1 of 6"),
        ("train", "found 'train' at x.npy"),
        ("test", "found test only"),
    ],
)
def test_roles_are_pool_or_test(role, message, tmp_path):
    others = (
        ["b,test" if i % 2 else "a,pool" for i in range(5)] if role != "test" else ["b,test"] * 5
    )
    made = source(tmp_path, rows(f"a,{role}", *others, header="label,role"))
    with pytest.raises(CraftbenchError, match=message):
        prepare(made, ["a", "b"], Published(kind="published"), seed=0)


def test_classes_that_the_card_names_may_look_alike(tmp_path):
    samples = prepared(tmp_path, rows("A,p0", "A,p1"), ("a", "A", "b"))
    assert samples.table["label"].tolist()[:2] == ["A", "A"] and not len(samples.rejected)


def test_other_sources_read_tables_alike(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "y.csv").write_text("file,label,group\na.png,None, 007 \n")
    table = files_of_csv(tmp_path / "y.csv")
    assert table[["label", "group"]].to_numpy().tolist() == [["None", "007"]]
    (tmp_path / "y.csv").write_text("file,label,group\na.png,None,p1,\n")
    with pytest.raises(CraftbenchError, match="line 2 has 4 cells"):
        files_of_csv(tmp_path / "y.csv")


def test_a_new_card_names_every_class(tmp_path):
    labels = ["good", "None", "scratch"] * 20
    (tmp_path / "y.csv").write_text("label\n" + "\n".join(labels))
    np.save(tmp_path / "x.npy", np.zeros((60, 8, 8), np.uint8))
    given = Given(tmp_path / "x.npy", labels=tmp_path / "y.csv")
    card = read_card(write_card(tmp_path, "own", given).path)
    assert card.classes == ["None", "good", "scratch"]
    labels[0] = "Good"
    (tmp_path / "y.csv").write_text("label\n" + "\n".join(labels))
    with pytest.raises(CraftbenchError, match="labels 'Good' .*line 2.* and 'good' .*line 5"):
        write_card(tmp_path, "other", given)


def test_names_that_differ_in_a_letter_are_not_alike():
    refuse_lookalikes(dict.fromkeys(["p1", "p2", "p01", "p1a", "p-1", "p_1", "ö", "o"], ""), "x")


def test_missing_file_and_folder_are_told(tmp_path):
    with pytest.raises(CraftbenchError, match=r"y\.csv: there is no such file; correct source.lab"):
        read_user_table(tmp_path / "y.csv", "source.labels", ["label"])
    with pytest.raises(CraftbenchError, match="cannot be read: Is a directory"):
        read_user_table(tmp_path, "source.labels", ["label"])

"""Signals in tables of users: each input with its outcome."""

import numpy as np
import pandas as pd
import pytest

from craftbench.datasets.registry import parse_source
from craftbench.errors import CraftbenchError

LONG = {"form": "long", "id": "id", "time": "t"}


def load(path, table, classes=("a", "b"), **settings):
    table.to_csv(path, index=False)
    source = parse_source({"kind": "signal_table", "file": str(path)} | settings)
    return source.load(list(classes))


def moments(lengths=(4, 4), step=0.5):
    parts = [
        pd.DataFrame({"id": f"s{i}", "t": np.arange(n) * step, "v": np.arange(n) + i})
        for i, n in enumerate(lengths)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(label=table["id"].map({"s0": "a", "s1": "b"}))


def test_columns_are_values_in_the_order_of_the_file(tmp_path):
    table = pd.DataFrame({"v0": [1, 4], "label": ["a", "b"], "v1": [2, 5], "v2": [3, 6]})
    samples = load(tmp_path / "x.csv", table)
    np.testing.assert_array_equal(samples.values[..., 0], [[1, 2, 3], [4, 5, 6]])
    assert samples.table["source"].tolist() == ["x.csv[0]", "x.csv[1]"]
    leads = load(tmp_path / "x.csv", table, values=["v0", "v2"])
    np.testing.assert_array_equal(leads.values, [[[1, 3]], [[4, 6]]])


def test_rows_are_put_in_the_order_of_time(tmp_path):
    table = moments().sample(frac=1, random_state=1)
    samples = load(tmp_path / "x.csv", table, values=["v"], **LONG)
    order = samples.table["source"].argsort().to_numpy()
    np.testing.assert_array_equal(samples.values[order, :, 0], [[0, 1, 2, 3], [1, 2, 3, 4]])


def test_times_may_be_dates(tmp_path):
    table = moments()
    table["t"] = pd.to_datetime("2026-01-31 23:59:59") + pd.to_timedelta(table["t"], unit="s")
    assert load(tmp_path / "x.csv", table, values=["v"], **LONG).values.shape == (2, 4, 1)


@pytest.mark.parametrize(("how", "length", "last"), [("pad", 6, 3), ("cut", 4, 3)])
def test_lengths_are_made_equal_as_the_card_says(how, length, last, tmp_path):
    samples = load(tmp_path / "x.csv", moments((4, 6)), values=["v"], unequal_length=how, **LONG)
    assert samples.values.shape == (2, length, 1)
    assert samples.values[0, -1, 0] == last


def test_samples_that_cannot_be_used_are_rejected_with_their_reason(tmp_path):
    table = pd.DataFrame(
        {
            "label": ["a", "b", None, "c", "a", "b"],
            "group": ["p", "q", "p", "p", None, "q"],
            "v0": [1, 2, 3, 4, 5, np.nan],
            "v1": [1, 2, 3, 4, 5, 6],
        }
    )
    samples = load(tmp_path / "x.csv", table)
    assert len(samples.values) == 2
    assert samples.rejected.to_numpy().tolist() == [
        ["x.csv[2]", "no label"],
        ["x.csv[3]", "class c is not among the card's classes"],
        ["x.csv[4]", "no group"],
        ["x.csv[5]", "blank, NaN or infinite values"],
    ]


def test_a_gap_rejects_the_sample(tmp_path):
    table = moments((6, 6)).drop(index=3)
    samples = load(tmp_path / "x.csv", table, values=["v"], unequal_length="cut", **LONG)
    assert samples.rejected["reason"].tolist() == [
        "a gap of 1 after the time 1, expected steps of 0.5"
    ]


WRONG = [
    ({"file": "y.csv"}, None, "there is no such file; correct source.file"),
    ({"values": ["w*"]}, None, r"no column matches 'w\*' \(source.values\)"),
    ({"values": ["v?", "id"]}, None, "expected equal numbers"),
    ({"columns": {"label": "lable"}}, None, r"no column 'lable' \(source.columns.label\)"),
    ({"columns": {"split": "v0"}}, None, "line 2 has '0' in the column v0, expected one of pool"),
    ({}, ("v0", "x"), "line 2 has 'x' in the column v0, expected a number"),
    ({}, ("label", "A"), "label 'A' and the card's class 'a' differ only in case"),
    ({"form": "long"}, None, "`form: long` needs `id`"),
    ({"time": "v0"}, None, "`time` goes with `form: long`"),
]


@pytest.mark.parametrize(("settings", "cell", "message"), WRONG)
def test_wrong_rows_and_settings_are_named(settings, cell, message, tmp_path):
    table = pd.DataFrame({"label": ["a", "b"], "v0": ["0", "1"], "v1": ["2", "3"], "id": [7, 8]})
    if cell:
        table.loc[0, cell[0]] = cell[1]
    path = tmp_path / "x.csv"
    table.to_csv(path, index=False)
    given = {"kind": "signal_table", "file": str(path), "values": ["v?"]} | settings
    if "file" in settings:
        given["file"] = str(tmp_path / settings["file"])
    with pytest.raises(CraftbenchError, match=message):
        parse_source(given).load(["a", "b"])


def other_label(table):
    table.loc[0, "label"] = "b"


def same_time(table):
    table.loc[1, "t"] = 0


def other_rate(table):
    table.loc[table["id"] == "s1", "t"] *= 2


def no_time(table):
    table["t"] = table["t"].astype(object)
    table.loc[2, "t"] = "noon"


def no_name(table):
    table.loc[2, "id"] = None


def longer(table):
    table.drop(index=7, inplace=True)


def name_of(value):
    return getattr(value, "__name__", "")


LONG_FAULTS = [
    (other_label, r"sample s0 has several values in the column of the label \(b, a; 1"),
    (same_time, "sample s0 has two rows at the same time"),
    (other_rate, "mixed sampling rates: most samples have a step of .*s"),
    (no_time, "line 4 has 'noon' in the column t, expected a time"),
    (no_name, "line 4 has no name of its sample in the column id"),
    (longer, r"signals have 3 to 4 values \(the shortest is x.csv\[s1\]\).*unequal_length"),
]


@pytest.mark.parametrize(("change", "message"), LONG_FAULTS, ids=name_of)
def test_wrong_moments_are_named(change, message, tmp_path):
    table = moments()
    change(table)
    with pytest.raises(CraftbenchError, match=message):
        load(tmp_path / "x.csv", table, values=["v"], **LONG)


def test_parquet_names_the_file_that_is_none(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(CraftbenchError, match=r"x\.parquet: not a Parquet file"):
        parse_source({"kind": "signal_table", "file": str(tmp_path / "x.parquet")}).load(["a", "b"])

"""Time series of the UCR and UEA archives: formats, gaps, lengths and the shipped sets."""

from pathlib import Path

import numpy as np
import pytest

from craftbench.config.cards import Card, read_card
from craftbench.datasets.samples import Samples
from craftbench.datasets.ucr.arff_format import read_arff
from craftbench.datasets.ucr.equal_length import of_length, without_gaps
from craftbench.datasets.ucr.source import UcrSource
from craftbench.datasets.ucr.table_format import read_table
from craftbench.datasets.ucr.ts_format import read_ts
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.subsets import draw

HEADER = "# made\n@problemName Made\n@timeStamps false\n@univariate true\n@classLabel true 1 2\n"
SHIPPED = {
    "gunpoint": (50, 150, 150, 1),
    "italy_power": (67, 1029, 24, 1),
    "arrowhead": (36, 175, 251, 1),
    "osuleaf": (200, 242, 427, 1),
    "acsf1": (100, 100, 1460, 1),
    "basic_motions": (40, 40, 100, 6),
    "japanese_vowels": (270, 370, 26, 12),
}
"""Training and test series, length and dimensions, as the archives state them."""


def write(folder: Path, train: str, test: str, ending: str = "ts") -> UcrSource:
    (folder / f"Made_TRAIN.{ending}").write_text(train)
    (folder / f"Made_TEST.{ending}").write_text(test)
    return UcrSource(kind="ucr", name="Made", folder=str(folder))


def load(folder: Path, train: str, test: str, ending: str = "ts", **settings) -> Samples:
    source = write(folder, train, test, ending).model_copy(update=settings)
    return source.load(["1", "2"])


def test_parts_are_the_pool_and_the_test_part(tmp_path):
    samples = load(tmp_path, HEADER + "@data\n1,2,3:1\n4,5,6:2\n", HEADER + "@data\n7,8,9:1\n")
    np.testing.assert_array_equal(samples.values[..., 0], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert samples.values.dtype == np.float32
    assert samples.table["label"].tolist() == ["1", "2", "1"]
    assert samples.table["role"].tolist() == ["pool", "pool", "test"]
    assert samples.table["source"][2] == "Made_TEST.ts[0]"


def test_all_formats_give_the_same_series(tmp_path):
    files = {
        "ts": (read_ts, HEADER + "@data\n1,2.5,?,4:1\n-1,0,1e1,2:2\n"),
        "tsv": (read_table, "1\t1\t2.5\tNaN\t4\n2\t-1\t0\t1e1\t2\n"),
        "txt": (read_table, "  1.0000000e+00   1 2.5  NaN 4\n  2.0000000e+00  -1  0 10 2\n"),
        "csv": (read_table, "1,1,2.5,NaN,4\n2,-1,0,1e1,2\n"),
        "arff": (read_arff, "% made\n@attribute a numeric\n@data\n1,2.5,?,4,1\n-1,0,1e1,2,2\n"),
    }
    expected = [[1, 2.5, np.nan, 4], [-1, 0, 10, 2]]
    for ending, (read, text) in files.items():
        (tmp_path / f"x.{ending}").write_text(text)
        found = read(tmp_path / f"x.{ending}")
        assert found.labels == ["1", "2"], ending
        np.testing.assert_array_equal(np.stack(found.series)[..., 0], expected, ending)


def test_dimensions_stand_beside_each_other(tmp_path):
    (tmp_path / "x.ts").write_text(
        "@dimensions 2\n@classLabel true run rest\n@data\n1,2,3:4,5,6:run\n"
    )
    (tmp_path / "x.arff").write_text("@data\n'1,2,3\\n4,5,6',run\n")
    for found in (read_ts(tmp_path / "x.ts"), read_arff(tmp_path / "x.arff")):
        assert found.labels == ["run"]
        np.testing.assert_array_equal(found.series[0], [[1, 4], [2, 5], [3, 6]])


def test_missing_values_at_the_end_of_a_table_mean_a_shorter_series(tmp_path):
    (tmp_path / "x.tsv").write_text("1\t1\t2\tNaN\tNaN\n2\t1\tNaN\t3\t4\n")
    assert [len(series) for series in read_table(tmp_path / "x.tsv").series] == [2, 4]


def test_gaps_are_bridged_along_time():
    gaps = np.array([[np.nan, 5], [1, np.nan], [np.nan, np.nan], [3, 8], [np.nan, 9]])
    np.testing.assert_array_equal(without_gaps(gaps), [[1, 5], [1, 6], [2, 7], [3, 8], [3, 9]])
    assert np.isnan(without_gaps(np.array([[np.nan], [np.nan]]))).all()


def test_length_is_reached_by_the_last_value_or_a_cut():
    series = np.array([[1.0, 4], [2, 5], [3, 6]])
    np.testing.assert_array_equal(of_length(series, 5)[3:], [[3, 6], [3, 6]])
    np.testing.assert_array_equal(of_length(series, 2), series[:2])


def test_unequal_lengths_are_refused_or_continued(tmp_path):
    train, test = HEADER + "@data\n1,2,3:1\n4,5:2\n", HEADER + "@data\n1,2,3,4,5:1\n"
    expected = r"Made: series have 2 to 5 values \(the shortest is Made_TRAIN\.ts\[1\]\).*pad"
    with pytest.raises(CraftbenchError, match=expected):
        load(tmp_path, train, test)
    samples = load(tmp_path, train, test, unequal_length="pad")
    np.testing.assert_array_equal(samples.values[..., 0], [[1, 2, 3], [4, 5, 5], [1, 2, 3]])
    assert samples.table["length"].tolist() == [3, 2, 5]


def test_series_that_cannot_be_used_are_listed(tmp_path):
    header = HEADER.replace("true 1 2", "true 1 2 3")
    train = header + "@data\n1,2:1\n?,?:2\n3,4:3\n5,6:2\n"
    samples = load(tmp_path, train, header + "@data\n1,inf:1\n1,2:1\n")
    assert samples.table["source"].tolist() == [
        "Made_TRAIN.ts[0]",
        "Made_TRAIN.ts[3]",
        "Made_TEST.ts[1]",
    ]
    assert samples.rejected["reason"].tolist() == [
        "a dimension without values, or infinite values",
        "class 3 is not among the card's classes",
        "a dimension without values, or infinite values",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER, "found no series after a line @data"),
        ("@data\n1,2:1\n", "expected `@classLabel true`.*regression"),
        ("@targetLabel true\n@data\n1,2:0.5\n", "regression"),
        (HEADER.replace("Stamps false", "Stamps true") + "@data\n(0,1):1\n", "time stamps"),
        (HEADER + "@data\n1,x:1\n", "line 7: .*expected numbers and \\?"),
        (HEADER + "@data\n1,2:1\n1,2,3\n", "line 8"),
        (HEADER + "@data\n1,2:3\n", "line 7 ends in the label '3', the header names 1, 2"),
        (HEADER + "@data\n1,2:3,4,5:1\n", "line 7 has dimensions of 2, 3 values"),
        (HEADER + "@dimensions 2\n@data\n1,2:1\n", "line 8 has 1 dimensions, the header says 2"),
        (
            HEADER + "@equalLength true\n@seriesLength 3\n@data\n1,2:1\n",
            "line 9 has 2 values, the header says 3",
        ),
    ],
)
def test_wrong_files_are_told(text, message, tmp_path):
    (tmp_path / "wrong.ts").write_text(text)
    with pytest.raises(CraftbenchError, match=rf"wrong\.ts.*{message}"):
        read_ts(tmp_path / "wrong.ts")


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (read_table, "", "the file is empty"),
        (read_table, "1\n", "line 1 has no value after its label"),
        (read_arff, "1,2,1\n", "no series after a line @data"),
        (read_arff, "@data\n1,b,1\n", "line 2: .*expected numbers"),
    ],
)
def test_wrong_tables_are_told(read, text, message, tmp_path):
    (tmp_path / "wrong").write_text(text)
    with pytest.raises(CraftbenchError, match=f"wrong: .*{message}"):
        read(tmp_path / "wrong")


def test_dimensions_must_agree_between_parts(tmp_path):
    two = HEADER + "@data\n1,2:3,4:1\n"
    with pytest.raises(CraftbenchError, match=r"TEST\.ts\[0\] has 2 dimensions, Made_TRAIN"):
        load(tmp_path, HEADER + "@data\n1,2:1\n", two)


def test_missing_sets_are_told_with_all_places(tmp_path, monkeypatch):
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path))
    (tmp_path / "ucr").mkdir()
    (tmp_path / "ucr" / "Made_TRAIN.ts").write_text("")
    source = UcrSource(kind="ucr", name="Made")
    with pytest.raises(CraftbenchError, match=rf"Made_TEST .*{tmp_path}/ucr, downloads/ucr.*put b"):
        source.load(["1", "2"])


def test_the_folder_of_published_data_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path))
    (tmp_path / "ucr" / "GunPoint").mkdir(parents=True)
    for part in ("TRAIN", "TEST"):
        (tmp_path / "ucr" / "GunPoint" / f"GunPoint_{part}.tsv").write_text("1\t7\t8\n2\t7\t9\n")
    assert UcrSource(kind="ucr", name="GunPoint").load(["1", "2"]).values.shape == (4, 2, 1)


def shipped(name: str) -> tuple[Card, Samples]:
    card = read_card(Path(f"config/datasets/{name}.yaml"))
    return card, prepare(card.source, card.classes, card.split, seed=0)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_sets_are_the_published_ones(name):
    _, samples = shipped(name)
    counts = samples.table["role"].value_counts()
    assert (counts["pool"], counts["test"], *samples.values.shape[1:]) == SHIPPED[name]
    assert not len(samples.rejected)


@pytest.mark.parametrize("name", SHIPPED)
def test_training_sizes_suit_the_pool(name):
    card, samples = shipped(name)
    pool = samples.table[samples.table["role"] == "pool"].reset_index(drop=True)
    assert card.training_sizes[-1] == len(pool)
    for seed in range(20):
        for size in card.training_sizes:
            drawn = draw(pool, size, card.validation_share, seed)
            assert set(pool["label"][drawn.train]) == set(card.classes)


def test_packages_are_not_imported():
    import sys

    shipped("gunpoint")
    assert not {"sktime", "aeon"} & set(sys.modules)

import functools
import gzip
import http.server
import shutil
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.read import read_table
from craftbench.config.cards import read_card
from craftbench.datasets import download
from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.digits import DigitsSource
from craftbench.datasets.download import sha256
from craftbench.datasets.idx import read_idx
from craftbench.datasets.windows import PAST_THE_END
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut, Published

find_or_download = functools.partial(download.find_or_download, plain_http=True)
REFERENCE_COUNTS = Path(__file__).parents[1] / "results" / "reference" / "datasets.csv"
HOLD_OUT = HoldOut(kind="hold_out")
DS1 = {"N": 45866, "S": 944, "V": 3788, "F": 415, "Q": 8}
DS2 = {"N": 44259, "S": 1837, "V": 3221, "F": 388, "Q": 7}
AT_THE_ENDS = {"pool": {"N": 20, "F": 1}, "test": {"N": 20, "V": 1}}
"""Beats whose window passes the beginning or the end of their record."""


def load(card):
    return prepare(card.source, card.classes, card.split, seed=0)


@pytest.fixture(scope="module")
def mitdb(real_data):
    card = read_card(Path("config/datasets/mitdb.yaml"))
    with_q = card.model_copy(update={"classes": [*card.classes, "Q"]})
    return card, load(with_q)


def test_digits_are_the_1797_of_scikit_learn():
    samples = prepare(DigitsSource(kind="digits"), list("0123456789"), HOLD_OUT, seed=0)
    assert samples.values.shape == (1797, 8, 8)
    assert samples.values.max() == 16
    assert (samples.table["role"] == "test").sum() == 450


def test_mitdb_has_the_published_beats(mitdb):
    _, samples = mitdb
    counts = samples.table.groupby(["role", "label"]).size()
    for role, published in {"pool": DS1, "test": DS2}.items():
        at_the_ends = pd.Series(AT_THE_ENDS[role]).reindex(counts[role].index, fill_value=0)
        assert (counts[role] + at_the_ends).to_dict() == published
    assert samples.rejected["reason"].tolist() == [PAST_THE_END] * 42


def test_verify_expects_the_published_beats_without_those_at_the_ends():
    rows = read_table(REFERENCE_COUNTS).query("dataset == 'mitdb'")
    for role, published in {"pool": DS1, "test": DS2}.items():
        expected = rows[rows["role"] == role].set_index("class")["samples"]
        for name, samples in expected.items():
            assert samples == published[name] - AT_THE_ENDS[role].get(name, 0)


def test_no_record_of_mitdb_is_in_both_roles(mitdb):
    card, samples = mitdb
    roles = samples.table.groupby("group")["role"].agg(set)
    assert (roles.map(len) == 1).all()
    assert len(roles) == 44
    assert not {"102", "104", "107", "217"} & set(roles.index)


def test_mitdb_windows_hold_the_r_peak_of_the_named_lead(mitdb, real_data):
    import wfdb

    card, samples = mitdb
    own = samples.table["group"] == "114"
    record = wfdb.rdrecord(str(real_data / "mitdb" / "114"))
    mlii = record.p_signal[:, record.sig_name.index("MLII")]
    before = round(card.source.before_s * record.fs)
    peaks = samples.table.loc[own, "r_peak"].to_numpy()
    assert record.sig_name[0] != "MLII"
    assert np.allclose(samples.values[own][:, before, 0], mlii[peaks], atol=1e-6)
    # Two leads, and the difference of each from the usual beat of its record.
    assert samples.values.shape[1:] == (281, 4)


def test_mitdb_intervals_are_those_of_the_annotations(mitdb):
    _, samples = mitdb
    own = samples.table[samples.table["group"] == "100"]
    # The windows of the first and the last beat pass the ends of the record.
    assert len(own) == 2239 + 33 + 1 - 2
    assert own["rr_before_s"].notna().all() and own["rr_after_s"].notna().all()
    assert 60 / own["rr_before_s"].mean() == pytest.approx(2272 / 30.1, rel=0.01)


def test_beats_of_other_classes_are_listed_and_not_lost(mitdb):
    card, with_q = mitdb
    samples = load(card)
    of_class_q = samples.rejected["reason"] == "class Q is not among the card's classes"
    assert of_class_q.sum() == 15
    assert set(samples.rejected["reason"][~of_class_q]) == {PAST_THE_END}
    assert len(samples.table) + 15 == len(with_q.table)


def test_fashion_mnist_is_the_published_one(real_data):
    samples = load(read_card(Path("config/datasets/fashion_mnist.yaml")))
    pool = samples.table["role"] == "pool"
    assert samples.table.loc[pool, "label"].value_counts().unique().tolist() == [6000]
    assert samples.table.loc[~pool, "label"].value_counts().unique().tolist() == [1000]
    assert samples.values[pool].mean() == pytest.approx(72.940, abs=0.001)
    assert samples.values[pool].std() == pytest.approx(90.021, abs=0.001)


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">i4").tobytes()
    return header + array.tobytes()


def test_idx_is_read_as_written(tmp_path):
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / "i.gz").write_bytes(gzip.compress(idx_bytes(images)))
    assert np.array_equal(read_idx(tmp_path / "i.gz"), images)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "not a complete gzip file"),
        (gzip.compress(idx_bytes(np.zeros((4, 4), np.uint8)))[:-9], "not a complete gzip file"),
        (gzip.compress(b"\0\0\x0d\x01abcd"), "starts with 00000d01, expected 000008xx"),
        (gzip.compress(idx_bytes(np.zeros(9, np.uint8))[:-2]), "is 9 bytes, found 7"),
    ],
)
def test_broken_idx_is_told(content, message, tmp_path):
    path = tmp_path / "broken.gz"
    path.write_bytes(content)
    with pytest.raises(CraftbenchError, match=rf"broken\.gz.*{message}"):
        read_idx(path)


def test_idx_with_another_checksum_is_refused(tmp_path):
    path = tmp_path / "i.gz"
    path.write_bytes(gzip.compress(idx_bytes(np.zeros(3, np.uint8))))
    with pytest.raises(CraftbenchError, match="this is not the published file"):
        read_idx(path, "0" * 64)


@pytest.fixture
def publisher(tmp_path, monkeypatch):
    """A publisher's server on this machine, and an empty folder to download to."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "100.dat").write_bytes(b"signal" * 1000)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(download, "DOWNLOADS", tmp_path / "downloads")
    monkeypatch.delenv("CRAFTBENCH_DATA", raising=False)
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_file_is_downloaded_once_and_checked(publisher):
    folder, url = publisher
    expected = sha256(folder / "100.dat")
    path = find_or_download("mitdb/100.dat", url + "100.dat", expected)
    assert path.read_bytes() == b"signal" * 1000
    (folder / "100.dat").unlink()
    assert find_or_download("mitdb/100.dat", url + "100.dat", expected) == path
    assert [file.name for file in path.parent.iterdir()] == ["100.dat"]


def test_progress_is_logged_in_tenths(publisher, caplog):
    folder, url = publisher
    (folder / "big.dat").write_bytes(bytes(5 << 20))
    with caplog.at_level("INFO"):
        find_or_download("mitdb/big.dat", url + "big.dat")
    lines = [line for line in caplog.messages if line.startswith("mitdb/big.dat: ")]
    assert lines[-1] == "mitdb/big.dat: 5120 of 5120 kB"
    assert 5 <= len(lines) <= 10


def test_download_with_another_checksum_is_refused(publisher):
    _, url = publisher
    with pytest.raises(CraftbenchError, match="expected 000"):
        find_or_download("mitdb/100.dat", url + "100.dat", "0" * 64)
    assert not (download.DOWNLOADS / "mitdb" / "100.dat").exists()


def test_local_file_with_another_checksum_is_refused(publisher):
    _, url = publisher
    find_or_download("mitdb/100.dat", url + "100.dat")
    with pytest.raises(CraftbenchError, match="expected 000.* It was deleted"):
        find_or_download("mitdb/100.dat", url + "100.dat", "0" * 64)
    assert not (download.DOWNLOADS / "mitdb" / "100.dat").exists()


class _CutShort(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")

    def log_message(self, *_):
        pass


def test_download_that_stops_leaves_nothing(publisher):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _CutShort)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(CraftbenchError, match="could not be downloaded: .*4 bytes read"):
        find_or_download("mitdb/100.dat", f"http://127.0.0.1:{server.server_port}/100.dat")
    server.shutdown()
    assert not list((download.DOWNLOADS / "mitdb").iterdir())


def test_file_that_cannot_be_had_says_where_to_put_it(publisher):
    _, url = publisher
    with pytest.raises(CraftbenchError, match="point CRAFTBENCH_DATA at the folder"):
        find_or_download("mitdb/999.dat", url + "999.dat")


def test_local_folder_is_searched_first(publisher, tmp_path, monkeypatch):
    folder, _ = publisher
    (tmp_path / "local" / "mitdb").mkdir(parents=True)
    shutil.copy(folder / "100.dat", tmp_path / "local" / "mitdb")
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path / "local"))
    found = find_or_download("mitdb/100.dat", "http://127.0.0.1:9/100.dat")
    assert found == tmp_path / "local" / "mitdb" / "100.dat"


def write_arrays(folder, values, table) -> ArraysSource:
    np.save(folder / "x.npy", values)
    table.to_csv(folder / "y.csv", index=False)
    return ArraysSource(kind="arrays", samples=folder / "x.npy", labels=folder / "y.csv")


def test_own_arrays_join_with_groups_and_rejects(tmp_path):
    values = np.random.default_rng(0).normal(size=(40, 8, 8))
    values[3, 2, 2] = np.nan
    labels = ["a", "b"] * 20
    labels[5] = "c"
    groups = [f"g{i // 4}" for i in range(40)]
    source = write_arrays(tmp_path, values, pd.DataFrame({"label": labels, "group": groups}))
    samples = prepare(source, ["a", "b"], HOLD_OUT, seed=0)
    assert len(samples.table) == 38
    assert samples.values.dtype == np.float32
    assert samples.rejected["source"].tolist() == ["x.npy[3]", "x.npy[5]"]
    assert "NaN" in samples.rejected["reason"][0]
    assert samples.table.groupby("group")["role"].nunique().max() == 1
    kept = int(samples.table["source"][3].removeprefix("x.npy[").removesuffix("]"))
    assert np.allclose(samples.values[3], values[kept])


def test_group_in_both_roles_is_refused(tmp_path):
    table = pd.DataFrame(
        {"label": list("abab"), "group": list("xxyy"), "role": ["pool", "test"] * 2}
    )
    source = write_arrays(tmp_path, np.random.default_rng(0).normal(size=(4, 8, 8)), table)
    with pytest.raises(CraftbenchError, match="group 'x' is in the pool and in the test part"):
        prepare(source, ["a", "b"], Published(kind="published"), seed=0)


def test_published_split_without_roles_is_told():
    with pytest.raises(CraftbenchError, match="found no such column"):
        prepare(DigitsSource(kind="digits"), ["0", "1"], Published(kind="published"), seed=0)


def test_class_without_samples_is_told():
    with pytest.raises(CraftbenchError, match="no usable sample of class 'ten'"):
        prepare(DigitsSource(kind="digits"), ["0", "1", "ten"], HOLD_OUT, seed=0)

"""The binary version of CIFAR-10, on a made archive of the same layout."""

import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from craftbench.config.cards import read_card
from craftbench.datasets import download
from craftbench.datasets.cifar import CifarSource
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import Published

NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
BATCHES = [f"data_batch_{number}.bin" for number in range(1, 6)] + ["test_batch.bin"]


def records(first: int, count: int = 10) -> bytes:
    """Images whose red plane is their number, and whose label is its last digit."""
    made = np.zeros((count, 3073), np.uint8)
    made[:, 0] = np.arange(count) % 10
    made[:, 1:1025] = (first + np.arange(count))[:, None]
    made[:, 1025:2049] = np.arange(1024) // 32  # green: the row
    made[:, 2049:] = np.arange(1024) % 32  # blue: the column
    return made.tobytes()


def members() -> dict[str, bytes]:
    batches = {name: records(10 * number) for number, name in enumerate(BATCHES)}
    return {"readme.html": b"", **batches, "batches.meta.txt": "\n".join(NAMES).encode() + b"\n\n"}


def source(folder: Path, content: dict[str, bytes], whole: bool = True) -> CifarSource:
    """A source whose archive has this content."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, data in content.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    data = written.getvalue()
    data = data if whole else data[: len(data) // 2]
    (folder / "cifar10").mkdir()
    (folder / "cifar10" / "cifar-10-binary.tar.gz").write_bytes(data)
    md5 = hashlib.md5(data).hexdigest()
    return CifarSource(kind="cifar", folder="cifar10", url="https://127.0.0.1:9/", md5=md5)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path))
    monkeypatch.setattr(download, "DOWNLOADS", tmp_path / "downloads")
    return tmp_path


def test_planes_labels_and_roles_are_those_of_the_batches(folder):
    samples = prepare(source(folder, members()), list(NAMES), Published(kind="published"), seed=0)
    assert samples.values.shape == (60, 32, 32, 3)
    np.testing.assert_array_equal(samples.values[:, 5, 7, 0], np.arange(60))
    assert (samples.values[..., 1] == np.arange(32)[:, None]).all()
    assert (samples.values[..., 2] == np.arange(32)).all()
    assert samples.table["label"].tolist() == list(NAMES) * 6
    assert samples.table["role"].tolist() == ["pool"] * 50 + ["test"] * 10
    assert samples.table["source"][59] == "cifar-10-binary.tar.gz/test_batch.bin[9]"
    assert [file.name for file in (folder / "cifar10").iterdir()] == ["cifar-10-binary.tar.gz"]


def test_labels_follow_the_names_in_the_archive_and_not_the_order_in_the_card(folder):
    samples = source(folder, members()).load(["dog", "airplane"])
    assert samples.table["label"].value_counts().to_dict() == {"airplane": 6, "dog": 6}
    assert (samples.values[samples.table["label"] == "dog", 0, 0, 0] % 10 == 5).all()
    assert len(samples.rejected) == 48
    assert samples.rejected["reason"][0] == "class automobile is not among the card's classes"


def test_another_archive_is_refused_by_its_checksum(folder):
    wrong = source(folder, members()).model_copy(update={"md5": "0" * 32})
    with pytest.raises(CraftbenchError, match=r"tar\.gz: MD5 is .*, expected 000.* Delete it"):
        wrong.load(list(NAMES))


def test_missing_archive_says_where_to_put_it(folder):
    (folder / "cifar10").mkdir()
    gone = CifarSource(kind="cifar", folder="cifar10", url="https://127.0.0.1:9/", md5="0" * 32)
    with pytest.raises(CraftbenchError, match="point CRAFTBENCH_DATA at the folder"):
        gone.load(list(NAMES))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data_batch_3.bin": records(0)[:-1]}, r"data_batch_3\.bin: 30729 bytes, expected a mult"),
        ({"data_batch_3.bin": b""}, r"data_batch_3\.bin: 0 bytes"),
        ({"test_batch.bin": b"\x0b" + records(0)[1:]}, "label 11 in image 0, .* 10 classes"),
    ],
)
def test_batches_of_another_layout_are_told(change, message, folder):
    with pytest.raises(CraftbenchError, match=message):
        source(folder, members() | change).load(list(NAMES))


def test_archives_without_the_batches_are_told(folder):
    python_version = {"data_batch_1": b"x", "batches.meta": b"x"}
    with pytest.raises(CraftbenchError, match=r"has no data_batch_1\.bin, .*binary version"):
        source(folder, python_version).load(list(NAMES))


def test_archive_that_is_cut_short_is_told(folder):
    with pytest.raises(CraftbenchError, match=r"not a complete \.tar\.gz file"):
        source(folder, members(), whole=False).load(list(NAMES))


def test_card_names_the_published_archive():
    card = read_card(Path("config/datasets/cifar10.yaml"))
    assert card.source.md5 == "c32a1d4ab5d03f1284b67883e8d87530"
    assert tuple(card.classes) == NAMES
    assert card.training_sizes[-1] == 10000 and card.natural_images

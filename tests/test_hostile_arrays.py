"""Arrays of users: this file, this outcome. Each case is read as `source.samples` of a card."""

import io
import struct
import zipfile

import numpy as np
import pytest

from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.depth_folder.files import UnusableImageError, read_depth
from craftbench.datasets.new_files.arrays import read_images
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut

N = 8
IMAGES = np.arange(N * 36, dtype=np.uint8).reshape(N, 6, 6)


def stored(values: np.ndarray, **options) -> bytes:
    file = io.BytesIO()
    np.save(file, values, **options)
    return file.getvalue()


def with_header(header: str, content: bytes = b"") -> bytes:
    """A .npy file of version 1 with a header as it is given."""
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + content


def archive(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def not_of_numpy() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "x")
    return file.getvalue()


FLOATS = IMAGES.astype(np.float32)
HUGE = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000, 1000), }"

# id: (content of x.npy, part of the error)
ERRORS = {
    "empty file": (b"", "x.npy: the file is empty"),
    "text": (b"1,2,3\n4,5,6\n", "not a .npy file"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a .npy file"),
    ".npz named .npy": (archive(x=IMAGES), r"an archive of arrays \(.npz\), expected a single"),
    "zip named .npy": (not_of_numpy(), r"an archive of arrays \(.npz\)"),
    "huge declared shape": (
        with_header(HUGE),
        r"\(1000000, 1000, 1000\) of float32, which is 4000",
    ),
    "negative shape": (
        with_header(HUGE.replace("(1000000", "(-3")),
        "not a .npy file|bytes, found",
    ),
    "header cut short": (stored(IMAGES)[:40], "not a .npy file"),
    "header of nonsense": (with_header("{'descr': "), "not a .npy file"),
    "header of code": (with_header("__import__('os').system('true')"), "not a .npy file"),
    "header nested deeply": (with_header("(" * 100), "not a .npy file"),
    "values cut short": (stored(IMAGES)[:-1], "is 288 bytes, found 287; the file is cut short"),
    "two arrays in one file": (stored(IMAGES) * 2, "which is 288 bytes, found"),
    "pickled objects": (
        stored(np.array([{}] * N, dtype=object), allow_pickle=True),
        "a .npy file of Python objects, expected numbers",
    ),
    "text values": (stored(IMAGES.astype(str)), "a .npy file of values of <U21|<U3"),
    "dates": (stored(IMAGES.astype("datetime64[s]")), "values of datetime64"),
    "records": (stored(np.zeros(N, [("a", "f4"), ("b", "f4")])), "expected numbers"),
    "complex": (stored(IMAGES.astype(complex)), "found shape .* of complex128"),
    "bool": (stored(IMAGES > 9), r"of bool; convert it with reshape and astype"),
    "64-bit integers": (stored(IMAGES.astype(np.int64)), "of int64; convert it with"),
    "a single image": (stored(IMAGES[0]), r"found shape \(6, 6\)"),
    "a number": (stored(np.array(3.0)), r"found shape \(\)"),
    "zero samples": (stored(IMAGES[:0]), r"shape \(0, 6, 6\) has no value"),
    "images without pixels": (stored(IMAGES[:, :0]), r"shape \(8, 0, 6\) has no value"),
    "a sample too many": (stored(IMAGES[[*range(N), 0]]), "9 samples and .* 8 rows"),
    "all NaN": (
        stored(np.full_like(FLOATS, np.nan)),
        "8 samples were rejected; the most common reason: NaN or infinite values",
    ),
}

# id: (content of x.npy, shape and type of a sample)
READ = {
    "bytes": (stored(IMAGES), (6, 6), np.uint8),
    "64-bit floats": (stored(IMAGES.astype(float)), (6, 6), np.float32),
    "big-endian": (stored(IMAGES.astype(">f4")), (6, 6), np.float32),
    "Fortran order": (stored(np.asfortranarray(FLOATS)), (6, 6), np.float32),
    "grey with a channel axis": (stored(IMAGES[..., None]), (6, 6), np.uint8),
    "colours": (stored(np.repeat(IMAGES[..., None], 3, -1)), (6, 6, 3), np.uint8),
    "one lead": (stored(FLOATS.reshape(N, 36, 1)), (36, 1), np.float32),
    "version 2": (
        stored(IMAGES)[:6] + b"\2\0" + b"v\0\0\0" + stored(IMAGES)[10:],
        (6, 6),
        np.uint8,
    ),
}


def zipped(**files: bytes) -> bytes:
    """An archive of files, as numpy.savez makes it of arrays."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in files.items():
            made.writestr(f"{name}.npy", content)
    return file.getvalue()


PICKLED = ERRORS["pickled objects"][0]

# id: (content of x.npz, part of the error)
ARCHIVES = {
    "empty file": (b"", "x.npz: cannot be read: File is not a zip file"),
    "array named .npz": (stored(IMAGES), "x.npz: cannot be read: File is not a zip file"),
    "archive cut short": (archive(x=IMAGES)[:-30], "x.npz: cannot be read"),
    "values damaged": (archive(x=IMAGES).replace(bytes(range(30, 60)), bytes(30)), "Bad CRC"),
    "no array": (zipped(), "found 0; name one in source.array. Its arrays: none"),
    "two arrays": (zipped(x=stored(IMAGES), y=stored(IMAGES)), "found 2; name one in"),
    "other files": (not_of_numpy(), "x.npz: cannot be read"),
    "huge declared shape": (zipped(x=with_header(HUGE)), "which is 4000000000000 bytes, found 0"),
    "pickled objects": (
        zipped(x=stored(np.full((N, 6, 6), None, dtype=object), allow_pickle=True)),
        "a .npy file of Python objects, expected numbers",
    ),
}


def source(folder, content: bytes, ending: str = "npy") -> ArraysSource:
    (folder / f"x.{ending}").write_bytes(content)
    (folder / "y.csv").write_text("label\n" + "a\nb\n" * (N // 2))
    return ArraysSource(kind="arrays", samples=folder / f"x.{ending}", labels=folder / "y.csv")


@pytest.mark.parametrize("name", ARCHIVES)
def test_fault_of_an_archive_is_told(name, tmp_path):
    content, message = ARCHIVES[name]
    with pytest.raises(CraftbenchError, match=message):
        source(tmp_path, content, "npz").load(["a", "b"])


def test_an_archive_may_have_other_things_beside_the_samples(tmp_path):
    content = zipped(x=stored(IMAGES), names=PICKLED, y=stored(np.arange(N)))
    np.testing.assert_array_equal(source(tmp_path, content, "npz").load(["a", "b"]).values, IMAGES)


@pytest.mark.parametrize("name", ERRORS)
def test_fault_is_told_with_the_file(name, tmp_path):
    content, message = ERRORS[name]
    made = source(tmp_path, content)
    with pytest.raises(CraftbenchError, match=message):
        prepare(made, ["a", "b"], HoldOut(kind="hold_out"), seed=0)


@pytest.mark.parametrize("name", READ)
def test_array_is_read_as_its_author_meant(name, tmp_path):
    content, shape, dtype = READ[name]
    values = source(tmp_path, content).load(["a", "b"]).values
    assert values.shape[1:] == shape and values.dtype == dtype and values.dtype.isnative
    np.testing.assert_array_equal(values.reshape(N, 36, -1)[..., 0], IMAGES.reshape(N, 36))


@pytest.mark.parametrize("name", [name for name, case in ERRORS.items() if b"NUMPY" in case[0]])
def test_a_depth_image_at_fault_is_one_rejected_image(name, tmp_path):
    (tmp_path / "x.npy").write_bytes(ERRORS[name][0])
    with pytest.raises(UnusableImageError):
        read_depth(tmp_path / "x.npy")


@pytest.mark.parametrize("name", ERRORS)
def test_a_new_file_at_fault_is_told(name, tmp_path):
    (tmp_path / "x.npy").write_bytes(ERRORS[name][0])
    try:
        assert read_images(None, tmp_path / "x.npy", {}, (6, 6)).values.dtype.kind in "uif"
    except CraftbenchError as error:
        assert "x.npy" in str(error)


def test_a_channel_axis_of_length_one_is_grey(tmp_path):
    np.save(tmp_path / "x.npy", np.full((6, 6, 1), 700, np.uint16))
    assert read_depth(tmp_path / "x.npy").shape == (6, 6)
    assert read_images(None, tmp_path / "x.npy", {}, (6, 6)).values.shape == (1, 6, 6)
    np.save(tmp_path / "x.npy", IMAGES[..., None])
    assert read_images(None, tmp_path / "x.npy", {}, (6, 6)).values.shape == (N, 6, 6)

"""Folders of images: this content, this outcome, for pictures and for depth images alike."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.image_folder.source import ImageFolderSource
from craftbench.datasets.rejected import counted_reasons, tell_of_rejected
from craftbench.datasets.samples import Samples
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import Published

KINDS = ("image_folder", "depth_folder")
USUAL = ("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png")
IMAGE = "an image"

# id: (further files and folders, which of them are samples, part of the reason of each other one)
LISTED = {
    "Thumbs.db": ({"cat/Thumbs.db": b"x"}, (), {"cat/Thumbs.db": "hidden or of the system"}),
    ".DS_Store": ({".DS_Store": b"x"}, (), {".DS_Store": "hidden or of the system"}),
    "AppleDouble": ({"dog/._1.png": b"x"}, (), {"dog/._1.png": "hidden or of the system"}),
    "hidden folder": ({".git/a": b"", ".git/b": b""}, (), {".git/": "of the system (2 files)"}),
    "empty folder": ({"cat/more/": None}, (), {"cat/more/": "nested folder (0 files)"}),
    "nested folder": (
        {"cat/more/3.png": IMAGE, "cat/more/deep/4.png": IMAGE},
        (),
        {"cat/more/": "nested folder (2 files); move them to cat/"},
    ),
    "another class": (
        {"fox/1.png": IMAGE},
        (),
        {"fox/": "class fox is not among the card's classes (1 file)"},
    ),
    "another class without files": ({"fox/": None}, (), {"fox/": "(0 files)"}),
    "image in no class": ({"3.png": IMAGE}, (), {"3.png": "is in no class folder"}),
    "another ending": ({"cat/a.txt": b"x"}, (), {"cat/a.txt": "expected the ending"}),
    "no ending": ({"cat/a": b"x"}, (), {"cat/a": "expected the ending"}),
    "upper case ending": ({"cat/3.PNG": IMAGE}, ("cat/3.PNG",), {}),
    "empty image": ({"cat/3.png": b""}, (), {"cat/3.png": "cannot be read"}),
    "text as image": ({"cat/3.png": b"text"}, (), {"cat/3.png": "cannot be read"}),
    "blanks and accents in names": ({"cat/ä b.png": IMAGE}, ("cat/ä b.png",), {}),
    "folder with the ending of an image": (
        {"cat/3.png/": None},
        (),
        {"cat/3.png/": "nested folder (0 files)"},
    ),
}

# id: (further files and folders, classes of the card, part of the error)
ERRORS = {
    "missing class": ({}, ["cat", "fox"], "there is no folder of class 'fox'"),
    "misspelt class": ({}, ["cat", "dogs"], "no folder of class 'dogs'; did you mean 'dog'"),
    "empty class": ({"fox/": None}, ["cat", "fox"], "of class 'fox', found none of 0 entries"),
    "class of nested images": (
        {"fox/a/1.png": IMAGE},
        ["cat", "fox"],
        r"class 'fox', found none of 1 entries \(the first: nested folder \(1 file\); move them",
    ),
    "class that leads elsewhere": ({}, ["cat", ".."], "no folder of class '..'"),
    "class with a path": ({"dog/a/1.png": IMAGE}, ["cat", "dog/a"], "no folder of class 'dog/a'"),
    "class of other files": ({"fox/1.txt": b"x"}, ["cat", "fox"], "the first: expected the ending"),
    "folder that looks like a class": (
        {"Cat/1.png": IMAGE},
        ["cat", "dog"],
        "the label 'Cat' and the card's class 'cat' differ only in case, blanks or unicode form",
    ),
    "folder with a blank at its end": (
        {"cat /1.png": IMAGE},
        ["cat", "dog"],
        "the label 'cat ' and the card's class 'cat' differ",
    ),
}


def save(path: Path, depth: bool, value: int = 0, height: int = 24) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.arange(height * 32).reshape(height, 32) % 251 + value
    with path.open("wb") as file:
        Image.fromarray(pixels.astype(np.uint16 if depth else np.uint8)).save(file, "PNG")


def write(folder: Path, files: dict[str, bytes | str | None], depth: bool) -> None:
    for number, (name, content) in enumerate(files.items()):
        path = folder / name
        if content is None:
            path.mkdir(parents=True)
        elif content == IMAGE:
            save(path, depth, number)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def folder(kind, tmp_path) -> Path:
    write(tmp_path, dict.fromkeys(USUAL, IMAGE), kind == "depth_folder")
    return tmp_path


def source(kind: str, folder: Path, **settings) -> SampleSource:
    if kind == "image_folder":
        return ImageFolderSource(kind=kind, folder=str(folder), **settings)
    known = {"unit_mm": 1, "measures": "height", "pixel_mm": 2}
    return DepthFolderSource(kind=kind, folder=folder, **known, **settings)


def below(folder: Path, names) -> list[str]:
    return [name.removeprefix(f"{folder}/") for name in names]


def reasons(folder: Path, samples: Samples) -> dict[str, str]:
    rejected = samples.rejected
    return dict(zip(below(folder, rejected["source"]), rejected["reason"], strict=True))


@pytest.mark.parametrize("name", LISTED)
def test_what_is_there_is_a_sample_or_listed_with_its_reason(name, kind, folder):
    files, used, listed = LISTED[name]
    write(folder, files, kind == "depth_folder")
    samples = source(kind, folder).load(["cat", "dog"])
    assert sorted(below(folder, samples.table["source"])) == sorted([*USUAL, *used])
    found = reasons(folder, samples)
    assert set(found) == {path if path in found else f"{path}/" for path in listed}
    for path, reason in listed.items():
        assert reason in found[path]


@pytest.mark.parametrize("name", ERRORS)
def test_fault_is_told_with_the_folder(name, kind, folder):
    files, classes, message = ERRORS[name]
    write(folder, files, kind == "depth_folder")
    with pytest.raises(CraftbenchError, match=message):
        source(kind, folder).load(classes)


def test_pipes_and_broken_links_are_listed(kind, folder):
    os.mkfifo(folder / "cat" / "3.png")  # opening it would wait for ever
    (folder / "cat" / "4.png").symlink_to(folder / "nothing.png")
    (folder / "cat" / "5.png").symlink_to(folder / "dog" / "1.png")
    samples = source(kind, folder).load(["cat", "dog"])
    assert len(samples.table) == 5
    assert set(reasons(folder, samples)) == {"cat/3.png", "cat/4.png"}
    assert "no regular file" in reasons(folder, samples)["cat/3.png"]


def test_reasons_are_logged_with_the_file_that_has_them_all(kind, folder, caplog):
    (folder / "cat" / "a.txt").touch()
    samples = source(kind, folder).load(["cat", "dog"])
    tell_of_rejected(samples.rejected, "results/own/rejected.csv")
    assert "1 rejected, see results/own/rejected.csv: 1 × expected the ending" in caplog.text


def test_missing_folder_is_told(kind, tmp_path):
    with pytest.raises(CraftbenchError, match=r"there is no (such )?folder"):
        source(kind, tmp_path / "nowhere").load(["cat", "dog"])


def test_one_odd_image_rejects_itself_even_if_it_is_the_first(kind, folder):
    save(folder / "cat" / "0.png", kind == "depth_folder", height=20)
    settings = {"odd_files": "reject"} if kind == "image_folder" else {}
    samples = source(kind, folder, **settings).load(["cat", "dog"])
    assert len(samples.values) == 4
    assert list(reasons(folder, samples)) == ["cat/0.png"]


def test_a_class_may_be_empty_in_one_part(kind, folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("published")
    for part in ("train", "test"):
        write(root / part, dict.fromkeys(USUAL, IMAGE), kind == "depth_folder")
    for file in (root / "test" / "dog").iterdir():
        file.unlink()
    split = Published(kind="published")
    table = prepare(source(kind, root), ["cat", "dog"], split, seed=0).table
    assert table.groupby(["role", "label"]).size().to_dict() == {
        ("pool", "cat"): 2,
        ("pool", "dog"): 2,
        ("test", "cat"): 2,
    }


def test_images_that_a_table_does_not_name_are_listed(tmp_path):
    write(tmp_path, dict.fromkeys([*USUAL, "empty.png"], IMAGE), depth=True)
    (tmp_path / "y.csv").write_text("file,label\n" + "".join(f"{n},{n[:3]}\n" for n in USUAL[1:]))
    known = {"unit_mm": 1, "measures": "height", "pixel_mm": 2}
    made = DepthFolderSource(kind="depth_folder", labels=tmp_path / "y.csv", **known)
    samples = made.load(["cat", "dog"])
    assert reasons(tmp_path, samples) == {"cat/1.png": "is not in y.csv"}
    (tmp_path / "y.csv").write_text("file,label\ncat/1.png,Cat\ndog/1.png,dog\n")
    with pytest.raises(CraftbenchError, match="cat/1.png: the label 'Cat' and the card's class"):
        made.load(["cat", "dog"])


def test_reasons_are_counted_with_an_example(folder, kind):
    write(folder, {f"cat/{i}.txt": b"x" for i in range(3)} | {"x": b""}, kind == "depth_folder")
    lines = counted_reasons(source(kind, folder).load(["cat", "dog"]).rejected)
    assert lines[0].startswith("3 × expected the ending") and "cat/0.txt)" in lines[0]
    assert lines[1].startswith("1 × is in no class folder (the first: ")
    rejected = source(kind, folder).load(["cat", "dog"]).rejected
    assert counted_reasons(rejected, most=1)[1] == "1 × one of 1 further reasons"

"""The files that a source reads: all of them are named, and a change of one is noticed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_sources import CLASSES, MADE, made

from craftbench.datasets.file_digest import DigestCache, digest_of
from craftbench.datasets.registry import SOURCES, parse_source
from craftbench.runs.source_files import keep_read_files, of_preparation

OPENED: list[str] = []
LISTENS = [False]


def _listen(event: str, arguments: tuple) -> None:
    if LISTENS[0] and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        OPENED.append(os.fsdecode(arguments[0]))


sys.addaudithook(_listen)


@contextmanager
def opened_files(folder: Path) -> Iterator[set[Path]]:
    """The files below a folder that are opened in this process."""
    found: set[Path] = set()
    OPENED.clear()
    LISTENS[0] = True
    try:
        yield found
    finally:
        LISTENS[0] = False
        paths = {Path(name).absolute() for name in OPENED}
        found |= {path for path in paths if path.is_relative_to(folder) and path.is_file()}


def test_every_source_that_reads_files_is_tried():
    computed, fixed_by_the_card = {"digits", "simulated_ecg", "simulated_parcels"}, {"cifar", "idx"}
    assert set(SOURCES) - computed - fixed_by_the_card <= set(MADE)


@pytest.mark.parametrize("kind", MADE)
def test_every_file_that_is_opened_is_named(kind, tmp_path, monkeypatch):
    source, classes = made(kind, tmp_path / "data", monkeypatch)
    with opened_files(tmp_path / "data") as opened:
        source.load(classes)
    named = {path.absolute() for path in source.files(classes)}
    assert opened == named


@pytest.mark.parametrize("kind", MADE)
def test_a_change_of_any_file_is_noticed(kind, tmp_path, monkeypatch):
    source, classes = made(kind, tmp_path / "data", monkeypatch)
    before = of_preparation("own", source, classes)
    assert of_preparation("own", source, classes) == before
    for path in source.files(classes):
        content, found = path.read_bytes(), path.stat()
        changed = bytes([content[0] ^ 1]) + content[1:]
        path.write_bytes(changed)
        # Even with its old size and time, as `cp -p` and `rsync -t` may leave it.
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
        assert of_preparation("own", source, classes) != before, path
        path.write_bytes(content)
        assert of_preparation("own", source, classes) == before, path


def test_added_and_removed_images_are_noticed_and_a_moved_folder_is_not(tmp_path, monkeypatch):
    source, _ = made("image_folder", tmp_path / "data", monkeypatch)
    before = of_preparation("own", source, CLASSES)
    (tmp_path / "data/a/3.png").write_bytes((tmp_path / "data/a/1.png").read_bytes())
    assert of_preparation("own", source, CLASSES) != before
    (tmp_path / "data/a/1.png").unlink()
    assert of_preparation("own", source, CLASSES) != before
    (tmp_path / "data/a/3.png").rename(tmp_path / "data/a/1.png")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    moved = source.model_copy(update={"folder": str(tmp_path / "elsewhere")})
    assert of_preparation("own", moved, CLASSES) == before


def test_a_missing_folder_is_left_to_the_step_itself(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = parse_source({"kind": "image_folder", "folder": "nowhere"})
    assert "cannot be listed" in of_preparation("own", source, CLASSES)


def test_what_a_preparation_downloads_is_no_change(tmp_path, monkeypatch):
    source, classes = made("wfdb_beats", tmp_path / "data", monkeypatch)
    (tmp_path / "data").rename(tmp_path / "publisher")
    before = of_preparation("own", source, classes)
    (tmp_path / "publisher").rename(tmp_path / "data")  # as if the step had downloaded it
    keep_read_files("own", source, classes, before)
    assert of_preparation("own", source, classes) == before
    (tmp_path / "data" / "1.atr").write_bytes(b"")
    assert of_preparation("own", source, classes) != before


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b'{"a": 3}', b"\xff"])
def test_damaged_notes_are_forgotten(content, tmp_path, monkeypatch):
    source, classes = made("arrays", tmp_path / "data", monkeypatch)
    before = of_preparation("own", source, classes)
    for note in Path(".snakemake/craftbench").iterdir():
        note.write_bytes(content)
    assert of_preparation("own", source, classes) == before


def test_a_file_is_read_again_only_if_it_may_have_changed(tmp_path):
    files = [tmp_path / f"{i}.txt" for i in range(3)]
    for file in files:
        file.write_text(file.name)
    first = DigestCache(tmp_path / "cache.json")
    before = digest_of(files, first)
    first.save()
    with opened_files(tmp_path) as opened:
        again = digest_of(files, DigestCache(tmp_path / "cache.json"))
    assert again == before and opened == {tmp_path / "cache.json"}
    assert digest_of(files[::-1], DigestCache(tmp_path / "none.json")) == before
    assert digest_of([], first) == "no files"

"""WFDB records of one's own: no address, no checksums, any folder."""

import os
from pathlib import Path

import made_files
import pytest

from craftbench.config.cards import read_card
from craftbench.datasets.registry import parse_source
from craftbench.datasets.wfdb_files import named_files
from craftbench.errors import CraftbenchError

WFDB = {"kind": "wfdb_beats", "lead": "MLII", "before_s": 0.28, "after_s": 0.5}


def test_own_records_need_neither_address_nor_checksums(tmp_path):
    folder = made_files.records(tmp_path / "my records", 2)
    samples = parse_source(WFDB | {"folder": str(folder), "records": ["r0", "r1"]}).load(["N"])
    assert samples.table["group"].nunique() == 2


def test_a_missing_file_is_named_and_nothing_is_downloaded(tmp_path):
    folder = made_files.records(tmp_path / "r", 2)
    (folder / "r1.dat").unlink()
    source = parse_source(WFDB | {"folder": str(folder), "records": ["r0", "r1"]})
    with pytest.raises(CraftbenchError, match=r"r1\.dat: there is no such file"):
        source.load(["N"])


@pytest.mark.parametrize("name", ["mitdb", "qtdb", "fashion_mnist", "cifar10"])
def test_another_folder_does_not_inherit_the_address(name, tmp_path):
    base = Path("config/datasets") / f"{name}.yaml"
    assert read_card(base).source.url is not None
    for path in base.parent.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    own = tmp_path / "own.yaml"
    own.write_text(f"like: {name}\ntitle: own\nsource: {{folder: mine}}\n")
    assert read_card(own).source.url is None
    own.write_text(f"like: {name}\ntitle: own\nsource: {{folder: m, url: 'https://x.org/m/'}}\n")
    assert read_card(own).source.url == "https://x.org/m/"
    own.write_text(f"like: {name}\ntitle: own\n")
    assert read_card(own).source.url is not None


def test_a_pipe_that_a_header_names_is_never_opened(tmp_path):
    """Reading it would wait for ever."""
    folder = made_files.records(tmp_path / "r", 1)
    header = folder / "r0.hea"
    header.write_text(header.read_text() + "part.hea 10\nother 10\n")
    for name in ("part.hea", "other.hea"):
        os.mkfifo(folder / name)
    assert sorted(named_files("r0.hea", folder.__truediv__)) == ["r0.dat", "r0.hea"]
    source = parse_source(WFDB | {"folder": str(folder), "records": ["r0"]})
    assert {path.name for path in source.files(["N"])} == {"r0.atr", "r0.dat", "r0.hea"}


def test_a_pipe_in_place_of_a_header_is_refused(tmp_path):
    folder = made_files.records(tmp_path / "r", 1)
    (folder / "r0.hea").unlink()
    os.mkfifo(folder / "r0.hea")
    source = parse_source(WFDB | {"folder": str(folder), "records": ["r0"]})
    with pytest.raises(CraftbenchError, match=r"r0\.hea: there is no such file"):
        source.load(["N"])

"""WFDB records of one's own: no address, no checksums, any folder."""

from pathlib import Path

import made_files
import pytest

from craftbench.config.cards import read_card
from craftbench.datasets.registry import parse_source
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

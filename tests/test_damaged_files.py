"""Files that are damaged after they were written: this damage, this outcome."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.explanation.shown_samples import ShownSamples
from craftbench.analyses.read import read_cells, read_table
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_json, read_parquet
from craftbench.errors import CraftbenchError
from craftbench.runs.durable import MANIFEST, damage, write_whole
from craftbench.runs.model_store import read_sidecar
from craftbench.runs.run_store import RunStore, clear_runs, old_runs

FILES = ("fit.json", "predictions.parquet", "model.skops", "model.keras", "values.npy")


@pytest.fixture
def store(tmp_path) -> RunStore:
    store = RunStore(tmp_path / "digits" / "finished_runs" / "svm", "key")
    part = store.begin(20, 0)
    (part / "fit.json").write_text(json.dumps({"seconds": 1.5}))
    pd.DataFrame({"p": np.linspace(0, 1, 500)}).to_parquet(part / "predictions.parquet")
    np.save(part / "values.npy", np.arange(100))
    for name in ("model.skops", "model.keras"):
        (part / name).write_bytes(bytes(range(256)) * 8)
    store.finish(20, 0)
    return store


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def one_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def deleted(file: Path) -> None:
    file.unlink()


DAMAGES = (emptied, truncated, one_bit, zeroed, deleted)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
@pytest.mark.parametrize("damaged", DAMAGES)
def test_a_damaged_run_is_set_aside_and_its_place_is_free(name, damaged, store, caplog, tmp_path):
    assert store.has(20, 0) and not damage(store.path(20, 0))
    damaged(store.path(20, 0) / name)
    assert not store.has(20, 0)
    assert "20-0 is damaged" in caplog.text and "set aside as 20-0.damaged-1" in caplog.text
    assert (store.folder / "20-0.damaged-1").is_dir()
    (store.begin(20, 0) / "fit.json").write_text("{}")
    store.finish(20, 0)
    assert store.has(20, 0) and not store.has(40, 0)
    (old,) = old_runs(tmp_path)
    clear_runs([old])
    assert store.has(20, 0) and not old_runs(tmp_path)


def test_a_run_that_is_damaged_twice_is_set_aside_twice(store):
    for number in (1, 2):
        truncated(store.path(20, 0) / MANIFEST)
        assert not store.has(20, 0)
        assert (store.folder / f"20-0.damaged-{number}").is_dir()
        (store.begin(20, 0) / "fit.json").write_text("{}")
        store.finish(20, 0)


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from craftbench.runs.run_store import RunStore
store = RunStore(Path(sys.argv[1]), "key")
part = store.begin(40, 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
np.save(part / "values.npy", np.arange(1000))
store.finish(40, 0)
"""


def test_a_run_that_a_full_disk_cuts_never_counts(store):
    """A limit on the size of files acts like a full disk."""
    arm = store.folder.parent
    run = subprocess.run([sys.executable, "-c", FULL, arm], capture_output=True, text=True)
    assert run.returncode and "Error" in run.stderr
    again = RunStore(arm, "key")
    assert not again.has(40, 0) and again.has(20, 0)
    (again.begin(40, 0) / "fit.json").write_text("{}")
    again.finish(40, 0)
    assert again.has(40, 0)


def test_the_marker_of_the_current_runs_is_never_half_written(tmp_path, monkeypatch):
    marker = tmp_path / "current.txt"
    write_whole(marker, "first")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("killed here")))
    with pytest.raises(OSError, match="killed here"):
        write_whole(marker, "second")
    assert marker.read_text() == "first"


def parquet(file):
    pd.DataFrame({"a": [1, 2]}).to_parquet(file)
    return read_parquet


def array(file):
    with file.open("wb") as opened:
        np.save(opened, np.arange(1000))
    return read_values


def table(file):
    pd.DataFrame({"a": [1, 2]}).to_csv(file, index=False)
    return read_table


def cells(file):
    table(file)
    return read_cells


def units(file):
    file.write_text('{"a": {"unit": "mm"}}')
    return read_json


def shown(file):
    ShownSamples(classes=["a"]).save(file)
    return ShownSamples.load


@pytest.mark.parametrize("write", [parquet, array, table, cells, units, shown])
@pytest.mark.parametrize("damaged", [emptied, truncated, deleted])
def test_a_damaged_result_is_named_with_the_remedy(write, damaged, tmp_path):
    file = tmp_path / "result"
    read = write(file)
    read(file)
    damaged(file)
    if write in (table, cells) and damaged is truncated:
        return  # half a table of text is a table
    with pytest.raises(CraftbenchError, match="result: .*run `snakemake` again"):
        read(file)


@pytest.mark.parametrize("damaged", [emptied, truncated, zeroed])
def test_a_damaged_description_of_a_model_is_named(damaged, tmp_path):
    beside = tmp_path / "svm.json"
    beside.write_text('{"dataset": "digits"}')
    damaged(beside)
    with pytest.raises(CraftbenchError, match="svm.json: not the description of a stored model"):
        read_sidecar(beside)

from pathlib import Path

import pytest

from craftbench.runs.code_closure import code_without_docstrings, import_closure
from craftbench.runs.run_store import RunStore, clear_runs, fingerprint, old_runs


@pytest.fixture
def project(tmp_path):
    files = {
        "features/__init__.py": "from features import other\nREGISTRY = {}",
        "features/a.py": "import numpy\nfrom features.b import x\nfrom models import c",
        "features/b.py": "def f():\n    from features import deep\n",
        "features/deep/__init__.py": "from features.a import y",
        "features/other.py": "",
        "models/__init__.py": "",
        "models/c.py": "x = 1",
        "craftbench/__init__.py": '"""An index: nothing runs."""',
        "craftbench/room/__init__.py": '"""A room."""\nimport craftbench.room.effect',
        "craftbench/room/effect.py": "y = 2",
        "craftbench/room/use.py": "from features.a import z",
        "script.py": "from craftbench.room.use import z",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_imports_are_followed_through_all_packages(project):
    assert import_closure(["script.py"], root=project) == [
        *("craftbench/room/__init__.py", "craftbench/room/effect.py", "craftbench/room/use.py"),
        *("features/a.py", "features/b.py", "features/deep/__init__.py", "models/c.py"),
    ]


def test_modules_found_by_name_are_followed_too(project):
    assert import_closure([], ["features.b"], project)[0] == "features/a.py"


def test_registries_and_indexes_are_left_out(project):
    found = import_closure(["script.py"], ["features.a"], project)
    assert not {"features/__init__.py", "craftbench/__init__.py"} & set(found)


def test_parcel_features_name_all_that_they_run():
    found = import_closure([], ["features.parcel"])
    assert {"features/parcel.py", "features/perimeter.py", "features/convex_hull.py"} <= set(found)
    assert "features/image.py" not in found
    assert all(Path(file).is_file() for file in found)


def test_missing_module_is_told():
    with pytest.raises(FileNotFoundError, match=r"no module features\.nothing"):
        import_closure([], ["features.nothing"])


def test_comments_docstrings_and_layout_are_not_code():
    first = 'def f(x):\n    """Old."""\n    return x + 1  # why\n\n\nY = 1\n"""Of Y."""\n'
    second = 'def f(x):\n\n    """New."""\n    return x+1\nY = 1'
    assert code_without_docstrings(first) == code_without_docstrings(second)
    assert code_without_docstrings(first) != code_without_docstrings(first.replace("+ 1", "+ 2"))


def test_fingerprint_follows_settings_data_and_code(tmp_path):
    data, code = tmp_path / "x.npy", tmp_path / "m.py"
    data.write_bytes(b"1")
    code.write_text("x = 1")
    before = fingerprint({"a": 1}, [data, code])
    assert fingerprint({"a": 2}, [data, code]) != before
    code.write_text("x = 1  # a comment")
    assert fingerprint({"a": 1}, [data, code]) == before
    code.write_text("x = 2")
    assert fingerprint({"a": 1}, [data, code]) != before
    code.write_text("x = 1")
    data.write_bytes(b"2")
    assert fingerprint({"a": 1}, [data, code]) != before


def finish(store: RunStore) -> None:
    (store.begin(20, 0) / "fit.json").write_text("{}")
    store.finish(20, 0)


def test_finished_runs_of_an_old_setting_stay_until_they_are_cleared(tmp_path):
    folder = tmp_path / "digits" / "finished_runs" / "lenet5"
    finish(RunStore(folder, "old"))
    finish(RunStore(folder, "new"))
    assert RunStore(folder, "old").has(20, 0), "going back trains nothing"
    RunStore(folder, "new")
    (old,) = old_runs(tmp_path)
    assert (old.folder.name, old.runs) == ("old", 1) and old.bytes > 2
    clear_runs([old])
    assert not old_runs(tmp_path) and RunStore(folder, "new").has(20, 0)

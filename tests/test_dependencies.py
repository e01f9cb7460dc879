from pathlib import Path

import pytest

from craftbench.runs.code_closure import module_files


def test_imports_are_followed_within_a_package(tmp_path):
    package = tmp_path / "features"
    package.mkdir()
    (package / "__init__.py").write_text("from features import other")
    (package / "a.py").write_text("import numpy\nfrom features.b import x\nfrom models import c")
    (package / "b.py").write_text("def f():\n    from features import deep\n")
    (package / "deep").mkdir()
    (package / "deep" / "__init__.py").write_text("from features.a import y")
    (package / "other.py").write_text("")
    found = module_files("features.a", "features", tmp_path)
    assert found == ["features/a.py", "features/b.py", "features/deep/__init__.py"]


def test_parcel_features_name_all_that_they_run():
    found = module_files("features.parcel", "features")
    assert {"features/parcel.py", "features/perimeter.py", "features/convex_hull.py"} <= set(found)
    assert "features/image.py" not in found
    assert all(Path(file).is_file() for file in found)


def test_missing_module_is_told():
    with pytest.raises(FileNotFoundError, match="no module features.nothing"):
        module_files("features.nothing", "features")

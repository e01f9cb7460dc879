"""The reader of PyTorch checkpoints, on files that are written here without PyTorch."""

import os
import pickle
import sys
from types import ModuleType

import numpy as np
import pytest

from models.torch_checkpoint import read_checkpoint

HEAD = [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}]
ARRAYS = {
    "a.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "a.steps": np.array(7, np.int64),
}


class _Tensor:
    """What stands for a tensor while the test pickles; reduces as PyTorch's tensors do."""

    def __init__(self, array: np.ndarray, offset: int = 0, rebuild: str = "_rebuild_tensor_v2"):
        self.array, self.offset, self.rebuild = array, offset, rebuild

    def __reduce__(self):
        strides = tuple(step // self.array.itemsize for step in self.array.strides)
        function = getattr(sys.modules["torch._utils"], self.rebuild)
        return function, (_Storage(self.array), self.offset, self.array.shape, strides, False, {})


class _Storage:
    def __init__(self, array: np.ndarray):
        self.array = array


class _Pickler(pickle.Pickler):
    def persistent_id(self, one):
        if not isinstance(one, _Storage):
            return None
        name = "LongStorage" if one.array.dtype == np.int64 else "FloatStorage"
        kind = getattr(sys.modules["torch"], name)
        return "storage", kind, str(id(one.array)), "cpu", one.array.size, None


@pytest.fixture(autouse=True)
def torch(monkeypatch):
    """Names of PyTorch, which the pickler has to find."""
    for module, names in {
        "torch": ("FloatStorage", "LongStorage", "Other"),
        "torch._utils": ("_rebuild_tensor_v2", "_rebuild_other"),
    }.items():
        fake = ModuleType(module)
        for name in names:
            setattr(fake, name, type(name, (), {"__module__": module}))
        monkeypatch.setitem(sys.modules, module, fake)


def write(path, tensors, arrays, head=HEAD):
    with path.open("wb") as file:
        for one in head:
            pickle.dump(one, file, protocol=2)
        _Pickler(file, protocol=2).dump(tensors)
        pickle.dump([str(id(array)) for array in arrays], file, protocol=2)
        for array in arrays:
            file.write(array.size.to_bytes(8, "little") + array.tobytes())
    return path


def test_arrays_are_read(tmp_path):
    tensors = {name: _Tensor(array) for name, array in ARRAYS.items()}
    found = read_checkpoint(write(tmp_path / "c.pth", tensors, list(ARRAYS.values())))
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_many_arrays_and_repeated_names_are_read(tmp_path):
    arrays = {f"layer{i}.weight": np.full((2, i + 1), i, np.float32) for i in range(300)}
    tensors = {name: _Tensor(array) for name, array in arrays.items()}
    found = read_checkpoint(write(tmp_path / "c.pth", tensors, list(arrays.values())))
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())


class _Command:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def test_no_code_is_run(tmp_path):
    traces = tmp_path / "traces"
    harmful = {"a.weight": _Command(f"touch {traces}")}
    with pytest.raises(ValueError, match=r"the name '\w+ system' is not allowed"):
        read_checkpoint(write(tmp_path / "c.pth", harmful, []))
    with pytest.raises(ValueError, match="is not allowed"):
        read_checkpoint(write(tmp_path / "d.pth", {}, [], head=[_Command(f"touch {traces}")]))
    assert not traces.exists()


@pytest.mark.parametrize("fault", ["offset", "rebuild", "short", "head", "object", "zip"])
def test_other_content_is_an_error(tmp_path, fault):
    array = ARRAYS["a.weight"]
    tensor = _Tensor(array, offset=1 if fault == "offset" else 0)
    if fault == "rebuild":
        tensor = _Tensor(array, rebuild="_rebuild_other")
    content = sys.modules["torch"].Other() if fault == "object" else {"a": tensor}
    head = [1, 2, {}] if fault == "head" else HEAD
    path = write(tmp_path / "c.pth", content, [array], head)
    if fault == "short":
        path.write_bytes(path.read_bytes()[:-1])
    if fault == "zip":
        path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match="not a dictionary of tensors"):
        read_checkpoint(path)

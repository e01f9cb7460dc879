"""Arrays of a PyTorch checkpoint, read without PyTorch and without unpickling."""

import pickletools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_DICT, _TENSOR = "collections OrderedDict", "torch._utils _rebuild_tensor_v2"
_TYPES = {"torch FloatStorage": "<f4", "torch LongStorage": "<i8"}
_LITERALS = {"LONG1", "BININT", "BININT1", "BININT2", "BINUNICODE"}
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_MARK = object()


@dataclass(frozen=True)
class _Name:
    """A global name: a word, which is never looked up."""

    text: str


@dataclass(frozen=True)
class _Storage:
    """Numbers of the file: their type, the key under which they stand, and how many."""

    type: str
    key: str
    count: int


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage; offset and strides count numbers."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Arrays by name from a checkpoint in PyTorch's format before version 1.6.

    Such a file is a row of five pickles and then the numbers of all tensors. A pickle is a program
    and could do anything. It is therefore not run: `pickletools` lists its instructions, and the
    few that describe a dictionary of tensors are carried out here. Every other instruction or
    global name is an error.

    Parameters
    ----------
    path : Path
        Of a checkpoint that is a dictionary of tensors (a ``state_dict``).

    Returns
    -------
    dict of array
        float32 or int64.

    Raises
    ------
    ValueError
        If the file has another format or more in it than a dictionary of tensors.
    """
    with path.open("rb") as file:
        try:
            if (_described(file), _described(file)) != (_MAGIC, _PROTOCOL):
                raise ValueError("it does not begin with the number of this format")
            if not _described(file)["little_endian"]:
                raise ValueError("its numbers are not little-endian")
            tensors, keys = _described(file), _described(file)
            numbers = _numbers(file, keys, {t.storage for t in tensors.values()})
            return {name: _array(t, numbers[t.storage.key]) for name, t in tensors.items()}
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path}: not a dictionary of tensors in PyTorch's format before version 1.6 "
                f"({error})"
            ) from None


def _described(file: BinaryIO) -> Any:
    """The value that the next pickle describes."""
    stack: list[Any] = []
    memo: dict[int, Any] = {}
    for instruction, argument, _ in pickletools.genops(file):
        name = instruction.name
        if name == "STOP":
            return stack.pop()
        if name in _LITERALS:
            stack.append(argument)
        elif name in _CONSTANTS:
            stack.append(_CONSTANTS[name])
        elif name in ("BINPUT", "LONG_BINPUT"):
            memo[argument] = stack[-1]  # type: ignore[index]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(memo[argument])  # type: ignore[index]
        elif name == "GLOBAL":
            stack.append(_allowed(str(argument)))
        elif name != "PROTO":
            _combine(name, stack)
    raise ValueError("a pickle without an end")


def _combine(name: str, stack: list[Any]) -> None:
    """Carry out an instruction that works on the stack alone."""
    match name:
        case "MARK":
            stack.append(_MARK)
        case "EMPTY_DICT":
            stack.append({})
        case "EMPTY_LIST":
            stack.append([])
        case "TUPLE":
            stack.append(tuple(_since_mark(stack)))
        case "TUPLE1" | "TUPLE2" | "TUPLE3":
            count = int(name[-1])
            stack[-count:] = [tuple(stack[-count:])]
        case "APPENDS":
            items = _since_mark(stack)
            stack[-1].extend(items)
        case "SETITEM":
            key, value = stack.pop(-2), stack.pop()
            stack[-1][key] = value
        case "SETITEMS":
            items = _since_mark(stack)
            stack[-1].update(zip(items[::2], items[1::2], strict=True))
        case "BUILD":  # attributes of the dictionary: versions of its layers, not needed
            stack.pop()
        case "BINPERSID":
            stack.append(_storage(*stack.pop()))
        case "REDUCE":
            arguments, function = stack.pop(), stack.pop()
            stack.append(_called(function, arguments))
        case _:
            raise ValueError(f"the instruction {name} is not allowed")


def _since_mark(stack: list[Any]) -> list[Any]:
    items = []
    while (top := stack.pop()) is not _MARK:
        items.append(top)
    return items[::-1]


def _allowed(name: str) -> _Name:
    if name not in (_DICT, _TENSOR, *_TYPES):
        raise ValueError(f"the name {name!r} is not allowed")
    return _Name(name)


def _storage(word: str, kind: _Name, key: str, _place: str, count: int, view: None) -> _Storage:
    if word != "storage" or view is not None:
        raise ValueError("a reference to something other than the numbers of a tensor")
    return _Storage(_TYPES[kind.text], key, count)


def _called(function: Any, arguments: tuple[Any, ...]) -> Any:
    if function == _Name(_DICT) and not arguments:
        return {}
    if function != _Name(_TENSOR):
        raise ValueError("a call of something other than a dictionary or a tensor")
    storage, offset, shape, strides, *_ = arguments
    return _Tensor(storage, offset, shape, strides)


def _numbers(file: BinaryIO, keys: list[str], storages: set[_Storage]) -> dict[str, np.ndarray]:
    """Numbers by key: a count of 8 bytes, then the numbers, in the order of the keys."""
    by_key = {storage.key: storage for storage in storages}
    found = {}
    for key in keys:
        storage, count = by_key[key], int.from_bytes(file.read(8), "little")
        size = count * np.dtype(storage.type).itemsize
        content = file.read(size)
        if count != storage.count or len(content) != size:
            raise ValueError(f"{len(content)} bytes for {storage.count} numbers")
        found[key] = np.frombuffer(content, storage.type)
    return found


def _array(tensor: _Tensor, numbers: np.ndarray) -> np.ndarray:
    """A copy; raises ValueError for a tensor that leaves its storage."""
    steps = [(n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True)]
    if min((tensor.offset, *tensor.strides, *tensor.shape), default=0) < 0:
        raise ValueError("a tensor with a negative offset, stride or side")
    if tensor.offset + sum(steps) >= len(numbers):
        raise ValueError("a tensor larger than its numbers")
    strides = [step * numbers.itemsize for step in tensor.strides]
    view = np.lib.stride_tricks.as_strided(numbers[tensor.offset :], tensor.shape, strides)
    return np.array(view)

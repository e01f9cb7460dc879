"""A YAML file as text, numbers, lists and mappings with text as keys; nothing else gets in."""

from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from craftbench.errors import CraftbenchError
from craftbench.settings.tree import DEEPEST, MOST_VALUES, check_tree, not_a_key

MOST_BYTES = 50_000
"""The longest shipped card has 4,000."""
_TAG = "tag:yaml.org,2002:"


class _PlainLoader(yaml.SafeLoader):
    """A YAML loader that refuses what cards have no use for.

    Refused are nodes nested too deeply, more values than `MOST_VALUES` (with those that aliases
    repeat), a key that appears twice or is no text, numbers that read otherwise than they look
    (010, 1:30), and tags. Dates are text.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0
        self._values: dict[int, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConstructorError(
                None, None, f"nested in more than {DEEPEST} levels", self.peek_event().start_mark
            )
        repeated = self.check_event(yaml.AliasEvent)
        place = self.peek_event().start_mark
        node: Any = super().compose_node(parent, index)
        self._depth -= 1
        if repeated and id(node) not in self._values:
            raise ConstructorError(None, None, "a part that contains itself", place)
        if self._count(node) > MOST_VALUES:
            raise ConstructorError(
                None,
                None,
                f"more than {MOST_VALUES} values, with those that aliases (*name) repeat",
                node.start_mark,
            )
        return node

    def _count(self, node: yaml.Node) -> int:
        """Values in a node, which is the same object wherever an alias repeats it."""
        if id(node) not in self._values:
            self._values[id(node)] = 1 + sum(self._values[id(part)] for part in _parts(node))
        return self._values[id(node)]


def _parts(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _mapping(loader: _PlainLoader, node: yaml.MappingNode) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise ConstructorError(None, None, "expected keys with values", node.start_mark)
    seen: set[str] = set()
    for key_node, _ in node.value:
        if key_node.tag == f"{_TAG}merge":
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise ConstructorError(None, None, not_a_key(key), key_node.start_mark)
        if key in seen:
            raise ConstructorError(None, None, f"key {key!r} appears twice", key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)  # merges with `<<` come first, so that own keys win
    return {
        loader.construct_object(key, deep=True): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


def _number(loader: _PlainLoader, node: yaml.ScalarNode) -> Any:
    """An integer or a float, unless it is written so that it reads otherwise than it looks."""
    text = loader.construct_scalar(node)
    digits = text.lstrip("+-").replace("_", "")
    if ":" in digits or (digits.isdigit() and len(digits) > 1 and digits[0] == "0"):
        raise ConstructorError(
            None,
            None,
            f"{text:.40} is an octal or base 60 number for YAML; write the decimal number, or "
            "quotes around it if it is a name",
            node.start_mark,
        )
    if len(digits) > 40:
        raise ConstructorError(
            None, None, f"a number of {len(digits)} characters; expected 40", node.start_mark
        )
    whole = node.tag == f"{_TAG}int"
    return loader.construct_yaml_int(node) if whole else loader.construct_yaml_float(node)


def _refused(loader: _PlainLoader, node: yaml.Node) -> None:
    raise ConstructorError(None, None, f"the tag {node.tag!r:.60} is not allowed", node.start_mark)


_PlainLoader.yaml_constructors = {
    f"{_TAG}null": yaml.SafeLoader.construct_yaml_null,
    f"{_TAG}bool": yaml.SafeLoader.construct_yaml_bool,
    f"{_TAG}int": _number,
    f"{_TAG}float": _number,
    f"{_TAG}timestamp": yaml.SafeLoader.construct_yaml_str,
    f"{_TAG}str": yaml.SafeLoader.construct_yaml_str,
    f"{_TAG}seq": yaml.SafeLoader.construct_yaml_seq,
    f"{_TAG}map": _mapping,
    None: _refused,
}


def read_yaml(path: Path) -> dict[str, Any]:
    """Content of a YAML file as a dictionary.

    Raises
    ------
    CraftbenchError
        Naming the file and the line: it is missing, longer than `MOST_BYTES`, not YAML, not a
        mapping, or has something that `_PlainLoader` refuses.
    """
    content = _parsed(path, _text(path))
    if not isinstance(content, dict):
        raise CraftbenchError(
            f"{path}: expected keys with values, found {type(content).__name__}; "
            "see config/README.md for an example"
        )
    check_tree(content, str(path))
    return content


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise CraftbenchError(
                f"{path}: {'not a file' if path.exists() else 'there is no such file'}"
            )
        if (size := path.stat().st_size) > MOST_BYTES:
            raise CraftbenchError(
                f"{path}: {size} bytes, expected at most {MOST_BYTES}; this is not a card or a "
                "configuration"
            )
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CraftbenchError(f"{path}: not valid YAML: {error}; save it as UTF-8") from None
    except (OSError, ValueError) as error:
        raise CraftbenchError(f"{ascii(str(path))[1:-1]:.200}: cannot be read: {error}") from None


def _parsed(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise CraftbenchError(f"{path}: not valid YAML: {_placed(error, path)}") from None
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        # Values that a tag such as `!!int` forces into another type.
        raise CraftbenchError(f"{path}: not valid YAML: {error!r:.100}") from None


def _placed(error: yaml.YAMLError, path: Path) -> str:
    """The fault in one line with its place."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        context = f"{error.context}, " if error.context else ""
        return f"line {mark.line + 1}, column {mark.column + 1}: {context}{error.problem}"
    return " ".join(str(error).split())

"""YAML files checked against pydantic models, with errors that name file, key and nearest key."""

from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from craftbench.errors import CraftbenchError, suggestion


class Settings(BaseModel):
    """A part of a card or of the configuration; refuses unknown keys and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _UniqueKeyLoader(yaml.SafeLoader):
    """A YAML loader that refuses duplicate keys."""


def _mapping_without_duplicates(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict:
    loader.flatten_mapping(node)
    mapping: dict = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} appears twice", key_node.start_mark
            )
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_UniqueKeyLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates
)


def read_yaml(path: Path) -> dict[str, Any]:
    """Content of a YAML file as a dictionary.

    Raises
    ------
    CraftbenchError
        If the file is missing, is not YAML, has a duplicate key or is not a mapping.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)  # noqa: S506
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CraftbenchError(f"{path}: not valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise CraftbenchError(
            f"{path}: expected keys with values, found {type(content).__name__}; "
            "see config/README.md for an example"
        )
    return content


Model = TypeVar("Model", bound=Settings)


def validate(content: dict[str, Any], model: type[Model], origin: str) -> Model:
    """`content` as a checked `model`; raises CraftbenchError with one line per fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [_in_words(fault, model) for fault in error.errors()]
        raise CraftbenchError("\n".join(f"{origin}: {fault}" for fault in faults)) from None


def _in_words(fault: Any, model: type[BaseModel]) -> str:
    location, kind = fault["loc"], fault["type"]
    key = ".".join(str(part) for part in _without_union_tags(location, model))
    found = repr(fault["input"])
    found = found if len(found) < 80 else found[:77] + "..."
    if kind == "extra_forbidden":
        known = list(_fields_at(location[:-1], model))
        return f"{key}: unknown key{suggestion(str(location[-1]), known)}"
    if kind == "missing":
        return f"{key}: this key is required but missing"
    if kind in ("literal_error", "union_tag_invalid", "enum"):
        context = fault["ctx"]
        known = [
            word.strip("' ")
            for word in str(context.get("expected", context.get("expected_tags")))
            .replace(" or ", ",")
            .split(",")
        ]
        value = context.get("tag", fault["input"])
        return f"{key}: {value!r} is not known{suggestion(str(value), known)}"
    message = fault["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        return f"{key}: {message}" if key else message
    return f"{key}: {message}; found {found}"


def _fields_at(location: tuple, model: type[BaseModel]) -> dict[str, Any]:
    """Fields of the model at `location`."""
    models = [model]
    for part in location:
        inner = [
            candidate
            for one in models
            for candidate in (
                _models_in(one.model_fields[part].annotation) if part in one.model_fields else []
            )
        ]
        tagged = [one for one in models if _tag_of(one) == part]
        models = tagged or inner or models
    return {name: field for one in models for name, field in one.model_fields.items()}


def _without_union_tags(location: tuple, model: type[BaseModel]) -> list:
    """The keys as the user wrote them, without the union tags that pydantic adds."""
    kept, models = [], [model]
    for part in location:
        if str(part).startswith("|"):  # the tag of a union whose parts have no `kind`
            continue
        if any(_tag_of(one) == part for one in models) and len(models) > 1:
            models = [one for one in models if _tag_of(one) == part]
            continue
        kept.append(part)
        models = [
            candidate
            for one in models
            for candidate in (
                _models_in(one.model_fields[part].annotation) if part in one.model_fields else []
            )
        ] or models
    return kept


def _tag_of(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("kind")
    return get_args(field.annotation)[0] if field and get_args(field.annotation) else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """All models in an annotation such as ``dict[str, Arm]`` or ``Digits | Idx``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]

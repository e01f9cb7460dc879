"""Checks against pydantic models, with errors that name file, key and nearest key."""

import datetime
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from craftbench.errors import CraftbenchError, suggestion
from craftbench.settings.tree import check_tree


class Settings(BaseModel):
    """A part of a card or of the configuration; refuses unknown keys and cannot be changed.

    Numbers are finite: NaN and infinity are no settings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


MOST_FAULTS = 20
Model = TypeVar("Model", bound=Settings)


def validate(content: dict[str, Any], model: type[Model], origin: str) -> Model:
    """`content` as a checked `model`; raises CraftbenchError with one line per fault."""
    check_tree(content, origin)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [_in_words(fault, model) for fault in error.errors()]
        more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        told = [*faults[:MOST_FAULTS], *more]
        raise CraftbenchError("\n".join(f"{origin}: {fault}" for fault in told)) from None


def _in_words(fault: Any, model: type[BaseModel]) -> str:
    location, kind = fault["loc"], fault["type"]
    key = ".".join(f"{part!s:.60}" for part in _without_union_tags(location, model))
    found = _short(fault["input"])
    if kind == "extra_forbidden":
        known = list(_fields_at(location[:-1], model))
        return f"{key}: unknown key{suggestion(str(location[-1])[:60], known)}"
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
        return f"{key}: {_short(value)} is not known{suggestion(str(value)[:60], known)}"
    message = fault["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        return f"{key}: {message}" if key else message
    return f"{key}: {message}; found {found}{_meant_as_text(kind, fault['input'])}"


def _short(value: Any) -> str:
    """A value on part of a line; `check_tree` has limited its size."""
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."


def _meant_as_text(kind: str, found: Any) -> str:
    """What to do about a name that YAML takes for something else."""
    if kind != "string_type" or not isinstance(found, bool | int | float | datetime.date | None):
        return ""
    words = "no, yes, on, off, true and false as logical values"
    reads = words if isinstance(found, bool) else "null and ~ as nothing" if found is None else ""
    return f"; YAML reads {reads}, write quotes around it" if reads else "; write quotes around it"


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
        # The tag of a union whose parts have no `kind`, or that a key is meant and not its value.
        if str(part).startswith("|") or part == "[key]":
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

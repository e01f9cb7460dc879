"""NAME=VALUE on the command line."""

from typing import Any

from craftbench.errors import CraftbenchError


def name_and_value(text: str, option: str) -> tuple[str, Any]:
    """The name and the value, which is read as YAML."""
    name, sign, value = text.partition("=")
    if not sign:
        raise CraftbenchError(f"{option}: expected NAME=VALUE, found {text!r}")
    import yaml

    try:
        return name, yaml.safe_load(value)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CraftbenchError(f"{option} {name}: not valid YAML: {value!r}") from error

"""JSON schemas for editors and the reference page, generated from the models of the settings."""

import json
import sys
from pathlib import Path
from typing import Any

from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.settings import Settings

SCHEMAS: dict[Path, type[Settings]] = {
    Path("config/schemas/dataset.schema.json"): Card,
    Path("config/schemas/config.schema.json"): Config,
}
REFERENCE = Path("docs/settings.md")

HEAD = """\
# All settings

Generated from the models by `python -m craftbench.config.schema`; a test fails when it is out of date.
"""


def generate() -> dict[Path, str]:
    """Content of every generated file by its path in the project."""
    files = {
        path: json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False) + "\n"
        for path, model in SCHEMAS.items()
    }
    pages = [
        _page("A dataset card, `config/datasets/*.yaml`", Card.model_json_schema()),
        _page("The configuration, `config/*.yaml`", Config.model_json_schema()),
    ]
    return files | {REFERENCE: "\n".join([HEAD, *pages])}


def _page(title: str, schema: dict[str, Any]) -> str:
    parts = {title: schema} | schema.get("$defs", {})
    return f"## {title}\n\n" + "\n".join(
        ("" if part is schema else f"### {name}\n\n") + _table(part) for name, part in parts.items()
    )


def _table(part: dict[str, Any]) -> str:
    required = part.get("required", [])
    rows = [
        f"| `{key}` | {_type(field)} | {_default(field, key in required)} | "
        f"{field.get('description', '')} |"
        for key, field in part["properties"].items()
    ]
    about = " ".join(part.get("description", "").split())
    head = "| key | type | default | meaning |\n|---|---|---|---|"
    return "\n".join([f"{about}\n", head, *rows]) + "\n"


def _type(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if "$ref" in field:
        return field["$ref"].split("/")[-1]
    if choices := field.get("oneOf", field.get("anyOf")):
        return " or ".join(map(_type, choices))
    if parts := field.get("prefixItems"):
        return f"list of {len(parts)} ({', '.join(map(_type, parts))})"
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    if isinstance(inner := field.get("additionalProperties"), dict):
        return f"names with {_type(inner)}"
    if patterns := field.get("patternProperties"):
        return f"names with {' or '.join(map(_type, patterns.values()))}"
    return field.get("type", "")


def _default(field: dict[str, Any], required: bool) -> str:
    return "required" if required else f"`{json.dumps(field.get('default'))}`"


def main() -> int:
    """Write the generated files into the project that is the working directory."""
    for path, text in generate().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())

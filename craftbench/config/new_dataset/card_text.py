"""The card as text, with comments that say why."""

from typing import Any

import yaml

from craftbench.config.new_dataset.arms import Contestants
from craftbench.config.new_dataset.finding import Finding
from craftbench.config.new_dataset.group_name import group_name
from craftbench.config.new_dataset.sizes import VALIDATION_SHARE, Plan

HEAD = """\
# yaml-language-server: $schema=../schemas/dataset.schema.json
# Written by `craftbench new-dataset`. The keys are explained in config/README.md.
"""
REPEATS = 3
FAMILIES = {
    "baseline": "Ignores its input: the score of no skill.",
    "hand-crafted": "Hand-crafted: designed features, and a classifier.",
    "fixed-filter": "Fixed filters, neither designed for the task nor learned.",
    "learned": "Learned: networks on the samples.",
    "hybrid": "Hybrid: features are joined in the network.",
}
NO_NETWORK = "A table of features has no samples to show to a network: it has no views."


def content_of(
    name: str, found: Finding, classes: list[str], plan: Plan, chosen: Contestants
) -> dict[str, Any]:
    """The card as a mapping, to be checked."""
    content: dict[str, Any] = {
        "title": name,
        "source": found.source,
        "classes": classes,
        "split": plan.split,
        "training_sizes": plan.sizes,
        "repeats": REPEATS,
        "validation_share": VALIDATION_SHARE,
    }
    if "group" in plan.pool and (words := group_name(found.source)):
        content["group_name"] = words
    if chosen.views:
        content["views"] = chosen.views
    return content | {"arms": {k: v for arms in chosen.families.values() for k, v in arms.items()}}


def text_of(
    content: dict[str, Any], found: Finding, plan: Plan, chosen: Contestants, photographs: bool
) -> str:
    """The same card as text."""
    lines = [HEAD + _dumped({"title": content["title"]})]
    if photographs:
        lines.append(
            "# Uncomment for natural photographs: the lecture has a claim about them.\n"
            "# natural_images: true\n"
        )
    if "group_name" in content:
        lines.append(f"group_name: {_flow(content['group_name'])}\n")
    elif "group" in plan.pool:
        lines.append(
            "# Uncomment to say what a group is; the report counts in this word.\n"
            "# group_name: {singular: patient, plural: patients}\n"
        )
    lines += ["\n", _source(found), _classes(content["classes"], plan), "\n"]
    drawn = "drawn once" if plan.split["kind"] == "hold_out" else "as the source says"
    lines += [f"# The test part, {drawn}.\n", _dumped({"split": content["split"]}), "\n"]
    unit = "groups" if "group" in plan.pool else "samples"
    count = plan.pool["group"].nunique() if "group" in plan.pool else len(plan.pool)
    lines.append(f"# Numbers of {unit}. The pool has {count}.\n")
    lines.append(f"training_sizes: {_flow(content['training_sizes'])}\n")
    lines.append(_dumped({key: content[key] for key in ("repeats", "validation_share")}))
    if chosen.views:
        lines.append("\nviews:\n")
        lines += [f"  {name}: {_flow(view)}\n" for name, view in chosen.views.items()]
    else:
        lines.append(f"\n# {NO_NETWORK}\n")
    lines.append("\narms:\n")
    for family, arms in chosen.families.items():
        lines.append(f"  # {FAMILIES[family]}\n")
        lines += [f"  {name}: {_flow(arm)}\n" for name, arm in arms.items()]
    return "".join(lines)


def _source(found: Finding) -> str:
    lines = ["source:\n"]
    for key, value in found.source.items():
        comment = f"  # {found.unknown[key]}" if key in found.unknown else ""
        lines.append(f"  {key}: {_flow(value)}{comment}\n")
    return "".join(lines)


def _classes(classes: list[str], plan: Plan) -> str:
    counts = plan.pool["label"].value_counts()
    if len(classes) <= 12:
        shown = ", ".join(f"{name} {counts.get(name, 0)}" for name in classes)
        said = f"# In the pool: {' '.join(shown.split())}.\n"
    else:
        said = f"# In the pool: {counts.min()} to {counts.max()} samples of each.\n"
    return said + f"classes: {_flow(classes)}\n"


def _dumped(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _flow(value: Any) -> str:
    """In one line."""
    text = yaml.safe_dump(
        value, sort_keys=False, allow_unicode=True, default_flow_style=True, width=10**6
    )
    return text.removesuffix("\n...\n").strip()

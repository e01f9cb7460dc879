"""A chart as files: SVG, PNG and its specification."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import vl_convert

from craftbench.report.charts.theme import CONFIG, FONT, in_light

WIDTH, PANEL_WIDTH, PIXELS = 620, 210, 2
"""Width of a chart, width of each panel of a chart with panels, and pixels of a PNG to a unit."""
ENDINGS = (".svg", ".png", ".vl.json")


def for_files(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification that needs no page: with a width, colours and configuration of its own."""
    config = {**CONFIG, "font": FONT, "background": "#ffffff"}
    found = in_light({**spec, "config": config})
    found.pop("usermeta", None)
    if found.get("width") == "container":
        found["width"] = WIDTH
    if "facet" in found:
        found["spec"]["width"] = PANEL_WIDTH
    return found


def exported(spec: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a chart by ending, one of `ENDINGS`; no browser or network is needed."""
    found = for_files(spec)
    return {
        ".svg": vl_convert.vegalite_to_svg(found).encode(),
        ".png": vl_convert.vegalite_to_png(found, scale=PIXELS),
        ".vl.json": json.dumps(found, indent=1, allow_nan=False).encode(),
    }


def write_files(spec: Mapping[str, Any], name: str, files: Iterable[str | Path]) -> None:
    """Write those of some files that are named after a chart and end in one of `ENDINGS`."""
    own = {Path(file).name: Path(file) for file in files}
    for ending, content in exported(spec).items():
        own[name + ending].write_bytes(content)

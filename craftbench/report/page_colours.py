"""Colours of the pages, light and dark, as CSS variables."""

from craftbench.report.plot_style import FAMILY_COLOUR

LIGHT = {
    "text": "#1c1c1c",
    "ground": "#ffffff",
    "soft": "#5a5f66",
    "line": "#d9d9d9",
    "panel": "#f5f5f2",
    "link": "#1a5a96",
    "alert": "#f8d7da",
    "note": "#fff3cd",
    "mark": "#fff0b3",
} | FAMILY_COLOUR
"""By name of the variable; texts have a contrast of at least 4.5 on every ground."""
DARK = {
    "text": "#e8e6e3",
    "ground": "#17191c",
    "soft": "#a9aeb5",
    "line": "#3c4046",
    "panel": "#212429",
    "link": "#8dbdf0",
    "alert": "#58222a",
    "note": "#4a3b0f",
    "mark": "#5a4a12",
    "hand-crafted": "#ee8b52",
    "fixed-filter": "#4fc79f",
    "pretrained": "#ea7fbd",
    "learned": "#6bb1ee",
    "hybrid": "#b795dc",
    "published": "#d4b93c",
    "baseline": "#a3a3a3",
}
PAGE_COLOURS = {"light": LIGHT, "dark": DARK}

"""Which drawing shows what a feature set measures; drawings are named, not imported.

A step then depends on the drawings of its own feature sets only.
"""

from collections.abc import Iterable

_HERE = "craftbench.analyses.explanation"
DRAWINGS = {
    "heights": f"{_HERE}.height_drawing:draw_heights",
    "beat": f"{_HERE}.beat_drawing:draw_beat",
    "gradients": f"{_HERE}.gradient_drawing:draw_gradients",
}
SHOWN_BY = {
    **dict.fromkeys(("parcel", "parcel_shape", "honv", "honv_object"), "heights"),
    **dict.fromkeys(("landmarks", "rhythm", "morphology", "template"), "beat"),
    "hog": "gradients",
}
"""By feature set: its drawing. Those that are not named here have none."""


def drawings_of(feature_sets: Iterable[str]) -> list[str]:
    """References ``module:name`` of the drawings that show these feature sets."""
    kinds = {SHOWN_BY[name] for name in feature_sets if name in SHOWN_BY}
    return [reference for kind, reference in DRAWINGS.items() if kind in kinds]

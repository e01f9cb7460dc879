"""Features in the words of a person: feature set, name, unit, and where it is measured."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from craftbench.errors import CraftbenchError
from craftbench.own.feature_sets import feature_set
from features import FEATURE_SETS
from features.image import ORIENTATIONS

OF_LEADS = ("quant", "catch22", "signal_statistics")
"""Feature sets whose names end in the number of the lead, from 0."""
HEARTBEATS = ("landmarks", "rhythm", "morphology", "template")
"""Feature sets whose names have the letters of waves."""
PURE = ("", "1")
"""Units of pure numbers."""
OF_SAMPLE = "unit of the "
_HOG = re.compile(r"hog_(\d+)_(\d+)_(\d)(\d)_(\d+)")
_QUANT = re.compile(r"(\w+)_a(\d+)to(\d+)_(\d+)")
_WRITTEN = re.compile(r"\b(p|q|r|s|t|pr|qt|rr|st|qrs)\b")
_DEVIATION = re.compile(r"\bsd\b")
_CELL = re.compile(r"(lbp_u2|lbp_riu2_\d|colour_[a-z]+|honv)_(\d+)_(\d+)_(\w+)")


@dataclass(frozen=True)
class FeatureWords:
    """A feature for a reader.

    Parameters
    ----------
    feature_set : str
        Its set.
    name : str
        Without underscores; with the cell, the interval and the lead that it is measured in.
    unit : str
        "" for a pure number.
    description : str
        "" where there is none.
    """

    feature_set: str
    name: str
    unit: str = ""
    description: str = ""

    def __str__(self) -> str:
        return f"{self.name} [{self.unit}]" if self.unit else self.name


def gradient_cell(name: str) -> tuple[int, int, int] | None:
    """Row and column of the cell and the orientation of a feature of ``hog``, else None.

    Cells are counted as in `craftbench.analyses.explanation.gradient_drawing.cell_orientations`:
    row and column 0 lie outside the image.

    Examples
    --------
    >>> gradient_cell("hog:hog_3_2_10_5")
    (4, 2, 5)
    """
    found = _HOG.fullmatch(_parts(name)[1])
    if found is None:
        return None
    row, column, i, j, orientation = map(int, found.groups())
    return row + i, column + j, orientation


def in_words(name: str, units: Mapping[str, str] | None = None) -> FeatureWords:
    """The words for ``{feature set}:{feature}``; `units` are those of the user's own features.

    Examples
    --------
    >>> str(in_words("parcel:side_long"))
    'side long [mm]'
    >>> str(in_words("hog:hog_3_2_10_5"))
    'edges at 20° in cell row 4, column 2'
    >>> str(in_words("quant:slope_a18to23_2_0"))
    'slope, quantile 3 of values 18 to 23, lead 1'
    >>> str(in_words("landmarks:qtc_bazett"))
    'qtc bazett [ms]'
    >>> str(in_words("landmarks:p_amplitude"))
    'P amplitude [mV]'
    >>> str(in_words("edges:mean_energy"))
    'mean energy'
    """
    own, feature = _parts(name)
    unit, description = _described(own, feature)
    feature = feature.removesuffix(f"[{unit}]").rstrip()  # of tables that write the unit there
    words = FeatureWords(own, _name(own, feature, description), unit, description)
    own_unit = (units or {}).get(name, "")
    return words if description or own_unit in PURE else replace(words, unit=own_unit)


def _parts(name: str) -> tuple[str, str]:
    """Feature set and feature; a column of a user's table may have a colon too."""
    own, colon, feature = name.partition(":")
    return (own, feature) if colon else ("", name)


def _name(own: str, feature: str, description: str) -> str:
    cell = gradient_cell(feature)
    if cell is not None:
        row, column, orientation = cell
        # The gradient counts from the columns to the rows; the edge is at right angles to it.
        degrees = round(180 * (orientation + 0.5) / ORIENTATIONS + 90) % 180
        return f"edges at {degrees}° in cell row {row}, column {column}"
    if own in OF_LEADS:
        inner, _, lead = feature.rpartition("_")
        return f"{_of_signal(own, inner, description)}, lead {int(lead) + 1}"
    in_cell = _CELL.fullmatch(feature)
    if in_cell is not None:
        what, down, right, rest = in_cell.groups()
        place = f"in cell row {int(down) + 1}, column {int(right) + 1}"
        return f"{what} {rest} {place}".replace("_", " ")
    words = _DEVIATION.sub("SD", feature.replace("_", " "))
    return _WRITTEN.sub(lambda one: one[0].upper(), words) if own in HEARTBEATS else words


def _of_signal(own: str, feature: str, description: str) -> str:
    if own == "catch22" and description:
        return description
    interval = _QUANT.fullmatch(feature)
    if interval is None:
        return feature.replace("_", " ")
    what, begin, end, place = interval.groups()
    return f"{what}, quantile {int(place) + 1} of values {begin} to {end}"


def _described(own: str, feature: str) -> tuple[str, str]:
    """Unit and description of a feature; those of the user's own have none here."""
    if own not in FEATURE_SETS:
        return "", ""
    try:
        found = feature_set(own).describe([feature])[feature]
    except (CraftbenchError, KeyError):
        return "", ""
    if found.unit.startswith(OF_SAMPLE):
        return "", f"{found.description}, in the {found.unit}"
    return ("" if found.unit in PURE else found.unit), found.description

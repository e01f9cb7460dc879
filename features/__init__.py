"""The hand-crafted contestants: functions from samples to named numbers with units.

`FEATURE_SETS` names every feature set with the module that computes it, so that a card can be
checked without importing scikit-image.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from features.feature import Feature


@dataclass(frozen=True)
class FeatureSet:
    """Where a feature set is computed and what it needs.

    Parameters
    ----------
    module, function : str
        ``getattr(import_module(module), function)`` returns a DataFrame, one row a sample.
    inputs : tuple of str
        What the function takes, in order: ``"samples"`` for the array of samples,
        ``"heights_mm"`` for samples in counts of the column ``height_unit_mm``, any other name for
        the column of that name in ``samples.parquet``. With ``"recording"`` (the continuous signal
        in mV) and ``"sampling_rate_hz"`` the function is called for one recording at a time.
    columns : str
        Name of the module's dictionary from column name, or pattern as in `fnmatch`, to `Feature`.
    """

    module: str
    function: str
    inputs: tuple[str, ...]
    columns: str

    @property
    def compute(self) -> Callable[..., pd.DataFrame]:
        return getattr(importlib.import_module(self.module), self.function)

    def describe(self, names: list[str]) -> dict[str, Feature]:
        """Unit and description of every column named; raises KeyError for one without."""
        patterns: Mapping[str, Feature] = getattr(
            importlib.import_module(self.module), self.columns
        )
        return {name: _first_match(name, patterns) for name in names}


def _first_match(name: str, patterns: Mapping[str, Feature]) -> Feature:
    for pattern, feature in patterns.items():
        if fnmatchcase(name, pattern):
            return feature
    raise KeyError(f"feature {name!r} has no unit and description; declare it beside its function")


BEATS = ("recording", "sampling_rate_hz", "r_peak")

FEATURE_SETS = {
    "hog": FeatureSet("features.image", "hog", ("samples",), "HOG_COLUMNS"),
    "geometry": FeatureSet("features.image", "geometry", ("samples",), "GEOMETRY_COLUMNS"),
    "parcel": FeatureSet("features.parcel", "extract", ("heights_mm", "pixel_mm"), "COLUMNS"),
    "parcel_shape": FeatureSet(
        "features.parcel", "extract_shape", ("heights_mm", "pixel_mm"), "SHAPE_COLUMNS"
    ),
    "rhythm": FeatureSet(
        "features.rhythm", "rhythm", ("rr_before_s", "rr_after_s", "group"), "RHYTHM_COLUMNS"
    ),
    "landmarks": FeatureSet(
        "features.heartbeat_landmarks", "landmarks", (*BEATS, "rr_before_s"), "LANDMARK_COLUMNS"
    ),
    "morphology": FeatureSet(
        "features.heartbeat_morphology", "morphology", BEATS, "MORPHOLOGY_COLUMNS"
    ),
    "template": FeatureSet("features.heartbeat_template", "template", BEATS, "TEMPLATE_COLUMNS"),
}

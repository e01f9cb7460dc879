"""Views and arms of every family that fits the samples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.datasets.height_unit import HEIGHT_UNIT_MM
from features import FEATURE_SETS

SIDE, LONGEST, BLOCKS = 32, 512, 32
MANY_PHOTOGRAPHS = 1000
TRIED = 3
"""Samples on which a feature set is tried."""
Arms = dict[str, dict[str, Any]]
BASELINE: Arms = {"majority": {"representation": [], "model": "majority"}}
FEATURES_ALONE = ("logistic_regression", "rbf_svm", "random_forest", "gradient_boosting")


class Contestants:
    """Views and arms by family, and the feature sets that do not fit."""

    def __init__(self) -> None:
        self.views: dict[str, dict[str, Any]] = {}
        self.families: dict[str, Arms] = {"baseline": dict(BASELINE)}
        self.unfit: list[str] = []

    def add(self, family: str, name: str, parts: Sequence[str], model: str, **more: Any) -> None:
        arm = {"representation": list(parts), "model": model, **more}
        self.families.setdefault(family, {})[name] = arm

    def fit(self, values: np.ndarray, table: pd.DataFrame, *names: str) -> list[str]:
        """Those of the feature sets that can be computed for a few of the samples."""
        fitting = []
        for name in names:
            feature_set = FEATURE_SETS[name]
            try:
                feature_set.compute(*(_argument(one, values, table) for one in feature_set.inputs))
            except ValueError as error:
                self.unfit.append(f"{name} does not fit: {error}")
            else:
                fitting.append(name)
        return fitting


def contestants(kind: str, values: np.ndarray, table: pd.DataFrame) -> Contestants:
    """Views and arms for the samples of a kind of source.

    Parameters
    ----------
    kind : str
        Of the source.
    values : (n, …) array
    table : DataFrame
        Of the samples.
    """
    chosen = Contestants()
    if kind == "wfdb_beats":
        _for_heartbeats(chosen)
    elif "height_unit_mm" in table:
        _for_heights(chosen, values, table)
    elif values.ndim == 2:
        _for_features(chosen)
    elif kind in ("signal_table", "ucr") or _are_signals(values):
        _for_signals(chosen, values, table)
    else:
        _for_images(chosen, values, table)
    return chosen


def _are_signals(values: np.ndarray) -> bool:
    """(n, T, leads) has few leads, (n, H, W) many columns."""
    return values.ndim == 3 and values.shape[2] < 8 <= values.shape[1]


def _for_features(chosen: Contestants) -> None:
    for model in FEATURES_ALONE:
        chosen.add("hand-crafted", f"table_{model}", ["table"], model)


def _for_images(chosen: Contestants, values: np.ndarray, table: pd.DataFrame) -> None:
    side = min(2 * SIDE, max(SIDE, *values.shape[1:3]))
    chosen.views["pixels"] = {"kind": "image", "height": side, "width": side}
    colour = ["colour_histogram"] if values.ndim == 4 and values.shape[3] == 3 else []
    if found := chosen.fit(values, table, "hog"):
        chosen.add("hand-crafted", "hog_logistic", found, "logistic_regression")
        chosen.add("hand-crafted", "hog_svm", found, "rbf_svm")
    union = chosen.fit(values, table, "hog", *colour, "local_binary_patterns")
    if len(union) > 1:
        chosen.add("hand-crafted", "union_svm", union, "rbf_svm")
    if not colour and (found := chosen.fit(values, table, "geometry")):
        chosen.add("hand-crafted", "geometry_forest", found, "random_forest")
    chosen.add("fixed-filter", "scattering", ["pixels"], "scattering")
    chosen.add("learned", "lenet5", ["pixels"], "lenet5")
    # An update of the fast network costs three times as much as one of the residual network. With
    # few pictures, where every size is trained in folds, a first report would take hours.
    network = "fast_cnn" if colour and len(values) >= MANY_PHOTOGRAPHS else "residual_cnn"
    augmentation = {"flip": True, "shift": 4, "border": "reflect"} if colour else {"shift": 2}
    chosen.add("learned", network, ["pixels"], network, augmentation=augmentation)
    if "hog" in union:
        chosen.add("hybrid", "lenet5_hog", ["pixels", "hog"], "lenet5")


def _for_heights(chosen: Contestants, values: np.ndarray, table: pd.DataFrame) -> None:
    height, width = SIDE, SIDE
    view: dict[str, Any] = {"kind": "image", "height": height, "width": width, "mask": True}
    block = next((b for b in range(1, BLOCKS) if _divides(values.shape[1:3], b)), None)
    if block:
        height, width = (side // block for side in values.shape[1:3])
        channels = ["log_mean", "log_max", "clipped", "measured", "steepness"]
        view = {"kind": "image", "height": height, "width": width, "method": "block"}
        view["channels"] = channels
    chosen.views["heights"] = view
    if found := chosen.fit(values, table, "parcel"):
        for short, model in (("logistic", "logistic_regression"), ("svm", "rbf_svm")):
            chosen.add("hand-crafted", f"parcel_{short}", found, model)
        chosen.add("hand-crafted", "parcel_forest", found, "random_forest")
    both = chosen.fit(values, table, "parcel", "parcel_shape")
    if len(both) > 1:
        chosen.add("hand-crafted", "parcel_all_svm", both, "rbf_svm")
    if min(height, width) >= SIDE // 2:
        chosen.add("fixed-filter", "scattering", ["heights"], "scattering")
        more = {"augmentation": {"shift": 2}}
        chosen.add("learned", "residual_cnn", ["heights"], "residual_cnn", **more)
        if found:
            chosen.add(
                "hybrid", "residual_cnn_parcel", ["heights", "parcel"], "residual_cnn", **more
            )
    chosen.add("learned", "pixel_mlp", ["heights"], "pixel_mlp")


def _divides(sides: tuple[int, ...], block: int) -> bool:
    """Whether blocks give a view of 16 to 40 pixels a side."""
    return all(side % block == 0 and SIDE // 2 <= side // block <= 40 for side in sides)


def _for_signals(chosen: Contestants, values: np.ndarray, table: pd.DataFrame) -> None:
    length = values.shape[1]
    shown = min(max(length, SIDE), LONGEST)
    view = {"kind": "signal"} | ({"length": shown} if shown != length else {})
    chosen.views["signal"] = view
    if found := chosen.fit(values, table, "quant"):
        chosen.add("hand-crafted", "quant_trees", found, "extra_trees")
    if found := chosen.fit(values, table, "catch22"):
        chosen.add("hand-crafted", "catch22_forest", found, "random_forest")
    if found := chosen.fit(values, table, "signal_statistics"):
        chosen.add("hand-crafted", "statistics_trees", found, "extra_trees")
        chosen.add("hand-crafted", "statistics_ridge", found, "ridge")
    chosen.add("fixed-filter", "minirocket", ["signal"], "minirocket")
    chosen.add("learned", "lenet5_1d", ["signal"], "lenet5_1d")
    chosen.add("learned", "residual_1d", ["signal"], "residual_cnn_1d")
    if found:
        chosen.add("hybrid", "lenet5_1d_statistics", ["signal", "signal_statistics"], "lenet5_1d")


def _for_heartbeats(chosen: Contestants) -> None:
    chosen.views["beat"] = {"kind": "signal", "length": 70, "scaling": "record"}
    add = chosen.add
    add("hand-crafted", "rhythm_forest", ["rhythm"], "random_forest")
    add("hand-crafted", "landmarks_boosting", ["landmarks"], "gradient_boosting")
    add("hand-crafted", "morphology_boosting", ["morphology"], "gradient_boosting")
    everything = ["rhythm", "landmarks", "morphology", "template"]
    add("hand-crafted", "all_svm", everything, "rbf_svm")
    add("fixed-filter", "minirocket", ["beat"], "minirocket")
    add("learned", "residual_1d", ["beat"], "residual_cnn_1d")
    add("hybrid", "residual_1d_rhythm", ["beat", "rhythm"], "residual_cnn_1d")


def _argument(name: str, values: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    if name == "samples":
        return np.asarray(values[:TRIED])
    if name == "heights_mm":
        return values[:TRIED] * HEIGHT_UNIT_MM
    return table[name].to_numpy()[:TRIED]

"""What prepares the input of a stored model: the JSON file beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from craftbench.config.arms import Family
from craftbench.datasets.simulated_ecg.source import SimulatedEcgSource
from craftbench.datasets.sources import Source
from craftbench.datasets.views import ImageView, SignalView, View
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.errors import CraftbenchError
from features import FEATURE_SETS
from models.standardisation import Standardisation

_VIEWS: TypeAdapter[dict[str, ImageView | SignalView]] = TypeAdapter(dict[str, View])
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)


@dataclass(frozen=True)
class Preparation:
    """How samples become the input of one model.

    Parameters
    ----------
    dataset, arm, model : str
        What was trained on what.
    representation : list of str
        Feature sets, one view, or one view and feature sets; empty for a baseline.
    views : dict
        The view of `representation`, if it has one.
    feature_names : list of str or None
        Columns of the feature vector, each ``{feature set}:{feature}``; None without features.
    classes : list of str
        In the order of the probabilities.
    standardisation : Standardisation
        Of the view, or of the features where there is no view.
    feature_standardisation : Standardisation or None
        Of the features of a model that has both.
    latent_standardisation : Standardisation or None
        Of the output of the network that a classifier was fitted on.
    source : Source or None
        The source's settings in training; None in files of older versions.
    sample_shape : tuple of int or None
        Shape of a stored sample in training, where it is known.
    """

    dataset: str
    arm: str
    model: str
    representation: list[str]
    views: dict[str, ImageView | SignalView]
    feature_names: list[str] | None
    classes: list[str]
    standardisation: Standardisation
    feature_standardisation: Standardisation | None
    latent_standardisation: Standardisation | None
    source: Source | None
    sample_shape: tuple[int, ...] | None

    @property
    def view(self) -> ImageView | SignalView | None:
        """The raw representation, if the model sees one."""
        return next((self.views[part] for part in self.representation if part in self.views), None)

    @property
    def window_s(self) -> tuple[float, float] | None:
        """Seconds before and after the R peak, where samples were cut from recordings."""
        if isinstance(self.source, WfdbBeatsSource | SimulatedEcgSource):
            return self.source.before_s, self.source.after_s
        return None

    @property
    def feature_sets(self) -> list[str]:
        """Feature sets in the order of the feature vector."""
        return [part for part in self.representation if part not in self.views]

    @property
    def family(self) -> Family:
        """Which side of the comparison the model stands on."""
        if not self.representation:
            return "baseline"
        if self.view is None:
            return "hand-crafted"
        return "hybrid" if self.feature_sets else "learned"


def read_preparation(path: Path) -> Preparation:
    """Read the file beside a stored model.

    Raises
    ------
    CraftbenchError
        If it is missing, is not what training writes, or names a feature set that is unknown.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        preparation = _from_json(content)
    except FileNotFoundError:
        raise CraftbenchError(
            f"{path}: there is no such file; it stands beside the model since training, copy both"
        ) from None
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise CraftbenchError(
            f"{path}: not the preparation of a model ({type(error).__name__}: {error}); train the "
            "arm again with this version"
        ) from None
    unknown = [name for name in preparation.feature_sets if name not in FEATURE_SETS]
    if unknown:
        raise CraftbenchError(
            f"{path}: the feature set {unknown[0]} is not known, only {', '.join(FEATURE_SETS)}; "
            "use the version of craftbench that trained the model, or train the arm again"
        )
    return preparation


def _from_json(content: dict[str, Any]) -> Preparation:
    features, source = content.get("feature_standardisation"), content.get("source")
    shape, latent = content.get("sample_shape"), content.get("latent_standardisation")
    return Preparation(
        content["dataset"],
        content["arm"],
        content["model"],
        content["representation"],
        _VIEWS.validate_python(content["views"]),
        content["features"],
        content["classes"],
        _standardisation(content["standardisation"]),
        _standardisation(features) if features else None,
        _standardisation(latent) if latent else None,
        _SOURCE.validate_python(source) if source else None,
        tuple(shape) if shape else None,
    )


def _standardisation(content: dict[str, list]) -> Standardisation:
    return Standardisation(
        *(np.array(content[key], np.float64) for key in ("median", "mean", "scale"))
    )

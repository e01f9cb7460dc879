"""The samples of a data set that its report shows, drawn and stored."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from craftbench.analyses.explanation.chosen_samples import Cell
from craftbench.analyses.explanation.explained_sample import (
    ArmProbabilities,
    Drawn,
    ExplainedSample,
    FeatureRow,
)
from craftbench.analyses.feature_words import FeatureWords
from craftbench.datasets.stored_file import read_json

DIGITS = 5


@dataclass(frozen=True)
class ShownArm:
    """An arm that is followed through the page, and its confusion matrix.

    Parameters
    ----------
    arm, family : str
    counts : list of list of int
        Test samples by true class (row) and predicted class, of the stored model.
    """

    arm: str
    family: str
    counts: list[list[int]]


@dataclass(frozen=True)
class AverageImage:
    """The mean of the pool's images: rows, columns, and a PNG in base 64."""

    shape: list[int]
    png: str


@dataclass(frozen=True)
class ShownSamples:
    """What the report shows of the samples of one data set.

    Parameters
    ----------
    arms : list of ShownArm
        One hand-crafted and one learned arm; fewer where one is missing.
    classes : list of str
    samples : list of ExplainedSample
    cells : dict of list of int
        By cell: places in `samples`.
    cells_left_out : int
        Cells with test samples of which none is shown, since the page has a limited size.
    average : AverageImage or None
        Of image data sets.
    """

    arms: list[ShownArm] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    samples: list[ExplainedSample] = field(default_factory=list)
    cells: dict[Cell, list[int]] = field(default_factory=dict)
    cells_left_out: int = 0
    average: AverageImage | None = None

    def save(self, file: Path) -> None:
        """Write as JSON."""
        content = asdict(self) | {"cells": [[*cell, at] for cell, at in self.cells.items()]}
        text = json.dumps(_rounded(content), ensure_ascii=False, allow_nan=True)
        file.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> "ShownSamples":
        """Read what `save` wrote."""
        content = read_json(file)
        average = content["average"]
        return cls(
            [ShownArm(**one) for one in content["arms"]],
            content["classes"],
            [_sample(one) for one in content["samples"]],
            {Cell(*cell[:3]): cell[3] for cell in content["cells"]},
            content["cells_left_out"],
            None if average is None else AverageImage(**average),
        )


def _sample(content: dict[str, Any]) -> ExplainedSample:
    attention = content["attention"]
    return ExplainedSample(
        content["name"],
        _drawn(content["measured"]),
        None if attention is None else _drawn(attention),
        [ArmProbabilities(**one) for one in content["arms"]],
        [
            FeatureRow(FeatureWords(**one["words"]), one["value"], one["deviations"])
            for one in content["features"]
        ],
        content["label"],
        content["group"],
    )


def _drawn(content: dict[str, str]) -> Drawn:
    return Drawn(Markup(content["svg"]), content["caption"])


def _rounded(content: Any) -> Any:
    """The same content with floats of `DIGITS` significant digits."""
    if isinstance(content, float):
        return float(f"{content:.{DIGITS}g}")
    if isinstance(content, dict):
        return {key: _rounded(value) for key, value in content.items()}
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [_rounded(value) for value in content]
    return content

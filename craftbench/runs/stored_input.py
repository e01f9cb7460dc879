"""The description of a model's input as it is stored, checked before it is used."""

import re
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.datasets.views import View, shown_shape
from craftbench.runs.training_range import TrainingRange

STORED_TYPE = re.compile(r"u?int(8|16|32|64)|float(16|32|64)")
LARGEST = 1e30
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Side = Annotated[int, Field(gt=0, le=1_000_000)]


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class StoredStandardisation(_Stored):
    """Lists of equal length, see `models.standardisation.Standardisation`."""

    median: list[Number | None]
    mean: list[Number]
    scale: list[Annotated[float, Field(ge=1 / LARGEST, le=LARGEST)]]

    @model_validator(mode="after")
    def _lengths_agree(self):
        if not len(self.median) == len(self.mean) == len(self.scale):
            raise ValueError("median, mean and scale differ in length")
        return self


class StoredInput(_Stored):
    """What `craftbench.runs.input_pipeline.InputPipeline` is made of."""

    feature_sets: list[str]
    view: View | None
    feature_names: list[str] | None
    sample_shape: Annotated[list[Side], Field(max_length=3)] | None
    standardisations: list[StoredStandardisation]
    network: PretrainedNetwork | None
    trained_on: TrainingRange | None

    @model_validator(mode="after")
    def _parts_agree(self):
        expected: list[int | None] = [] if self.view is None else [self._channels()]
        if self.network is not None:
            expected = [None]
        elif self.feature_sets or not expected:
            expected.append(len(self.feature_names or ()) if self.feature_sets else 0)
        found = [len(one.mean) for one in self.standardisations]
        if self.standardisations and len(found) != len(expected):
            raise ValueError(f"{len(found)} standardisations of {len(expected)} inputs")
        for length, wanted in zip(found, expected, strict=False):
            if wanted is not None and length != wanted:
                raise ValueError(f"a standardisation of {length} values, expected {wanted}")
        if self.trained_on is not None:
            _check_range(self.trained_on)
        return self

    def _channels(self) -> int | None:
        """Channels that the model sees of the stored samples."""
        assert self.view is not None
        if self.sample_shape is None:
            return None
        if len(self.sample_shape) < 2:
            raise ValueError(f"a view of samples of the shape {self.sample_shape}")
        return shown_shape(tuple(self.sample_shape), self.view)[-1]


def _check_range(given: TrainingRange) -> None:
    limits: list[Any] = [*given.low, *given.high, given.spread]
    if len(given.low) != len(given.high) or not given.low or not np.isfinite(limits).all():
        raise ValueError("trained_on: low and high are not finite numbers of each channel")
    if not STORED_TYPE.fullmatch(given.dtype):
        raise ValueError(f"trained_on.dtype: {given.dtype!r:.40}, expected such as uint8, float32")

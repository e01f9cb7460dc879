"""New samples beside those that the model was trained on: size, range, type and sampling rate."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.samples import REJECTED_COLUMNS, Samples
from craftbench.datasets.windows import RATE
from craftbench.errors import CraftbenchError
from craftbench.runs.input_pipeline import InputPipeline

SAME_RATE = 1e-3
REMEDY = (
    "give the values in the unit and range of training: check the scaling of the file (0 to 1 or 0 "
    "to 255, millivolts or counts, its header's gain)"
)


def as_trained(
    file: Path, samples: Samples, pipeline: InputPipeline, given: Mapping[str, float]
) -> Samples:
    """Samples in the type of training, without those whose values the model has never seen.

    Parameters
    ----------
    file : Path
        Is named in errors.
    samples : Samples
        As the source read them.
    pipeline : InputPipeline
        Of the model.
    given : mapping
        Columns that the user gave.

    Returns
    -------
    Samples
        Those outside the range of training are in ``rejected``.

    Raises
    ------
    CraftbenchError
        If they have another size or number of leads or channels, another sampling rate, or if
        more than half of them are outside the range of training.
    """
    try:
        pipeline.check_shape(samples.values.shape[1:])
    except CraftbenchError as error:
        raise CraftbenchError(f"{file}: {error}") from None
    trained_on = pipeline.trained_on
    if trained_on is None:
        raise CraftbenchError(
            f"{file}: the range of the training samples was not stored with the model, so it is "
            "not known whether these values are in it; train the arm again"
        )
    if not len(samples.values):
        return samples
    _check_rate(file, samples.table, given, trained_on.sampling_rate_hz)
    extremes = pipeline.extremes_of(samples.values, samples.table)
    outside = trained_on.outside(extremes)
    rows = np.flatnonzero(outside)
    if len(rows) > len(outside) / 2:
        some = f"{len(rows)} of {len(outside)} samples, the first of " if len(outside) > 1 else ""
        told = trained_on.told(extremes, int(rows[0]))
        raise CraftbenchError(f"{file}: {some}{told}. {REMEDY[0].upper()}{REMEDY[1:]}")
    if len(rows):
        reasons = [trained_on.told(extremes, int(row)) for row in rows]
        rejected = samples.table.iloc[rows].assign(reason=reasons)[REJECTED_COLUMNS]
        samples = replace(
            samples,
            values=samples.values[~outside],
            table=samples.table[~outside].reset_index(drop=True),
            rejected=pd.concat([samples.rejected, rejected], ignore_index=True),
        )
    return replace(samples, values=_typed(file, samples.values, np.dtype(trained_on.dtype)))


def _check_rate(
    file: Path, table: pd.DataFrame, given: Mapping[str, float], trained: float | None
) -> None:
    found = given.get(RATE, table[RATE].iloc[0] if RATE in table else None)
    if trained and found is not None and abs(found / trained - 1) > SAME_RATE:
        raise CraftbenchError(
            f"{file}: {found:g} samples per second, but the model was trained on {trained:g}; "
            "resample the signals, or give a WFDB record, which is resampled"
        )


def _typed(file: Path, values: np.ndarray, trained: np.dtype) -> np.ndarray:
    """Values in the type of training; raises if whole numbers are expected and there are others."""
    if values.dtype == trained:
        return values
    if trained.kind in "ui":
        limits = np.iinfo(trained)
        whole = values.dtype.kind in "ui" or (values == np.round(values)).all()
        if not whole or values.min() < limits.min or values.max() > limits.max:
            raise CraftbenchError(
                f"{file}: {values.dtype} values from {values.min():.4g} to {values.max():.4g}, but "
                f"the model was trained on {trained}: whole numbers from {limits.min} to "
                f"{limits.max}; {REMEDY}"
            )
    return values.astype(trained)

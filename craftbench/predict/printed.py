"""The output of `craftbench predict`."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.new_files import read_new_samples
from craftbench.predict.predictor import Predictor


def predictions_of(file: Path, predictor: Predictor, given: dict[str, float]) -> Iterator[str]:
    """One line per sample of a file: its place and its classes, most probable first."""
    samples = read_new_samples(file, predictor, given)
    if len(samples.table):
        found = _predicted(file, predictor, samples)
        for place, (_, row) in zip(samples.table["source"], found.iterrows(), strict=True):
            yield f"{place}: {in_words(row)}"
    for row in samples.rejected.itertuples():
        yield f"{row.source}: not predicted, {row.reason}"


def _predicted(file: Path, predictor: Predictor, samples: Samples) -> pd.DataFrame:
    try:
        found = predictor.predict(samples)
    except CraftbenchError as error:
        raise CraftbenchError(f"{file}: {error}") from None
    except Exception as error:  # a damaged model fails wherever it is damaged
        raise CraftbenchError(
            f"{file}: the model {predictor.about.arm} failed ({type(error).__name__}: {error}); "
            "its files may be damaged or of another version, copy or train it again"
        ) from error
    if not np.isfinite(found.to_numpy(float)).all():
        raise CraftbenchError(
            f"{file}: the model {predictor.about.arm} gave probabilities that are no numbers; its "
            "files may be damaged, copy or train it again"
        )
    return found


def in_words(probabilities: pd.Series) -> str:
    """``PARCEL 65 %, DOUBLE 30 %, ENVELOPE 5 %``.

    Examples
    --------
    >>> in_words(pd.Series({"ENVELOPE": 0.05, "PARCEL": 0.65, "DOUBLE": 0.3}))
    'PARCEL 65 %, DOUBLE 30 %, ENVELOPE 5 %'
    """
    ranked = probabilities.sort_values(ascending=False, kind="stable")
    return ", ".join(f"{name} {100 * share:.0f} %" for name, share in ranked.items())


def given_columns(settings: list[str]) -> dict[str, float]:
    """Columns from ``NAME=NUMBER``; raises CraftbenchError naming one that is not."""
    given: dict[str, float] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        try:
            given[name] = float(value)
            if not name or not math.isfinite(given[name]):
                raise ValueError
        except ValueError:
            raise CraftbenchError(
                f"--set {setting}: expected NAME=NUMBER, such as pixel_mm=2.5"
            ) from None
    return given

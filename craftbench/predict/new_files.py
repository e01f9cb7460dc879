"""New files: read by the source of the training samples, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from craftbench.datasets.samples import Samples
from craftbench.datasets.views import needed_by_view
from craftbench.errors import CraftbenchError
from craftbench.predict.as_trained import as_trained
from craftbench.predict.predictor import Predictor
from craftbench.runs.extraction import missing_inputs


def read_new_samples(file: Path, predictor: Predictor, given: Mapping[str, float]) -> Samples:
    """Samples of one new file, in the form in which the model's training had them.

    Parameters
    ----------
    file : Path
        An image, a ``.npy`` array of one or many samples, or a WFDB record.
    predictor : Predictor
        The model; the source of its training samples reads the file.
    given : mapping
        Columns that the file does not contain, such as ``pixel_mm``: one value for all samples.

    Returns
    -------
    Samples
        Without labels; ``rejected`` names the parts of the file that the model cannot be given.

    Raises
    ------
    CraftbenchError
        Naming the file: what was expected, what was found, or which column is missing.
    """
    pipeline, source = predictor.pipeline, predictor.source
    if source is None or pipeline.sample_shape is None:
        raise CraftbenchError(
            f"{predictor.about.dataset} {predictor.about.arm}: the source of the training samples "
            f"was not stored with the model, so {file} cannot be read; train the arm again"
        )
    kinds = () if pipeline.view is None else (pipeline.view.kind,)
    samples = source.read_new(file, given, pipeline.sample_shape, kinds)
    own = {name: value for name, value in given.items() if name not in samples.table}
    table = samples.table.assign(sample=range(len(samples.table)), **own)
    for name in pipeline.feature_sets:
        _check_inputs(file, name, table, samples)
    if pipeline.view is not None:
        needed = needed_by_view(pipeline.view, pipeline.sample_shape)
        _check_columns(file, "view", [name for name in needed if name not in table])
    return as_trained(file, replace(samples, table=table), pipeline, given)


def _check_inputs(file: Path, name: str, table: pd.DataFrame, samples: Samples) -> None:
    missing = missing_inputs(name, table, samples.recordings)
    if "recording" in missing:
        raise CraftbenchError(
            f"{file}: the feature set {name} needs the recording around each beat; expected a "
            "WFDB record (its .hea or .dat file), found single windows"
        )
    _check_columns(file, f"feature set {name}", missing)


def _check_columns(file: Path, needing: str, missing: Sequence[str]) -> None:
    if missing:
        options = " ".join(f"--set {column}=…" for column in missing)
        raise CraftbenchError(
            f"{file}: the {needing} needs {', '.join(missing)}, which the file does not contain; "
            f"give it: {options}"
        )

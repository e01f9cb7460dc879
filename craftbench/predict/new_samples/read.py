"""Which reader a new file needs."""

from pathlib import Path

import pandas as pd

from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.samples import Samples
from craftbench.datasets.simulated_parcels.source import SimulatedParcelsSource
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.errors import CraftbenchError
from craftbench.predict.new_samples.arrays import image_samples, signal_samples
from craftbench.predict.new_samples.beats import beat_samples, is_record
from craftbench.predict.new_samples.heights import camera_samples, height_samples
from craftbench.predict.predictor import Predictor
from craftbench.runs.extraction import missing_inputs


def read_new_samples(file: Path, predictor: Predictor, given: dict[str, float]) -> Samples:
    """Samples of one new file, in the form in which the model's training had them.

    Parameters
    ----------
    file : Path
        An image, a ``.npy`` array of one or many samples, or a WFDB record.
    predictor : Predictor
        The model.
    given : dict
        Columns that the file does not tell, such as ``pixel_mm``: one value for all its samples.

    Returns
    -------
    Samples
        Without labels; ``rejected`` names what of the file cannot be shown to the model.

    Raises
    ------
    CraftbenchError
        Naming the file: what was expected, what was found, or which column has to be given.
    """
    samples = _read(file, predictor, given)
    own = {name: value for name, value in given.items() if name not in samples.table}
    table = samples.table.assign(sample=range(len(samples.table)), **own)
    _check_columns(file, predictor, samples, table)
    return Samples(samples.values, table, samples.rejected, recordings=samples.recordings)


def _read(file: Path, predictor: Predictor, given: dict[str, float]) -> Samples:
    source = predictor.source
    if isinstance(source, WfdbBeatsSource) and is_record(file):
        return beat_samples(file, source)
    if not file.is_file():
        raise CraftbenchError(f"{file}: there is no such file")
    if isinstance(source, DepthFolderSource):
        return camera_samples(file, source, predictor.about.classes)
    if isinstance(source, SimulatedParcelsSource):
        return height_samples(file, given)
    view = predictor.pipeline.view
    if isinstance(source, WfdbBeatsSource) or (view is not None and view.kind == "signal"):
        return signal_samples(file)
    return image_samples(file, predictor.pipeline.sample_shape)


def _check_columns(file: Path, predictor: Predictor, samples: Samples, table: pd.DataFrame) -> None:
    for name in predictor.pipeline.feature_sets:
        missing = missing_inputs(name, table, samples.recordings)
        if "recording" in missing:
            raise CraftbenchError(
                f"{file}: the feature set {name} needs the recording around each beat; expected a "
                "WFDB record (its .hea or .dat file), found single windows"
            )
        if missing:
            options = " ".join(f"--set {column}=…" for column in missing)
            raise CraftbenchError(
                f"{file}: the feature set {name} needs {', '.join(missing)}, which the file does "
                f"not tell; give it: {options}"
            )

"""Every kind of source by name, so that a step imports only the one that it uses."""

from collections.abc import Mapping
from typing import Any

from craftbench.datasets.by_name import imported
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError, suggestion
from craftbench.settings import validate

SOURCES = {
    "arrays": "craftbench.datasets.arrays:ArraysSource",
    "cifar": "craftbench.datasets.cifar:CifarSource",
    "depth_folder": "craftbench.datasets.depth_folder.source:DepthFolderSource",
    "digits": "craftbench.datasets.digits:DigitsSource",
    "feature_table": "craftbench.datasets.feature_table:FeatureTableSource",
    "function": "craftbench.datasets.function:FunctionSource",
    "idx": "craftbench.datasets.idx:IdxSource",
    "image_folder": "craftbench.datasets.image_folder.source:ImageFolderSource",
    "image_manifest": "craftbench.datasets.image_folder.manifest:ImageManifestSource",
    "signal_table": "craftbench.datasets.signal_table.source:SignalTableSource",
    "simulated_ecg": "craftbench.datasets.simulated_ecg.source:SimulatedEcgSource",
    "simulated_parcels": "craftbench.datasets.simulated_parcels.source:SimulatedParcelsSource",
    "ucr": "craftbench.datasets.ucr.source:UcrSource",
    "wfdb_beats": "craftbench.datasets.wfdb_beats:WfdbBeatsSource",
}


def parse_source(content: Mapping[str, Any]) -> SampleSource:
    """The source that a card describes.

    Parameters
    ----------
    content : mapping
        Its settings as pydantic dumps them, with ``kind``.

    Raises
    ------
    CraftbenchError
        If the kind is unknown, or a setting is wrong.
    """
    kind = str(content.get("kind"))
    if kind not in SOURCES:
        raise CraftbenchError(
            f"source.kind: {kind!r} is not known{suggestion(kind, list(SOURCES))}"
        )
    return validate(dict(content), imported(SOURCES[kind]), "source")

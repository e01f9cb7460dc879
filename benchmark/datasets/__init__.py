"""Data sets: where samples come from and which of them may be trained on."""

from typing import Annotated

from pydantic import Field

from benchmark.datasets.arrays import ArraysSource
from benchmark.datasets.depth_folder.source import DepthFolderSource
from benchmark.datasets.digits import DigitsSource
from benchmark.datasets.idx import IdxSource
from benchmark.datasets.simulated_ecg.source import SimulatedEcgSource
from benchmark.datasets.simulated_parcels.source import SimulatedParcelsSource
from benchmark.datasets.wfdb_beats import WfdbBeatsSource

Source = Annotated[
    ArraysSource
    | DepthFolderSource
    | DigitsSource
    | IdxSource
    | SimulatedEcgSource
    | SimulatedParcelsSource
    | WfdbBeatsSource,
    Field(discriminator="kind"),
]

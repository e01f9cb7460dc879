"""The union of all sources, for cards.

It imports every source; a step that uses a single one parses it with `registry.parse_source`.
"""

from typing import Annotated

from pydantic import Field

from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.cifar import CifarSource
from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.digits import DigitsSource
from craftbench.datasets.feature_table import FeatureTableSource
from craftbench.datasets.function import FunctionSource
from craftbench.datasets.idx import IdxSource
from craftbench.datasets.image_folder.manifest import ImageManifestSource
from craftbench.datasets.image_folder.source import ImageFolderSource
from craftbench.datasets.signal_table.source import SignalTableSource
from craftbench.datasets.simulated_ecg.source import SimulatedEcgSource
from craftbench.datasets.simulated_parcels.source import SimulatedParcelsSource
from craftbench.datasets.ucr.source import UcrSource
from craftbench.datasets.wfdb_beats import WfdbBeatsSource

Source = Annotated[
    ArraysSource
    | CifarSource
    | DepthFolderSource
    | DigitsSource
    | FeatureTableSource
    | FunctionSource
    | IdxSource
    | ImageFolderSource
    | ImageManifestSource
    | SignalTableSource
    | SimulatedEcgSource
    | SimulatedParcelsSource
    | UcrSource
    | WfdbBeatsSource,
    Field(discriminator="kind"),
]

"""A new image of the training samples' camera."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from craftbench.datasets.depth_folder.files import UnusableImageError
from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.height_unit import HEIGHT_UNIT_MM
from craftbench.datasets.new_files.arrays import check_file
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError


def read_camera_image(
    source: DepthFolderSource,
    file: Path,
    given: Mapping[str, float],
    sample_shape: tuple[int, ...],
) -> Samples:
    """One depth image, with the unit, belt and crop of training."""
    check_file(file)
    try:
        image = source.height_image(file)
    except UnusableImageError as error:
        raise CraftbenchError(f"{file}: {error}") from None
    table = pd.DataFrame(
        {"source": [str(file)], "pixel_mm": image.pixel_mm, "height_unit_mm": HEIGHT_UNIT_MM}
    )
    return Samples(image.counts[None], table)

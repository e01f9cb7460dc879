"""Statistics of simulated depth frames beside those of real ones, as a Markdown table.

    CRAFTBENCH_DATA=folder python performance/parcel_statistics.py [--scenes 300]

Real frames are the raw ones in ``$CRAFTBENCH_DATA/depth-samples``; without that variable, the
table has the simulated frames only. It has one row per real frame and, for each simulated preset,
the median with the 5 % and 95 % quantiles over scenes.
"""

import argparse
import os
from pathlib import Path

import pandas as pd
from frame_statistics import frame_statistics
from measurement import data_folder, markdown
from skimage.io import imread

from craftbench.datasets.simulated_parcels.settings import ParcelSettings
from craftbench.datasets.simulated_parcels.simulate import simulate

COLUMNS = {
    "residual_mm": "residual [mm]",
    "row_correlation": "correlation in a row",
    "column_correlation": "in a column",
    "correlation": "mean of both",
    "missing": "missing",
}


def real_rows(folder: Path) -> list[list[str]]:
    """Describe every raw frame of a folder; height maps are left out."""
    rows = []
    for path in sorted(folder.glob("*.depth.png")):
        if "heightmap" not in path.name:
            found = frame_statistics(imread(path))
            cells = [f"{getattr(found, column):.2f}" for column in COLUMNS]
            rows.append([f"real: {path.name.removesuffix('.depth.png')}", *cells])
    return rows


def simulated_row(sensor: str, scenes: int) -> list[str]:
    """Describe the frames of one preset: median (5 % to 95 %) over scenes."""
    frames = simulate(ParcelSettings(sensor=sensor), 1, 0, scenes).distances
    table = pd.DataFrame([frame_statistics(frame) for frame in frames])[list(COLUMNS)]
    low, middle, high = (table.quantile(q) for q in (0.05, 0.5, 0.95))
    cells = [f"{middle[c]:.2f} ({low[c]:.2f}–{high[c]:.2f})" for c in COLUMNS]
    return [f"simulated: {sensor}", *cells]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=300)
    arguments = parser.parse_args()
    rows = []
    if "CRAFTBENCH_DATA" in os.environ:
        rows += real_rows(data_folder() / "depth-samples")
    rows += [simulated_row(sensor, arguments.scenes) for sensor in ("structured_light", "stereo")]
    print(markdown(pd.DataFrame(rows, columns=["frame", *COLUMNS.values()])))


if __name__ == "__main__":
    main()

"""Statistics of simulated depth frames beside those of real ones, as a Markdown table.

    CRAFTBENCH_DATA=folder python performance/parcel_statistics.py [--scenes 300]

Real frames are the raw ones in ``$CRAFTBENCH_DATA/depth-samples``; without that variable, the
table holds the simulated frames only. One row a real frame; for the simulated presets, the median
and the 5 % and 95 % quantiles over scenes.
"""

import argparse
import os
from pathlib import Path

import pandas as pd
from skimage.io import imread

from craftbench.datasets.simulated_parcels.settings import ParcelSettings
from craftbench.datasets.simulated_parcels.simulate import simulate
from craftbench.datasets.simulated_parcels.statistics import frame_statistics

COLUMNS = ["residual_mm", "row_correlation", "column_correlation", "correlation", "missing"]


def real_rows(folder: Path) -> list[str]:
    """Describe every raw frame of a folder; a height map is not one."""
    rows = []
    for path in sorted(folder.glob("*.depth.png")):
        if "heightmap" not in path.name:
            found = frame_statistics(imread(path))
            cells = [f"{getattr(found, column):.2f}" for column in COLUMNS]
            rows.append(_row(f"real: {path.name.removesuffix('.depth.png')}", cells))
    return rows


def simulated_row(sensor: str, scenes: int) -> str:
    """Describe the frames of one preset: median (5 % to 95 %) over scenes."""
    frames = simulate(ParcelSettings(sensor=sensor), 1, 0, scenes).distances
    table = pd.DataFrame([frame_statistics(frame) for frame in frames])[COLUMNS]
    low, middle, high = (table.quantile(q) for q in (0.05, 0.5, 0.95))
    cells = [f"{middle[c]:.2f} ({low[c]:.2f}–{high[c]:.2f})" for c in COLUMNS]
    return _row(f"simulated: {sensor}", cells)


def _row(name: str, cells: list[str]) -> str:
    return "| " + " | ".join([name, *cells]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=300)
    arguments = parser.parse_args()
    print(
        _row(
            "frame",
            ["residual [mm]", "correlation in a row", "in a column", "mean of both", "missing"],
        )
    )
    print(_row("---", ["---"] * len(COLUMNS)))
    if "CRAFTBENCH_DATA" in os.environ:
        print("\n".join(real_rows(Path(os.environ["CRAFTBENCH_DATA"]) / "depth-samples")))
    for sensor in ("structured_light", "stereo"):
        print(simulated_row(sensor, arguments.scenes), flush=True)


if __name__ == "__main__":
    main()

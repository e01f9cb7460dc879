"""Draw the contact sheet of the simulated classes.

python performance/parcel_contact_sheet.py docs/images/parcel_contact_sheet.png
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from craftbench.datasets.simulated_parcels.settings import ParcelSettings
from craftbench.datasets.simulated_parcels.simulate import Scenes, simulate

COLUMNS = 8
ROWS = {
    "ENVELOPE": ["single"],
    "PARCEL": ["single"],
    "DOUBLE, side by side": ["side_by_side"],
    "DOUBLE, leaning": ["leaning"],
    "DOUBLE, stacked": ["stacked"],
}


def contact_sheet(scenes: Scenes, first: int) -> plt.Figure:
    """Draw heights of up to eight scenes for each class and arrangement.

    Outlines are those of the instance masks; white is belt or no measurement.
    """
    names = scenes.items.groupby("scene")["arrangement"].first()
    figure, axes = plt.subplots(len(ROWS), COLUMNS, figsize=(2.1 * COLUMNS, 2.1 * len(ROWS)))
    for row, (title, arrangements) in zip(axes, ROWS.items(), strict=True):
        of_class = scenes.label == title.split(",")[0]
        chosen = np.flatnonzero(of_class & names.isin(arrangements).to_numpy())[:COLUMNS]
        for axis, place in zip(row, chosen, strict=False):
            items = scenes.items[scenes.items["scene"] == first + place]
            _draw(axis, scenes.heights[place] / 10, scenes.masks[place], items)
        for axis in row:
            axis.set_xticks([])
            axis.set_yticks([])
        row[0].set_ylabel(title)
    figure.tight_layout()
    return figure


def _draw(axis: plt.Axes, heights: np.ndarray, mask: np.ndarray, items: pd.DataFrame) -> None:
    picture = axis.imshow(np.where(heights > 0, heights, np.nan), interpolation="nearest")
    for item in items["item"]:
        if (mask == item).any():
            axis.contour(mask == item, [0.5], colors="red", linewidths=0.5)
    sizes = items[["length_mm", "width_mm", "thickness_mm"]].round().astype(int).astype(str)
    lines = items["kind"] + " " + sizes.agg("×".join, axis=1)
    axis.set_title("\n".join(lines), fontsize=7)
    bar = axis.figure.colorbar(picture, ax=axis, shrink=0.75)
    bar.ax.tick_params(labelsize=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("picture", type=Path)
    parser.add_argument("--sensor", choices=["structured_light", "stereo"])
    arguments = parser.parse_args()
    given = {"sensor": arguments.sensor} if arguments.sensor else {}
    figure = contact_sheet(simulate(ParcelSettings(**given), 1, 0, 240), 0)
    figure.savefig(arguments.picture, dpi=70, bbox_inches="tight")


if __name__ == "__main__":
    main()

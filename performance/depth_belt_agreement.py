"""Heights of real depth frames by plane fit and by empty frame, side by side.

    CRAFTBENCH_DATA=folder python performance/depth_belt_agreement.py

Prints a Markdown table for the two pairs of frames in ``$CRAFTBENCH_DATA/depth-samples``.
"""

import os
from pathlib import Path

import numpy as np

from craftbench.datasets.depth_folder.belt import fit_belt, heights_above
from craftbench.datasets.depth_folder.files import read_depth

FLOOR = {0: np.s_[130:440, 170:450], 1: np.s_[140:430, 180:460]}
FOCAL_PX, TOLERANCE_MM, UNIT_MM, ITEM_MM = 475.0, 5.0, 0.1, 15.0


def compare(folder: Path, number: int) -> list[str]:
    """Cells of one pair of frames."""
    image, empty = (
        UNIT_MM * read_depth(folder / f"parallel_{what}-{number}.depth.png")[FLOOR[number]]
        for what in ("input", "background")
    )
    belt = fit_belt(empty, TOLERANCE_MM, FOCAL_PX)
    by_frame = heights_above(image, belt, empty)
    difference = heights_above(image, fit_belt(image, TOLERANCE_MM, FOCAL_PX)) - by_frame
    items = by_frame > ITEM_MM
    found = [
        np.nanstd(heights_above(empty, belt)),
        np.nanmedian(difference[~items]),
        np.nanstd(difference[~items]),
        np.nanmedian(difference[items]),
        np.nanstd(difference[items]),
        np.nanmedian(by_frame[items]),
    ]
    return [f"{number}", *(f"{value:.1f}" for value in found)]


def main() -> None:
    """Print the table."""
    folder = Path(os.environ["CRAFTBENCH_DATA"]) / "depth-samples"
    print(
        "| pair | floor off its plane | floor: median | SD | items: median | SD | item height |\n"
        "|---|---|---|---|---|---|---|"
    )
    for number in FLOOR:
        print(f"| {' | '.join(compare(folder, number))} |")


if __name__ == "__main__":
    main()

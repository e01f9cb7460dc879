"""Agreement of two belt models, a plane fit and an empty frame, on real depth frames.

    CRAFTBENCH_DATA=folder python performance/depth_belt_agreement.py

Prints a Markdown table for the two pairs of frames in ``$CRAFTBENCH_DATA/depth-samples``.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from measurement import data_folder, markdown

from craftbench.datasets.depth_folder.belt import fit_belt, heights_above
from craftbench.datasets.depth_folder.files import read_depth

FLOOR = {0: np.s_[130:440, 170:450], 1: np.s_[140:430, 180:460]}
FOCAL_PX, TOLERANCE_MM, UNIT_MM, ITEM_MM = 475.0, 5.0, 0.1, 15.0


def compare(folder: Path, number: int) -> dict[str, float]:
    """Floor and items of one pair of frames, all in mm."""
    image, empty = (
        UNIT_MM * read_depth(folder / f"parallel_{what}-{number}.depth.png")[FLOOR[number]]
        for what in ("input", "background")
    )
    belt = fit_belt(empty, TOLERANCE_MM, FOCAL_PX)
    by_frame = heights_above(image, belt, empty)
    difference = heights_above(image, fit_belt(image, TOLERANCE_MM, FOCAL_PX)) - by_frame
    items = by_frame > ITEM_MM
    return {
        "SD of the floor from its plane": np.nanstd(heights_above(empty, belt)),
        "difference on the floor": np.nanmedian(difference[~items]),
        "its SD": np.nanstd(difference[~items]),
        "difference on items": np.nanmedian(difference[items]),
        "SD on items": np.nanstd(difference[items]),
        "item height": np.nanmedian(by_frame[items]),
    }


def main() -> None:
    folder = data_folder() / "depth-samples"
    table = pd.DataFrame([compare(folder, number) for number in FLOOR])
    print(markdown(table.rename_axis("pair"), 1))


if __name__ == "__main__":
    main()

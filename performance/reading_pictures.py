"""Seconds to read many small pictures from class folders, as the step `prepare` does.

python performance/reading_pictures.py FOLDER [--pictures 60000]
"""

import argparse
import resource
import time
from pathlib import Path

import numpy as np
from PIL import Image

from craftbench.datasets.image_folder.source import ImageFolderSource

CLASSES = [str(digit) for digit in range(10)]
SIDE = 28


def write_pictures(folder: Path, pictures: int) -> None:
    """Grey PNG files of a noisy bright spot, as large as those of MNIST."""
    rng = np.random.default_rng(0)
    row, column = np.indices((SIDE, SIDE))
    for name in CLASSES:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for i in range(pictures):
        top, left = rng.uniform(9, 19, 2)
        spot = 255 * np.exp(-((row - top) ** 2 + (column - left) ** 2) / (9 + i % 10))
        image = np.where(spot > 40, np.clip(spot + rng.normal(0, 10, spot.shape), 0, 255), 0)
        Image.fromarray(image.astype(np.uint8)).save(folder / CLASSES[i % 10] / f"{i:05d}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=60_000)
    chosen = parser.parse_args()
    if not chosen.folder.exists():
        write_pictures(chosen.folder, chosen.pictures)
    source = ImageFolderSource(kind="image_folder", folder=str(chosen.folder))
    for threads in (1, 2):
        start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
        values = source.load(CLASSES, threads).values
        seconds = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - used
        print(f"{len(values)} pictures, {threads} thread(s): {seconds:.0f} s, {used:.0f} s of CPU")


if __name__ == "__main__":
    main()

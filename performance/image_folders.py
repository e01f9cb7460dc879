"""Folders of pictures to try `craftbench new-dataset` on: Fashion-MNIST as 60,000 PNG files.

python performance/image_folders.py FOLDER [--pictures 60000]
"""

import argparse
from pathlib import Path

from PIL import Image

from craftbench.config.cards import find_card, read_card


def write_pictures(folder: Path, pictures: int) -> None:
    """Grey PNG files of 28 × 28 pixels in class folders, from the training part."""
    card = read_card(find_card(Path("config/datasets"), "fashion_mnist"))
    samples = card.source.load(card.classes)
    pool = samples.table.index[samples.table["role"] == "pool"][:pictures]
    for i in pool:
        label = samples.table["label"][i].replace("/", " or ")
        path = folder / label / f"{i:05d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(samples.values[i]).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=60_000)
    chosen = parser.parse_args()
    write_pictures(chosen.folder, chosen.pictures)


if __name__ == "__main__":
    main()

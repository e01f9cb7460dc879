"""Small made files of every kind that users bring."""

from pathlib import Path

import numpy as np
import pandas as pd
from made_records import write_record
from PIL import Image

CLASSES = ("cat", "dog")


def pictures(folder: Path, each: int = 12, colour: bool = False, side: int = 24) -> Path:
    """Class folders of pictures: a wide or a high bright box, four of each person."""
    rng = np.random.default_rng(0)
    for label in CLASSES:
        (folder / label).mkdir(parents=True)
        for i in range(each):
            image = box(rng, label, side)
            if colour:
                image = np.clip(image[..., None] + rng.integers(0, 60, (side, side, 3)), 0, 255)
            path = folder / label / f"person{i // 2:02d}_{i}.png"
            Image.fromarray(image.astype(np.uint8)).save(path)
    return folder


def box(rng: np.random.Generator, label: str, side: int = 24) -> np.ndarray:
    image = rng.integers(0, 40, (side, side))
    top, left = rng.integers(2, 5, 2)
    height, width = (6, 14) if label == "cat" else (14, 6)
    image[top : top + height, left : left + width] += 150
    return image


def manifest(folder: Path) -> Path:
    """A list of pictures with other names of columns."""
    root = pictures(folder / "photos of pets")
    files = sorted(root.rglob("*.png"))
    table = pd.DataFrame(
        {
            "path": [file.relative_to(folder).as_posix() for file in files],
            "animal": [file.parent.name for file in files],
            "owner": [f"{file.parent.name}-{file.name[:8]}" for file in files],
        }
    )
    table.to_csv(folder / "pets.csv", index=False)
    return folder / "pets.csv"


def windows(folder: Path, each: int = 20, length: int = 60) -> Path:
    """Sensor windows, one row a sample, two leads."""
    table = pd.DataFrame(_leads(2 * each, length))
    table.insert(0, "activity", ["walk", "rest"] * each)
    table.insert(1, "person", [f"p{i // 5}" for i in range(2 * each)])
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "windows.csv", index=False)
    return folder / "windows.csv"


def _leads(samples: int, length: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    frequency = np.where(np.arange(samples) % 2 == 0, 0.9, 0.25)[:, None]
    phase = rng.uniform(0, 6, (samples, 1))
    columns = {}
    for lead in ("acc_x", "acc_y"):
        signal = np.sin(frequency * np.arange(length) + phase) + rng.normal(
            0, 0.3, (samples, length)
        )
        columns |= {f"{lead}_{t}": signal[:, t].round(4) for t in range(length)}
    return columns


def long_table(folder: Path, ending: str = "parquet", samples: int = 40, length: int = 50) -> Path:
    """Sensor windows, one row a moment; not sorted by time."""
    wide = _leads(samples, length)
    parts = []
    for i in range(samples):
        part = {
            lead: [wide[f"{lead}_{t}"][i] for t in range(length)] for lead in ("acc_x", "acc_y")
        }
        part |= {"window": i, "time": np.arange(length) / 50, "label": ("walk", "rest")[i % 2]}
        parts.append(pd.DataFrame(part | {"subject": i // 4}))
    table = pd.concat(parts).sample(frac=1, random_state=0)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"long.{ending}"
    table.to_parquet(path) if ending == "parquet" else table.to_csv(path, index=False)
    return path


def depth(folder: Path, each: int = 12) -> Path:
    """Depth frames in mm, and one of the empty belt."""
    rng = np.random.default_rng(0)

    def save(path: Path, height_mm: float, width: int) -> None:
        frame = 1000 + rng.normal(0, 0.5, (48, 48))
        frame[16:32, 24 - width // 2 : 24 + width // 2] -= height_mm
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(frame.round().astype(np.uint16)).save(path)

    save(folder / "empty_belt.png", 0, 2)
    for label, height in (("envelope", 12), ("parcel", 90)):
        for i in range(each):
            name = f"batch{i // 2:02d}_{i}.png"
            save(folder / label / name, height + rng.normal(0, 2), int(rng.integers(14, 24)))
    return folder


def records(folder: Path, count: int = 8) -> Path:
    """WFDB records with annotations, without a list of checksums."""
    folder.mkdir(parents=True)
    for i in range(count):
        write_record(folder, f"r{i}", seed=i)
    return folder


def array(folder: Path, each: int = 20) -> Path:
    """Images in an array with its CSV."""
    rng = np.random.default_rng(0)
    labels = [CLASSES[i % 2] for i in range(2 * each)]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "images.npz", x=np.stack([box(rng, one) for one in labels]).astype(np.uint8))
    pd.DataFrame({"class": labels}).to_csv(folder / "labels.csv", index=False)
    return folder / "images.npz"


def features(folder: Path, each: int = 30) -> Path:
    """A table of features that were computed elsewhere."""
    rng = np.random.default_rng(0)
    labels = ["ill", "well"] * each
    shift = np.where(np.array(labels) == "ill", 2.0, 0.0)
    table = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(2 * each)],
            "diagnosis": labels,
            "patient": [f"p{i // 3}" for i in range(2 * each)],
            "area": shift + rng.normal(0, 1, 2 * each),
            "perimeter": rng.normal(0, 1, 2 * each),
        }
    )
    table.loc[3, "perimeter"] = np.nan
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "measured.csv", index=False)
    return folder / "measured.csv"


def function(folder: Path) -> Path:
    """A file with a function that returns samples and labels."""
    (folder / "my_data.py").write_text(
        "import numpy as np\n\n\n"
        "def windows():\n"
        "    values = np.random.default_rng(0).normal(size=(40, 64, 1))\n"
        "    return values, ['a', 'b'] * 20\n",
        encoding="utf-8",
    )
    return Path("my_data.py:windows")


def series(folder: Path, each: int = 15) -> Path:
    """One .ts file of one's own."""
    folder.mkdir(parents=True, exist_ok=True)
    wide = _leads(2 * each, 40)
    lines = ["@problemName mine", "@classLabel true a b", "@data"]
    for i in range(2 * each):
        values = ",".join(str(wide[f"acc_x_{t}"][i]) for t in range(40))
        lines.append(f"{values}:{'ab'[i % 2]}")
    (folder / "mine.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "mine.ts"

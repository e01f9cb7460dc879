"""A few files for every kind of source that reads files."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import wfdb
from PIL import Image

from craftbench.datasets.registry import parse_source

CLASSES = ["a", "b"]


def arrays(folder: Path) -> dict:
    np.save(folder / "x.npy", np.arange(360, dtype=np.uint8).reshape(10, 6, 6))
    (folder / "y.csv").write_text("label\n" + "a\nb\n" * 5)
    return {"samples": str(folder / "x.npy"), "labels": str(folder / "y.csv")}


def image_folder(folder: Path) -> dict:
    for number, name in enumerate(("a/1.png", "a/2.png", "b/1.png", "b/2.jpg")):
        (folder / name).parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((6, 6), 50 * number, np.uint8)).save(folder / name)
    return {"folder": str(folder)}


def depth_images(folder: Path) -> None:
    for name in ("a/1.png", "a/2.npy", "b/1.png", "empty.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        depth = np.full((24, 32), 1000, np.uint16)
        depth[5:9, 5:9] -= 0 if "empty" in name else 100
        if name.endswith("npy"):
            np.save(folder / name, depth)
        else:
            Image.fromarray(depth).save(folder / name)


def depth_folder(folder: Path) -> dict:
    depth_images(folder)
    belt = {"kind": "frame", "file": str(folder / "empty.png")}
    known = {"unit_mm": 1, "measures": "distance", "pixel_mm": 2, "belt": belt}
    return {"folder": str(folder)} | known


def depth_table(folder: Path) -> dict:
    depth_images(folder)
    (folder / "y.csv").write_text("file,label\na/1.png,a\na/2.npy,a\nb/1.png,b\n")
    known = {"unit_mm": 1, "measures": "distance", "pixel_mm": 2, "belt": {"kind": "plane"}}
    return {"kind": "depth_folder", "labels": str(folder / "y.csv")} | known


def ucr(folder: Path) -> dict:
    for part in ("TRAIN", "TEST"):
        (folder / f"Own_{part}.tsv").write_text("a\t1\t2\t3\t4\nb\t2\t3\t4\t5\n")
    return {"name": "Own", "folder": str(folder)}


def wfdb_beats(folder: Path) -> dict:
    for name in ("1", "2"):
        signal = np.random.default_rng(int(name)).normal(size=(3600, 1))
        wfdb.wrsamp(
            name, 360, ["mV"], ["MLII"], signal, fmt=["16"], write_dir=str(folder), adc_gain=[200],
            baseline=[0],
        )  # fmt: skip
        places = np.arange(400, 3200, 300)
        symbols = [("N", "V")[i % 2] for i in range(len(places))]
        wfdb.wrann(name, "atr", places, symbols, write_dir=str(folder))
    write_checksums(folder)
    about = {"folder": folder.name, "url": "https://localhost/x/", "lead": "MLII"}
    return about | {"before_s": 0.3, "after_s": 0.5, "pool": ["1"], "test": ["2"]}


def write_checksums(folder: Path) -> None:
    """The list of checksums of a publisher, of the records in a folder."""
    files = [path for path in folder.iterdir() if path.suffix in (".hea", ".dat", ".atr")]
    sums = [f"{sha256(path.read_bytes()).hexdigest()} {path.name}" for path in sorted(files)]
    (folder / "SHA256SUMS.txt").write_text("\n".join(sums) + "\n")


def own_records(folder: Path) -> dict:
    about = wfdb_beats(folder)
    (folder / "SHA256SUMS.txt").unlink()
    return about | {"kind": "wfdb_beats", "folder": str(folder), "url": None}


def arrays_in_one_file(folder: Path) -> dict:
    known = arrays(folder)
    np.savez(folder / "x.npz", x=np.load(known["samples"]))
    return known | {"kind": "arrays", "samples": str(folder / "x.npz")}


def function(folder: Path) -> dict:
    known = arrays(folder)
    code = f"""
import numpy
import pandas

def read():
    return numpy.load({known["samples"]!r}), pandas.read_csv({known["labels"]!r})
"""
    (folder.parent / "own_data.py").write_text(code)
    return {"function": "own_data.py:read", "reads": [str(folder)]}


def image_manifest(folder: Path) -> dict:
    image_folder(folder)
    (folder / "y.csv").write_text("file,label\na/1.png,a\na/2.png,a\nb/1.png,b\nb/2.jpg,b\n")
    return {"file": str(folder / "y.csv")}


def signal_table(folder: Path) -> dict:
    (folder / "x.csv").write_text("label,v0,v1\na,1,2\nb,2,3\n")
    return {"file": str(folder / "x.csv")}


def feature_table(folder: Path) -> dict:
    (folder / "x.csv").write_text("label,area\na,1\nb,2\n")
    return {"file": str(folder / "x.csv")}


def one_series(folder: Path) -> dict:
    ucr(folder)
    return {"kind": "ucr", "name": "Own", "folder": str(folder), "file": "Own_TRAIN.tsv"}


MADE = {
    f.__name__: f
    for f in (
        *(arrays, image_folder, depth_folder, depth_table, ucr, wfdb_beats, own_records),
        *(image_manifest, signal_table, feature_table, one_series, arrays_in_one_file, function),
    )
}


def made(kind: str, folder: Path, monkeypatch):
    """A source of a kind with a few files in `folder`, and its classes."""
    folder.mkdir()
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("CRAFTBENCH_DATA", str(folder.parent))
    source = parse_source({"kind": kind} | MADE[kind](folder))
    return source, ["N", "V"] if source.kind == "wfdb_beats" else CLASSES

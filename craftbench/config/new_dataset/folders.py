"""A folder: pictures, depth images, WFDB records, sets of an archive, or arrays."""

from pathlib import Path

import numpy as np

from craftbench.config.new_dataset.columns import choose_columns, classes_of
from craftbench.config.new_dataset.depth import find_depth, looks_like_depth
from craftbench.config.new_dataset.finding import Finding, folder_in_card
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.records import find_records
from craftbench.config.new_dataset.tables import find_in_table
from craftbench.datasets.class_folders import PICTURES, ROLES
from craftbench.datasets.image_folder.sizes import commonest_size
from craftbench.datasets.lookalikes import refuse_lookalikes
from craftbench.datasets.ucr.files import FORMATS
from craftbench.datasets.user_table import read_user_table
from craftbench.errors import CraftbenchError

LOOKED_AT = 200
"""Pictures of each class whose size is read."""
LARGEST_SIDE = 128
"""Pictures that are larger are reduced when they are read."""


def find_in_folder(given: Given) -> Finding:
    """The source that a folder is."""
    folder = given.source
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if any(path.suffix.lower() == ".hea" for path in files):
        return find_records(given)
    if any("_TRAIN" in path.stem and path.suffix.lower() in FORMATS for path in files):
        return find_series(given)
    parts = _class_folders(folder)
    if parts and (given.kind == "depth_folder" or looks_like_depth(folder, parts)):
        return find_depth(given, sorted(parts))
    if parts:
        return find_pictures(given, parts)
    arrays = [path for path in files if path.suffix.lower() in (".npy", ".npz")]
    tables = [path for path in files if path.suffix.lower() in (".csv", ".parquet")]
    if len(arrays) == 1 and len(tables) == 1:
        return find_array(_at(given, arrays[0], tables[0]))
    if len(tables) == 1:
        return find_in_table(_at(given, tables[0], None))
    raise CraftbenchError(
        f"{folder}: expected class folders with pictures, WFDB records (.hea), a set of an archive "
        f"(*_TRAIN.ts), one array with its CSV, or one table; found {len(arrays)} arrays and "
        f"{len(tables)} tables; name a file instead of the folder"
    )


def find_pictures(given: Given, parts: dict[str, list[Path]]) -> Finding:
    """Pictures in class folders."""
    folder = given.source
    refuse_lookalikes({name: f"{folder.name}/{name}" for name in parts}, "class folders")
    found = Finding({"kind": "image_folder", "folder": folder_in_card(folder)}, sorted(parts))
    count = sum(map(len, parts.values()))
    found.inferred.append(f"{count} pictures in the folders of {len(parts)} classes")
    for name in _without_pictures(folder, parts):
        found.unsure.append(
            f"the folder {name} has no pictures itself, only in folders inside: it is no class; "
            "put its pictures into it, or move its folders up"
        )
    if given.group_pattern:
        found.source["group_pattern"] = given.group_pattern
    else:
        found.unsure.append(
            "several pictures of one object, person or day must be in one group, or the test is "
            "too easy: --group-pattern reads it from the names"
        )
    _choose_size(found, [path for files in parts.values() for path in _some(files)])
    return found


def _choose_size(found: Finding, files: list[Path]) -> None:
    sizes = {commonest_size([file]) for file in files} - {None}
    usual = commonest_size(files)
    if usual is None:
        return
    if max(usual) > LARGEST_SIDE or len(sizes) > 1:
        share = min(1.0, LARGEST_SIDE / max(usual))
        height, width = (max(1, round(side * share)) for side in usual)
        found.source |= {"size": [height, width], "odd_files": "crop"}
        what = "differ in size" if len(sizes) > 1 else f"are {usual[0]} × {usual[1]}"
        found.unsure.append(
            f"pictures {what}; their middle is cut out at {height} × {width} pixels: "
            "source.odd_files may be resize or pad, source.size another one"
        )


def _some(files: list[Path]) -> list[Path]:
    return files[:: max(1, len(files) // LOOKED_AT)]


def _class_folders(folder: Path) -> dict[str, list[Path]]:
    """Files by class, of folders that hold pictures or depth images."""
    names = [path.name for path in folder.iterdir() if path.is_dir()]
    published = set(ROLES) <= set(names) and any(
        path.is_dir() for path in (folder / "train").iterdir()
    )
    found: dict[str, list[Path]] = {}
    for part in [folder / role for role in ROLES] if published else [folder]:
        for path in sorted(part.iterdir()):
            if path.is_dir() and not path.name.startswith("."):
                inside = [one for one in sorted(path.iterdir()) if one.is_file()]
                usable = [one for one in inside if one.suffix.lower() in (*PICTURES, ".npy")]
                if usable:
                    found.setdefault(path.name, []).extend(usable)
    return found


def _without_pictures(folder: Path, parts: dict[str, list[Path]]) -> list[str]:
    """Folders beside those of the classes that have pictures deeper down only."""
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_dir()
        and path.name not in (*parts, *ROLES)
        and any(one.suffix.lower() in PICTURES for one in path.rglob("*"))
    ]


def find_array(given: Given) -> Finding:
    """An array with its CSV of labels."""
    path = given.source
    labels = given.labels or _labels_beside(path)
    table = read_user_table(labels, "--labels", [])
    columns, inferred, unsure = choose_columns(labels, table, given)
    source = {"kind": "arrays", "samples": str(path), "labels": str(labels), "columns": columns}
    inferred.insert(0, f"samples in {path}, labels in {labels}")
    return Finding(source, classes_of(labels, table[columns["label"]]), inferred, unsure)


def _labels_beside(path: Path) -> Path:
    tried = [
        path.with_name(name)
        for stem in (path.stem, f"{path.stem}_labels", "labels", "y")
        for name in (f"{stem}.csv",)
    ]
    for one in tried:
        if one.is_file():
            return one
    raise CraftbenchError(
        f"{path}: where are its labels? Name a CSV with --labels; there is none of "
        f"{', '.join(one.name for one in tried)} beside it"
    )


def find_series(given: Given) -> Finding:
    """A set of the UCR or UEA archive, or one file in a format of theirs."""
    path = given.source
    if path.is_dir():
        path = next(one for one in sorted(path.iterdir()) if "_TRAIN" in one.stem)
    read = FORMATS[path.suffix.lower()](path)
    name = path.stem.removesuffix("_TRAIN").removesuffix("_TEST")
    pair = [path.with_name(f"{name}_{part}{path.suffix}") for part in ("TRAIN", "TEST")]
    if all(one.is_file() for one in pair):
        source = {"kind": "ucr", "name": name, "folder": folder_in_card(path.parent)}
        said = f"the archive's set {name}: {pair[0].name} is the pool, {pair[1].name} the test part"
    else:
        source = {
            "kind": "ucr",
            "name": name,
            "folder": folder_in_card(path.parent),
            "file": path.name,
        }
        said = f"one file of series, {path.name}; a test part is drawn"
    found = Finding(source, sorted(set(read.labels)), [said])
    lengths = {len(one) for one in read.series}
    if len(lengths) > 1:
        source["unequal_length"] = "pad"
        found.unsure.append(
            f"series have {min(lengths)} to {max(lengths)} values; shorter ones are continued with "
            "their last value"
        )
    return found


def is_photograph(picture: np.ndarray) -> bool:
    """Whether a picture has as many colours as photographs have."""
    if picture.ndim < 3:
        return False
    colours = np.unique(picture.reshape(-1, picture.shape[-1]), axis=0)
    return len(colours) > picture.shape[0] * picture.shape[1] / 4


def _at(given: Given, source: Path, labels: Path | None) -> Given:
    return Given(
        source, given.label, given.group, given.split, given.group_pattern, labels, given.kind
    )

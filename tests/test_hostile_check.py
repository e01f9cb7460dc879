"""`craftbench check`: this card with these samples, this outcome, before anything is trained."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from craftbench.cli.main import main

CLASSES = ["good", "None"]
GROUPED = "label,group\n" + "".join(f"{CLASSES[i % 2]},p{i // 4}\n" for i in range(40))
LABELS = "label\n" + "".join(f"{CLASSES[i % 2]}\n" for i in range(40))
HOG = {"hog": {"representation": ["hog"], "model": "logistic_regression"}}
MAJORITY = {"majority": {"representation": [], "model": "majority"}}
PIXELS = {"pixels": {"kind": "image", "height": 32, "width": 32}}
SIGNALS = {"representation": ["signal_statistics"], "model": "ridge"}
PARCEL = {"representation": ["parcel"], "model": "random_forest"}
COLOURS = {"representation": ["colour_histogram"], "model": "ridge"}


def images(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (40, *shape)).astype(np.uint8)


def one_patient(label: str) -> str:
    """A class of 8 samples of one patient, beside 32 of two classes of many."""
    others = "".join(f"{('good', 'bad')[i % 2]},p{i // 4}\n" for i in range(32))
    return f"label,group\n{others}" + f"{label},p9\n" * 8


def published(label: str, role: str) -> str:
    """A published split in which a class is in one part only."""
    others = "".join(f"good,{('pool', 'test')[i % 2]}\n" for i in range(32))
    return f"label,role\n{others}" + f"{label},{role}\n" * 8


PUBLISHED = {"kind": "published"}

# id: (keys of the card, y.csv, samples, lines that are printed)
TOLD = {
    "sound": ({}, LABELS, images(12, 12), ["pool: 15 × good", "test: 5 × None", "rejected: 0"]),
    "sound, with groups": (
        {"training_sizes": [4, 6]},
        GROUPED,
        images(12, 12),
        ["test: 6 × good", "rejected: 0"],
    ),
    "rejected samples": (
        {},
        LABELS.replace("good", "bad", 3).replace("None", "", 1),
        images(12, 12),
        ["rejected: 4", "3 × class bad is not among the card's classes (the first: x.npy[0])"],
    ),
    "a class of one patient": (
        {"training_sizes": [4], "classes": [*CLASSES, "bad"]},
        one_patient("None"),
        images(12, 12),
        ["class None (8 samples of the group p9) has no "],
    ),
    "a class in the pool only": (
        {"split": PUBLISHED},
        published("None", "pool"),
        images(12, 12),
        ["test: 0 × None", "class None (8 samples) has no test sample: its recall is unknown"],
    ),
    "a class in the test part only": (
        {"split": PUBLISHED, "classes": ["good", "None", "bad"]},
        published("None", "test").replace("good,pool", "bad,pool", 8),
        images(12, 12),
        ["pool: 0 × None", "class None (8 samples) has no pool sample: no arm can learn it"],
    ),
}

# id: (keys of the card, y.csv, samples, part of the error)
REFUSED = {
    "row longer than the header": ({}, "label\n" + "good,A,\n" * 40, images(12, 12), "has 3 cells"),
    "groups by case": ({}, GROUPED.replace("p1\n", "P1\n", 1), images(12, 12), "'P1' (x.npy[4])"),
    "a label by a blank": ({}, LABELS.replace("good", "go od", 1), images(12, 12), "'go od'"),
    "no class has samples": ({"classes": ["x", "y"]}, LABELS, images(12, 12), "no usable sample"),
    "a class of one sample": (
        {},
        LABELS.replace("None", "x", 19),
        images(12, 12),
        "class 'None' has a single sample",
    ),
    "too few groups": (
        {},
        GROUPED.replace("p5", "p1").replace("p6", "p1").replace("p7", "p1").replace("p8", "p1"),
        images(12, 12),
        "training size 8: the pool has only",
    ),
    "sizes beyond the pool": (
        {"training_sizes": [8, 400]},
        LABELS,
        images(12, 12),
        "training size 400: the pool has only 30 samples; lower training_sizes",
    ),
    "a size without validation": (
        {"training_sizes": [2, 8]},
        LABELS,
        images(12, 12),
        "training size 2: the 2 training samples of a repeat have",
    ),
    "images that are too small": ({}, LABELS, images(4, 4), "feature set hog:"),
    "features of another kind": (
        {"arms": {"signal": SIGNALS}},
        LABELS,
        images(12, 12, 3),
        "feature set signal_statistics:",
    ),
    "features without their column": (
        {"arms": {"parcel": PARCEL}},
        LABELS,
        images(12, 12),
        "the feature set parcel needs the column height_unit_mm",
    ),
    "colours of grey images": (
        {"arms": {"colour": COLOURS}},
        LABELS,
        images(12, 12),
        "feature set colour_histogram:",
    ),
    "a view of another kind": (
        {
            "views": {"signal": {"kind": "signal"}},
            "arms": {"mlp": {"representation": ["signal"], "model": "pixel_mlp"}},
        },
        LABELS,
        images(12, 12, 3),
        "arms.mlp:",
    ),
    "blocks that do not fit": (
        {
            "views": {
                "blocks": {
                    "kind": "image",
                    "height": 5,
                    "width": 5,
                    "method": "block",
                    "channels": ["log_mean"],
                }
            },
            "arms": {"cnn": {"representation": ["blocks"], "model": "pixel_mlp"}},
        },
        "label,height_unit_mm\n" + LABELS.removeprefix("label\n").replace("\n", ",0.1\n"),
        images(12, 12),
        "arms.cnn:",
    ),
    "a group to report without that does not exist": (
        {"training_sizes": [4, 6], "report_without": ["nobody"]},
        GROUPED,
        None,
        "own.yaml: the card own: report_without names 'nobody', expected a group of the test part",
    ),
    "a group to report without, but no groups": (
        {"report_without": ["nobody"]},
        LABELS,
        None,
        "report_without names 'nobody', expected no name, since its samples have no groups",
    ),
    "all NaN": ({}, LABELS, np.full((40, 12, 12), np.nan), "the most common reason: NaN"),
}


def write(folder: Path, keys: dict, labels: str, samples: np.ndarray | None) -> str:
    (folder / "y.csv").write_text(labels)
    np.save(folder / "x.npy", images(12, 12) if samples is None else samples)
    files = {"samples": str(folder / "x.npy"), "labels": str(folder / "y.csv")}
    usual = {
        "title": "own",
        "source": {"kind": "arrays"} | files,
        "classes": CLASSES,
        "training_sizes": [8],
        "repeats": 2,
        "arms": MAJORITY | HOG,
    }
    card = folder / "own.yaml"
    card.write_text(yaml.safe_dump(usual | keys))
    return str(card)


@pytest.mark.parametrize("name", TOLD)
def test_check_tells_what_the_samples_are(name, tmp_path, capsys):
    keys, labels, samples, lines = TOLD[name]
    assert main(["check", write(tmp_path, keys, labels, samples)]) == 0, capsys.readouterr().err
    printed = capsys.readouterr().out
    for line in lines:
        assert line in printed


@pytest.mark.parametrize("name", REFUSED)
def test_check_refuses_what_would_fail_later(name, tmp_path, capsys):
    keys, labels, samples, message = REFUSED[name]
    assert main(["check", write(tmp_path, keys, labels, samples)]) == 1
    assert message in capsys.readouterr().err


def test_check_lists_every_fault_at_once(tmp_path, capsys):
    keys = {"training_sizes": [8, 400], "arms": {"parcel": PARCEL, "colour": COLOURS}}
    assert main(["check", write(tmp_path, keys, LABELS, None)]) == 1
    told = capsys.readouterr().err
    assert "training size 400" in told and "set parcel" in told and "colour_histogram" in told


def test_check_names_images_that_are_not_read(tmp_path, capsys):
    names = [f"{label}/{i}.png" for label in CLASSES for i in range(20)] + ["good/old/1.png"]
    for number, name in enumerate(names):
        path = tmp_path / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(images(12, 12)[number % 40]).save(path)
    source = {"kind": "image_folder", "folder": str(tmp_path / "images")}
    assert main(["check", write(tmp_path, {"source": source}, LABELS, None)]) == 0
    printed = capsys.readouterr().out
    assert "rejected: 1\n    1 × nested folder (1 file); move them to good/ (the first: " in printed


def test_check_loads_simulated_samples_only_when_asked(capsys):
    assert main(["check", "config/datasets/digits.yaml"]) == 0
    assert "the samples were not loaded; --load does that" in capsys.readouterr().out

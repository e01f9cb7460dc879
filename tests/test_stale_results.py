"""Results follow the files of their source: what was changed is prepared again, and only that."""

from pathlib import Path

import pytest
import yaml
from conftest import snakemake
from made_sources import CLASSES, MADE, write_checksums
from PIL import Image

from craftbench.analyses.read import read_cells

SPLIT = {"wfdb_beats": {"kind": "published"}}
SAMPLES = "results/own/samples.parquet"


def prepare(project: Path, *arguments: str) -> str:
    """What Snakemake says of preparing the data set `own`."""
    run = snakemake(project, SAMPLES, "--configfile", "own.yaml", *arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.fixture
def own(project, request, monkeypatch) -> Path:
    """A project with a card for a few files of a kind, below ``data/``; its samples are made."""
    kind = request.param
    (project / "data").mkdir()
    monkeypatch.setenv("CRAFTBENCH_DATA", str(project))
    card = {
        "title": "own",
        "source": {"kind": kind} | MADE[kind](project / "data"),
        "classes": ["N", "V"] if kind == "wfdb_beats" else CLASSES,
        "split": SPLIT.get(kind, {"kind": "hold_out", "share": 0.5}),
        "training_sizes": [1],
        "arms": {"majority": {"representation": [], "model": "majority"}},
    }
    (project / "cards").mkdir()
    (project / "cards" / "own.yaml").write_text(yaml.safe_dump(card))
    (project / "own.yaml").write_text("{cards: cards, datasets: [own]}")
    prepare(project)
    return project


@pytest.mark.parametrize("own", ["arrays"], indirect=True)
def test_changed_labels_are_prepared_again(own):
    assert "Nothing to be done" in prepare(own)
    labels = own / "data" / "y.csv"
    labels.write_text(labels.read_text().replace("\na", "\nc", 1))
    prepare(own)
    rejected = read_cells(own / "results" / "own" / "rejected.csv")
    assert rejected["reason"].tolist() == ["class c is not among the card's classes"]
    labels.touch()
    assert "Nothing to be done" in prepare(own), "the content is the same"


@pytest.mark.parametrize("own", ["image_folder"], indirect=True)
def test_a_replaced_image_is_prepared_again(own):
    image = own / "data" / "a" / "1.png"
    pixels = Image.open(image).point(lambda value: 200)
    pixels.save(image)
    assert "prepare" in prepare(own, "--dry-run")
    prepare(own)
    assert "Nothing to be done" in prepare(own)


@pytest.mark.parametrize("own", ["wfdb_beats"], indirect=True)
def test_a_changed_annotation_file_is_prepared_again(own):
    annotations = own / "data" / "1.atr"
    annotations.write_bytes(annotations.read_bytes()[2:])
    run = snakemake(own, SAMPLES, "--configfile", "own.yaml")
    # Not the published file: an error instead of results of the earlier one.
    assert run.returncode != 0 and "1.atr: SHA-256 is" in run.stdout + run.stderr
    write_checksums(own / "data")
    prepare(own)
    assert "Nothing to be done" in prepare(own)

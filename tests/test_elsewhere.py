"""Runs that start in another folder, in paths with blanks, and with part of a configuration."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from conftest import copy_project

from craftbench.config.configuration import Config, read_config
from craftbench.config.left_out import left_out
from craftbench.config.project_files import own_or_shipped
from craftbench.errors import CraftbenchError
from craftbench.steps import code

PORTABILITY = {"mitdb": ["qtdb"], "parcels": ["parcels_stereo"]}
LEAKAGE = {"mitdb": "mitdb_random_beats"}


@pytest.mark.parametrize(
    ("datasets", "lines"),
    [
        (
            ["mitdb"],
            [
                "portability: parcels with parcels_stereo is left out, since parcels is not among",
                "leakage_comparison: mitdb with mitdb_random_beats is left out, since mitdb_random",
            ],
        ),
        (
            ["mitdb", "mitdb_random_beats", "parcels"],
            [],
        ),
        (
            ["digits"],
            [
                "portability: mitdb with qtdb is left out, since mitdb is not among datasets",
                "portability: parcels with parcels_stereo is left out",
                "leakage_comparison: .* since mitdb and mitdb_random_beats are not among datasets",
            ],
        ),
    ],
    ids=["one", "all", "none"],
)
def test_pairs_outside_the_chosen_data_sets_are_left_out_and_named(datasets, lines):
    config = Config(datasets=datasets, portability=PORTABILITY, leakage_comparison=LEAKAGE)
    found = left_out(config)
    assert len(found) == len(lines)
    for line, expected in zip(found, lines, strict=True):
        assert re.search(expected, line)
    assert set(config.compared_leakage) == ({"mitdb"} if len(datasets) == 3 else set())


@pytest.mark.parametrize(
    "pairs",
    [
        {"portability": {"mitbd": ["qtdb"]}},
        {"portability": {"mitdb": ["qtdbb"]}},
        {"leakage_comparison": {"digits": "mitdb_random_beat"}},
        {"leakage_comparison": {"mitdbb": "mitdb_random_beats"}},
    ],
)
def test_misspelt_name_in_a_pair_is_an_error(pairs):
    with pytest.raises(CraftbenchError, match="there is no card '.*'; did you mean"):
        left_out(Config(datasets=["digits"], **pairs))


def test_cards_of_another_folder_may_run_with_the_pairs_of_the_shipped_configuration():
    config = Config(datasets=["digits_tiny"], cards="tests/cards", portability=PORTABILITY)
    assert len(left_out(config)) == 2


def test_the_route_of_the_readme_reads():
    full = yaml.safe_load(Path("config/full.yaml").read_text(encoding="utf-8"))
    config, cards = read_config(full | {"datasets": ["mitdb"]}, ["config/full.yaml"])
    assert list(cards) == ["mitdb"]
    assert config.tested_elsewhere == {"mitdb": ["qtdb"]}


def test_faults_that_snakemake_reads_over_are_told_with_the_file(tmp_path):
    file = tmp_path / "c.yaml"
    for text, message in {
        "datasets: [digits]\nseed: 010\n": "c.yaml: .* 010 is an octal",
        "seed: 1\nseed: 2\n": "c.yaml: .* key 'seed' appears twice",
    }.items():
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CraftbenchError, match=message):
            read_config({"datasets": ["digits"]}, [str(file)])
    with pytest.raises(CraftbenchError, match=r"configuration \(config/config.yaml\): seed: "):
        read_config({"datasets": ["digits"], "seed": -1}, ["config/config.yaml"])


def test_code_and_configuration_are_the_projects_in_another_folder(tmp_path, monkeypatch):
    here, project = code.of_script("prepare"), Path.cwd()
    monkeypatch.chdir(tmp_path)
    assert code.of_script("prepare") == [str(project / file) for file in here]
    assert all(Path(file).is_file() for file in code.of_page("report"))
    assert own_or_shipped("config/config.yaml") == project / "config/config.yaml"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("datasets: [digits]\n", encoding="utf-8")
    assert own_or_shipped("config/config.yaml") == Path("config/config.yaml")


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clone in a path with blanks and more, with a card on data in another such path."""
    base = tmp_path_factory.mktemp("with blanks, größe")
    data = base / "my data ä"
    data.mkdir()
    values = np.random.default_rng(0).random((24, 8, 8), dtype=np.float32)
    np.save(data / "x 1.npy", values)
    labels = ["a b", "c/d"] * 12
    (data / "y ü.csv").write_text("\n".join(["label", *labels]) + "\n", encoding="utf-8")
    clone = copy_project(base / "my clone")
    card = {
        "title": "t",
        "source": {
            "kind": "arrays",
            "samples": str(data / "x 1.npy"),
            "labels": str(data / "y ü.csv"),
        },
        "classes": ["a b", "c/d"],
        "training_sizes": [8],
        "arms": {"majority": {"representation": [], "model": "majority"}},
    }
    (clone / "config" / "datasets" / "mine.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")
    return clone


@pytest.mark.parametrize("where", ["elsewhere", "--directory"])
def test_run_from_another_folder(where, clone, tmp_path):
    snakefile = ["-s", str(clone / "Snakefile")] if where == "elsewhere" else []
    directory = [] if where == "elsewhere" else ["--directory", str(tmp_path)]
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *snakefile, *directory]
    run = subprocess.run(
        [*command, "results/mine/samples.npy", "--config", "datasets=[mine]"],
        cwd=tmp_path if where == "elsewhere" else clone,
        env=os.environ | {"PYTHONPATH": str(clone)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert np.load(tmp_path / "results" / "mine" / "samples.npy").shape == (24, 8, 8)
    assert not (clone / "results" / "mine").exists()

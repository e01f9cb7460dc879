"""docs/own-code.md, carried out to the letter: from files to the report in two commands."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import PROJECT, copy_project

from craftbench.analyses.read import read_table
from craftbench.config.cards import read_card

PAGE = (PROJECT / "docs" / "own-code.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE, re.M | re.S)
COMMANDS = [
    line
    for block in re.findall(r"^```bash\n(.*?)^```$", PAGE, re.M | re.S)
    for line in block.splitlines()
]


def scans(folder: Path, each: int) -> None:
    """Small images of rings and discs in noise."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    rows, columns = np.indices((16, 16)) - 7.5
    radius = np.hypot(rows, columns)
    for name, shape in (("ring", (radius > 3) & (radius < 6)), ("disc", radius < 6)):
        for number in range(each):
            image = 120 * shape + rng.normal(60, 30, (16, 16))
            np.save(folder / f"{name}_{number:03}.npy", np.clip(image, 0, 255).astype(np.uint8))


def write_files(folder: Path) -> None:
    for name, text in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def command_folder(project: Path) -> Path:
    """A folder with the command `craftbench` of the copied project."""
    command = project / "bin" / "craftbench"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m craftbench.cli "$@"\n')
    command.chmod(0o755)
    return command.parent


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """A copy of the project with the files of the page, in which its commands have run."""
    folder = copy_project(tmp_path_factory.mktemp("own") / "study")
    write_files(folder)
    scans(folder / "scans", 60)
    path = [str(command_folder(folder)), str(Path(sys.executable).parent), os.environ["PATH"]]
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    environment["PATH"] = os.pathsep.join(path)
    for command in COMMANDS:
        run = subprocess.run(
            command, shell=True, cwd=folder, env=environment, capture_output=True, text=True
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"
        (folder / "printed.txt").open("a").write(run.stdout)
    return folder


@pytest.mark.parametrize("file", [name for name, _ in FILES if name.endswith(".py")])
def test_a_function_of_the_page_has_ten_lines_at_the_most(file):
    functions = [
        node for node in ast.parse(dict(FILES)[file]).body if isinstance(node, ast.FunctionDef)
    ]
    assert functions
    for function in functions:
        documented = ast.get_docstring(function) is not None
        first = function.body[documented].lineno
        assert function.end_lineno - first + 2 <= 10, function.name


def test_there_are_two_commands_to_the_report_and_two_predictions():
    assert [command.split()[:2] for command in COMMANDS] == [
        ["craftbench", "check"],
        ["snakemake", "--cores"],
        ["craftbench", "predict"],
        ["craftbench", "predict"],
    ]


def test_the_card_of_the_page_is_valid(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    scans(tmp_path / "scans", 1)
    card = read_card(Path("config/datasets/scans.yaml"))
    assert card.arms["my_network"].kind == "network"
    assert card.arms["edges_nearest"].kind == "classifier"
    assert card.family("edges_forest") == "hand-crafted"


def test_files_become_a_report(study):
    tables = study / "results" / "tables"
    accuracy = read_table(tables / "accuracy.csv").set_index("arm")["accuracy"]
    assert set(accuracy.index) == {"majority", "edges_forest", "edges_nearest", "my_network"}
    assert accuracy["edges_forest"] > accuracy["majority"]
    rates = read_table(tables / "error_rate.csv").set_index("arm")["error_rate"]
    np.testing.assert_allclose(rates[accuracy.index], 1 - accuracy)
    assert "stripes" in set(read_table(tables / "robustness.csv")["corruption"])
    layers = read_table(tables / "architectures.csv").set_index("kind")
    assert layers.loc["GroupNormalization", "parameters_formula"] == "formula not known = 8"
    page = (study / "results" / "report.html").read_text(encoding="utf-8")
    assert "Own analyses" in page and "my_network" in page
    printed = (study / "printed.txt").read_text()
    assert printed.count("scans/ring_000.npy") == 2


def test_an_edit_runs_what_depends_on_it(study):
    def planned(edited: str, old: str, new: str) -> set[str]:
        """Jobs of a dry run after an edit, which is then undone."""
        file = study / edited
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", "--cores", "1", "--dry-run"]
        command += ["--configfile", "scans_config.yaml"]
        environment = os.environ | {"PYTHONPATH": str(study)}
        run = subprocess.run(command, cwd=study, env=environment, capture_output=True, text=True)
        file.write_text(text, encoding="utf-8")
        assert run.returncode == 0, run.stderr
        return set(re.findall(r"^(\w+) +\d+$", run.stdout + run.stderr, re.M))

    jobs = planned("my_corruptions.py", "< share", "<= share")
    assert "examine" in jobs and not jobs & {"prepare", "extract", "train_network", "compare"}
    jobs = planned("my_classifiers.py", "Classifier(3)", "Classifier(5)")
    assert "train_classifier" in jobs
    assert not jobs & {"prepare", "extract", "train_network"}
    jobs = planned("my_models.py", "ops.sin", "ops.cos")
    assert "train_network" in jobs and not jobs & {"prepare", "extract", "train_classifier"}
    jobs = planned("my_features.py", "6:10, 6:10", "5:11, 5:11")
    assert {"extract", "train_classifier"} <= jobs and "prepare" not in jobs
    assert "prepare" in planned("my_data.py", '"*.npy"', '"*_*.npy"')

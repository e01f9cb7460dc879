"""`craftbench init`, in the clone and from an installed wheel, in folders with blanks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import PROJECT, copy_project

from craftbench.analyses.read import read_table
from craftbench.cli.main import main
from craftbench.cli.new_study import without_outer_links
from craftbench.cli.version import VERSION
from craftbench.config.cards import find_card, read_card
from craftbench.config.configuration import read_config
from craftbench.config.project_files import packages_folder, project_file
from craftbench.errors import CraftbenchError
from craftbench.settings import read_yaml

TINY = """\
like: digits
training_sizes: [60]
repeats: 1
arms:
  hog_svm: null
  hog_forest: null
  geometry_svm: null
  lenet5: null
  scattering: null
"""
OWN_ARM = "  own: {representation: [my_features.py:rows], model: logistic_regression}\n"
OWN_FEATURES = """\
import pandas as pd


def rows(images):
    return pd.DataFrame(images.mean(axis=2)).add_prefix("row_")
"""


@pytest.fixture
def study(tmp_path, monkeypatch) -> Path:
    """A new study, which is the working directory."""
    folder = tmp_path / "my study"
    assert main(["init", str(folder)]) == 0
    monkeypatch.chdir(folder)
    return folder


def test_its_configuration_and_its_example_are_valid(study):
    config, cards = read_config(read_yaml(Path("config/config.yaml")))
    assert config.budget == "quick" and list(cards) == ["example"]
    families = {cards["example"].family(arm) for arm in cards["example"].arms}
    assert {"hand-crafted", "learned"} <= families


def test_every_file_that_its_pages_and_schemas_name_is_there(study):
    for name in ("config.yaml", "datasets/example.yaml"):
        file = study / "config" / name
        schema = file.read_text().splitlines()[0].split("$schema=")[1]
        assert (file.parent / schema).is_file()
    assert (study / "profiles/default/profile.yaml").is_file()
    assert (study / "profiles/slurm/profile.yaml").is_file()
    assert "results/" in (study / ".gitignore").read_text()
    assert "](../" not in (study / "config/README.md").read_text(encoding="utf-8")


def test_a_card_of_the_study_comes_before_the_shipped_one(study):
    assert find_card(Path("config/datasets"), "digits") == PROJECT / "config/datasets/digits.yaml"
    own = study / "config/datasets/gunpoint.yaml"
    own.write_text(TINY)
    assert find_card(Path("config/datasets"), "gunpoint") == own.relative_to(study)
    assert read_card(own).training_sizes == [60], "like: names a shipped card"
    assert list(read_card(own).arms) == ["majority", "hog_logistic"]


def test_an_unknown_card_is_told_with_the_nearest_of_both_folders(study):
    with pytest.raises(CraftbenchError, match="did you mean 'exampel'|did you mean 'example'"):
        find_card(Path("config/datasets"), "exmple")
    with pytest.raises(CraftbenchError, match="nor a shipped one.*did you mean 'gunpoint'"):
        find_card(Path("config/datasets"), "gunpiont")


def test_new_dataset_and_check_work_inside(study, capsys):
    np.save("x y.npy", np.random.default_rng(0).integers(0, 9, (60, 12, 12), np.uint8))
    Path("y.csv").write_text("label\n" + "cat\ndog\n" * 30)
    assert main(["new-dataset", "pets", "x y.npy", "--labels", "y.csv"]) == 0
    assert main(["check", "--no-networks", "pets", "example", "parcels"]) == 0
    output = capsys.readouterr().out
    assert "config/datasets/pets.yaml: 2 classes" in output and "parcels.yaml: 3 classes" in output
    assert "budget quick: sizes 8, 19, 45; 2 repeats" in output, "as the study configures"


def _file(folder: Path) -> None:
    folder.write_text("")


def _study(folder: Path) -> None:
    assert main(["init", str(folder)]) == 0


def _something(folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (_file, "is a file; name a new or an empty folder"),
        (
            _study,
            "expected a new or an empty folder, found .gitignore, README.md, Snakefile … in it",
        ),
        (_something, "expected a new or an empty folder, found notes.txt in it"),
    ],
)
def test_nothing_is_overwritten(made, message, tmp_path, capsys):
    folder = tmp_path / "taken"
    made(folder)
    before = sorted(tmp_path.rglob("*"))
    assert main(["init", str(folder)]) == 1
    assert message in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["new", "a/b c/ö", "empty", "repository"])
def test_new_and_empty_folders_are_accepted(name, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert main(["init", str(tmp_path / name)]) == 0
    assert (tmp_path / name / "Snakefile").is_file()


def test_a_folder_below_a_file_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["init", str(tmp_path / "file" / "study")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_links_out_of_the_folder_become_their_text():
    page = "see [docs/a.md](../docs/a.md), [x](../docs/b.md#c) and [d](e.md)"
    assert without_outer_links(page) == "see docs/a.md, x and [d](e.md)"


def test_a_clone_names_its_files_as_they_are_relative_to_it(monkeypatch, tmp_path):
    monkeypatch.chdir(PROJECT)
    assert packages_folder() == Path() and project_file("config") == Path("config")
    monkeypatch.chdir(tmp_path)
    assert packages_folder() == PROJECT and project_file("config") == PROJECT / "config"


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """Folder in which the built wheel is installed, without what it depends on."""
    folder = tmp_path_factory.mktemp("a wheel")
    source = copy_project(folder / "the clone")
    for file in ("pyproject.toml", "setup.py", "LICENSE"):
        shutil.copy2(PROJECT / file, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheels = folder / "wheels"
    building = ["wheel", str(source), "--no-deps", "--no-build-isolation", "-w", str(wheels)]
    subprocess.run([*pip, *building], check=True, cwd=folder)
    target = folder / "site packages"
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    shutil.rmtree(source)
    return target


def test_the_wheel_has_all_that_is_shipped(installed):
    shipped = installed / "craftbench" / "shipped"
    for folder in ("config", "workflow", "profiles"):
        files = {p.relative_to(PROJECT) for p in (PROJECT / folder).rglob("*.*") if p.is_file()}
        files = {file for file in files if "__pycache__" not in file.parts}
        assert files and not {file for file in files if not (shipped / file).is_file()}
    for package in ("craftbench", "features", "models"):
        assert (installed / package / "py.typed").is_file()
    (metadata,) = installed.glob("craftbench-*.dist-info/METADATA")
    assert f"\nVersion: {VERSION}\n" in metadata.read_text(encoding="utf-8")


def test_a_study_runs_with_the_installed_wheel(installed, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(installed), "COLUMNS": "200"}

    def run(*command: str, cwd: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    run("craftbench.cli", "init", "my study", cwd=tmp_path)
    study = tmp_path / "my study"
    (study / "config/datasets/tiny.yaml").write_text(TINY + OWN_ARM)
    (study / "my_features.py").write_text(OWN_FEATURES)
    chosen = ("--config", "datasets=[tiny]", "bootstrap=100")
    unquiet = ("--workflow-profile", "none")
    planned = run("snakemake", "--cores", "1", "--dry-run", *unquiet, *chosen, cwd=study)
    assert "results/report.html" in planned and "results/primer.html" in planned
    code = str(installed / "craftbench" / "runs" / "train_arm.py")
    assert code in planned, "an upgrade of the package runs again what depends on it"
    table = "results/tiny/tables/accuracy.csv"
    run("snakemake", "--cores", "2", table, *chosen, cwd=study)
    accuracy = read_table(study / table).set_index("arm")["accuracy"]
    assert accuracy["hog_logistic"] > 0.75 > accuracy["own"] > 0.2 > accuracy["majority"]
    assert "Nothing to be done" in run("snakemake", "--cores", "1", table, *chosen, cwd=study)

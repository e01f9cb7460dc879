"""Shared fixtures: the real data, and a copy of the project to run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opened_pages import launched

PROJECT = Path(__file__).parents[1]
PARTS = ("Snakefile", "craftbench", "config", "features", "models", "profiles", "results/reference")
PARTS += ("tests", "workflow", "README.md")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# One thread, as Snakemake gives to a job: several tests at once do not wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
if os.environ.get("CRAFTBENCH_DATA"):
    os.environ["CRAFTBENCH_DATA"] = str(Path(os.environ["CRAFTBENCH_DATA"]).resolve())


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the published data sets; without it the test is skipped.

    With ``CRAFTBENCH_REQUIRE_DATA`` set, as in CI, the test fails instead.
    """
    folder = os.environ.get("CRAFTBENCH_DATA")
    if folder and (Path(folder) / "mitdb").is_dir():
        return Path(folder)
    reason = "CRAFTBENCH_DATA does not name a folder with the published data (mitdb/ ...)"
    if os.environ.get("CRAFTBENCH_REQUIRE_DATA"):
        pytest.fail(reason)
    pytest.skip(reason)


def copy_project(target: Path) -> Path:
    """What a clone has of the project, without anything generated."""
    for part in PARTS:
        source, copy = PROJECT / part, target / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, copy)
    return target


def snakemake(
    project: Path, *arguments: str, library: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Snakemake in a copy of the project, with the copy's library, or in a study."""
    environment = os.environ | {"PYTHONPATH": str(library or project), "COLUMNS": "200"}
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh copy of the project."""
    return copy_project(tmp_path / "project")


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the tiny benchmark on digits has run."""
    folder = copy_project(tmp_path_factory.mktemp("finished"))
    run = snakemake(folder, *TINY)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> Path:
    """Results of a finished run: of the folder ``$CRAFTBENCH_FINISHED``, else of `finished`."""
    folder = os.environ.get("CRAFTBENCH_FINISHED")
    return (Path(folder) if folder else request.getfixturevalue("finished")) / "results"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once; see `opened_pages`."""
    with launched() as started:
        yield started


TINY = ("--configfile", "tests/tiny.yaml", "--config", "datasets=[digits_tiny]")

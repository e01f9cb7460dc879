"""The recipes of CONTRIBUTING.md, carried out to the letter in a copy of the project."""

import re
from pathlib import Path

import pandas as pd
import pytest
from conftest import PROJECT, copy_project, snakemake

from craftbench.analyses.read import read_table

BLOCK = re.compile(
    r"^```(\w+) (file|append|insert)=(\S+)(?: after=\"([^\"]*)\")?\n(.*?)^```$", re.M | re.S
)


def carry_out(text: str, project: Path) -> list[str]:
    """Write, append or insert every block that names a file; the names of the files."""
    done = []
    for _, how, name, after, content in BLOCK.findall(text):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if how == "file":
            assert not path.exists(), f"{name} is there already"
            path.write_text(content, encoding="utf-8")
        else:
            old = path.read_text(encoding="utf-8")
            if how == "append":
                path.write_text(old + content, encoding="utf-8")
            else:
                assert old.count(after) == 1, f"{after!r} stands {old.count(after)} times in {name}"
                line = next(line for line in old.splitlines(keepends=True) if after in line)
                path.write_text(old.replace(line, line + content), encoding="utf-8")
        done.append(name)
    return done


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """A copy of the project with everything that the recipes add, in which their card has run."""
    project = copy_project(tmp_path_factory.mktemp("extended"))
    files = carry_out((PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8"), project)
    cards = [file for file in files if file.endswith(".yaml")]
    assert len(cards) == 1, "the recipes share one card"
    name = Path(cards[0]).stem
    arguments = ("--configfile", "tests/tiny.yaml", "--config", f"datasets=[{name}]")
    run = snakemake(project, *arguments, f"cards={Path(cards[0]).parent}")
    assert run.returncode == 0, run.stdout + run.stderr
    return project


def table(project: Path, name: str) -> pd.DataFrame:
    return read_table(project / "results" / "tables" / f"{name}.csv")


def test_new_analysis_is_a_table_and_on_the_page(extended):
    found = table(extended, "error_rate").set_index("arm")
    accuracy = table(extended, "accuracy").set_index("arm")["accuracy"]
    assert (found["error_rate"] - (1 - accuracy)).abs().max() < 1e-12
    page = (extended / "results" / "report.html").read_text(encoding="utf-8")
    assert "Error rate" in page


def test_new_feature_set_network_and_source_run(extended):
    architectures = table(extended, "architectures")
    assert "tiny_cnn" in set(architectures["model"])
    accuracy = table(extended, "accuracy").set_index("arm")
    assert len(accuracy) >= 3 and (accuracy["n_test"] > 0).all()


def test_new_corruption_is_measured(extended):
    assert "salt" in set(table(extended, "robustness")["corruption"])

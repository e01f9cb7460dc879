"""What a release says of itself is the same everywhere."""

from pathlib import Path

import yaml

from craftbench.cli.version import VERSION

ROOT = Path(__file__).parents[1]


def test_citation_and_changelog_name_the_version_and_its_day():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    newest = next(line for line in lines if line.startswith("## ") and line != "## Unreleased")
    assert citation["version"] == VERSION
    assert newest == f"## {VERSION} ({citation['date-released']})"


def test_forms_and_workflows_are_yaml():
    files = [*ROOT.glob(".github/**/*.yml"), ROOT / ".snakemake-workflow-catalog.yml"]
    assert len(files) >= 5
    for file in files:
        assert isinstance(yaml.safe_load(file.read_text()), dict), file

"""The commands of docs/own-data.md, run on small made files of each kind."""

import re
import shlex
from pathlib import Path

import made_files
import pytest
from conftest import snakemake

from craftbench.analyses.read import read_table
from craftbench.cli.main import main
from craftbench.config.cards import read_card

PAGE = Path("docs/own-data.md")
BLOCK = re.compile(r"<!-- way: (\w+) -->\n```bash\n(.*?)```", re.DOTALL)
COMMANDS = dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))


def photos(folder: Path) -> None:
    root = made_files.pictures(folder / "photos", colour=True)
    for path in sorted(root.rglob("*.png")):
        owner = "abcdefghijkl"[int(path.stem[6:8])]
        path.rename(path.with_name(f"{owner}_{path.stem.rpartition('_')[2]}.png"))


MADE = {
    "photos": photos,
    "manifest": made_files.manifest,
    "windows": made_files.windows,
    "long": made_files.long_table,
    "depth": lambda folder: made_files.depth(folder / "line"),
    "records": lambda folder: made_files.records(folder / "records"),
    "array": made_files.array,
    "series": made_files.series,
    "function": made_files.function,
    "features": made_files.features,
}


def test_every_way_of_the_page_is_tried():
    assert set(COMMANDS) == set(MADE)


@pytest.mark.parametrize("way", COMMANDS)
def test_the_commands_of_the_page_lead_to_a_card_that_passes_its_check(way, tmp_path, monkeypatch):
    new, run = COMMANDS[way].strip().splitlines()
    MADE[way](tmp_path)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(new)
    assert words[:2] == ["craftbench", "new-dataset"]
    assert main(words[1:]) == 0
    name = words[2]
    assert run == f'snakemake --cores all --config "datasets=[{name}]"'
    assert main(["check", name, "--no-networks"]) == 0
    card = read_card(Path(f"config/datasets/{name}.yaml"))
    assert len(card.training_sizes) > 1


@pytest.mark.parametrize(
    ("way", "arm"), [("photos", "hog_logistic"), ("features", "table_rbf_svm")]
)
def test_the_commands_lead_to_a_report(way, arm, project, monkeypatch):
    """Two ways that differ most; the cards of the others are checked above, and their arms in
    tests of their own."""
    new, run = COMMANDS[way].strip().splitlines()
    MADE[way](project)
    monkeypatch.chdir(project)
    assert main(shlex.split(new)[1:]) == 0
    datasets = shlex.split(run)[-1]
    short = "training={epochs: 2, block_updates: 5, patience: 1}"
    done = snakemake(project, "--config", datasets, "bootstrap=100", "budget=quick", short)
    assert done.returncode == 0, done.stdout + done.stderr
    accuracy = read_table(project / "results" / "tables" / "accuracy.csv").set_index("arm")
    assert accuracy.loc[arm, "accuracy"] > accuracy.loc["majority", "accuracy"]
    assert (project / "results" / "report.html").stat().st_size > 10_000

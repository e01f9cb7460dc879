"""The commands of docs/own-data.md, run on small made files of each kind."""

import re
import shlex
from pathlib import Path

import made_files
import pytest
from conftest import PROJECT, snakemake

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


REPORTED = ("photos", "manifest", "windows", "depth", "records", "features")
"""The ways that run to the report; tests/test_own_code_page.py has those with functions. The others
differ from these in their step `prepare` only, which the check runs."""
KEPT = {"baseline": 1, "hand-crafted": 1, "learned": 1}
"""Arms of each family that are not taken out of the written cards, for time."""
SHORT = ("bootstrap=100", "training={epochs: 2, block_updates: 5, patience: 1}")


def few_arms(path: Path) -> dict[str, str]:
    """Take lines of arms out of a card, as a user may; returns the families of the others."""
    card, kept = read_card(path), {}
    for family, count in KEPT.items():
        kept |= dict.fromkeys(card.arms_of(family)[:count], family)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = tuple(f"  {arm}: " for arm in card.arms if arm not in kept)
    path.write_text("".join(x for x in lines if not x.startswith(gone)), encoding="utf-8")
    return kept


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> tuple[Path, dict[str, dict[str, str]]]:
    """A study outside of the clone in which the commands of the ways have run, all in one.

    Also the arms of each data set with their families.
    """
    folder = tmp_path_factory.mktemp("ways") / "my study"
    assert main(["init", str(folder)]) == 0
    arms: dict[str, dict[str, str]] = {}
    runs = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for way in REPORTED:
            new, run = COMMANDS[way].strip().splitlines()
            MADE[way](folder)
            _, _, name, *_ = words = shlex.split(new)
            assert main(words[1:]) == 0
            arms[name] = few_arms(Path(f"config/datasets/{name}.yaml"))
            runs.add(run.replace(f"[{name}]", "[{names}]"))
    (run,) = runs
    command = shlex.split(run.format(names=", ".join(arms)))
    assert command[0] == "snakemake"
    done = snakemake(folder, *command[1:], *SHORT, library=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, arms


def test_the_commands_lead_to_a_report(study):
    folder, arms = study
    accuracy = read_table(folder / "results" / "tables" / "accuracy.csv")
    found = accuracy.groupby("dataset")["arm"].agg(set).to_dict()
    assert found == {name: set(of_name) for name, of_name in arms.items()}
    assert accuracy["accuracy"].between(0, 1).all()
    for name, of_name in arms.items():
        assert set(of_name.values()) == set(KEPT) - ({"learned"} if name == "blood" else set())
    page = (folder / "results" / "report.html").read_text(encoding="utf-8")
    assert "This page is incomplete" not in page and "Arms that failed" not in page
    for name, of_name in arms.items():
        assert name in page and all(arm in page for arm in of_name)


def test_hand_crafted_features_of_made_files_are_better_than_chance(study):
    """The labels of photos, windows and features are those of their files."""
    accuracy = read_table(study[0] / "results" / "tables" / "accuracy.csv")
    by_arm = accuracy.set_index(["dataset", "family"])["accuracy"]
    for name in ("pets", "listed", "gait", "line", "blood"):
        assert by_arm[name, "hand-crafted"] > by_arm[name, "baseline"], name


def test_data_need_no_code(study):
    assert not list(study[0].rglob("*.py"))

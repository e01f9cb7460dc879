"""The commands of docs/start.md and the tutorials, on small made files."""

import re
import shlex
from pathlib import Path

import made_files
import pytest
from conftest import PROJECT, snakemake
from test_own_data_docs import photos

from craftbench.cli.main import main
from craftbench.config.cards import find_card, read_card

BLOCK = re.compile(r"<!-- way: (\w+) -->\n```bash\n(.*?)```", re.DOTALL)
RUN = re.compile(r'snakemake --cores all --config "datasets=\[(\w+)\]"( budget=\w+)?')
MADE = {"tutorial-photos.md": photos, "tutorial-sensor.md": made_files.windows}
PAGES = {
    page.name: [
        line
        for _, block in BLOCK.findall(page.read_text(encoding="utf-8"))
        for line in block.strip().splitlines()
    ]
    for page in [PROJECT / "docs/start.md", *sorted(PROJECT.glob("docs/tutorial-*.md"))]
}


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_the_page_run_one_after_the_other(page, tmp_path, monkeypatch):
    """Runs themselves are tried on few arms by tests/test_own_data_docs.py."""
    monkeypatch.chdir(tmp_path)
    MADE.get(page, lambda folder: None)(tmp_path)
    kinds = []
    for line in PAGES[page]:
        command, *words = shlex.split(line)
        kinds.append(command)
        if command == "cd":
            monkeypatch.chdir(words[0])
        elif command == "craftbench":
            assert main(words) == 0, line
        else:
            found = RUN.fullmatch(line)
            assert found, line
            assert len(read_card(find_card(Path("config/datasets"), found[1])).training_sizes) > 1
    assert kinds[:2] == ["craftbench", "cd"] and "snakemake" in kinds


def test_the_run_of_the_start_page_is_planned_to_its_report(tmp_path):
    (run, *_) = (line for line in PAGES["start.md"] if line.startswith("snakemake"))
    assert main(["init", str(tmp_path / "my-study")]) == 0
    words = [*shlex.split(run)[1:], "--dry-run", "--workflow-profile", "none"]
    planned = snakemake(tmp_path / "my-study", *words, library=PROJECT)
    assert planned.returncode == 0, planned.stderr
    assert "results/report.html" in planned.stdout + planned.stderr


def test_python_of_the_tutorials_runs():
    found = 0
    for page in PROJECT.glob("docs/tutorial-*.md"):
        for code in re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
            exec(compile(code, str(page), "exec"), {})
            found += 1
    assert found


def test_the_figure_of_the_page_on_papers_is_drawn(tmp_path, monkeypatch):
    page = (PROJECT / "docs/paper-figures.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "results").mkdir()
    (tmp_path / "results/tables").symlink_to(PROJECT / "results/reference/default")
    monkeypatch.chdir(tmp_path)
    exec(compile("import matplotlib\nmatplotlib.use('Agg')\n" + code, str(page), "exec"), {})
    assert Path("curves.pdf").stat().st_size > 1000

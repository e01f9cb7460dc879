"""The commands, code and links of docs/teaching.md."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from craftbench.analyses.analysis import analyses
from craftbench.cli.main import main
from craftbench.report.chapters import CHAPTERS
from craftbench.report.docs_tables import REFERENCE

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/teaching.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
COMMANDS = [line for kind, text in BLOCKS if kind != "python" for line in text.splitlines()]
ARCHITECTURES = [line for line in COMMANDS if line.startswith("craftbench architecture ")]
SNIPPETS = [text for kind, text in BLOCKS if kind == "python"]
SETUP = ("python -m venv ", "pip install ")
NEED_A_RUN = ("craftbench predict results/", "python -m craftbench.report.charts ")
NAMES = set(analyses())


def test_every_command_is_of_a_kind_that_is_checked():
    kinds = ("craftbench architecture ", "snakemake --cores all ", *SETUP, *NEED_A_RUN)
    assert COMMANDS
    assert [line for line in COMMANDS if not line.startswith(kinds)] == []


def test_architectures_are_printed(capsys):
    printed = {}
    for line in ARCHITECTURES:
        assert main(shlex.split(line)[1:]) == 0, line
        printed[line] = capsys.readouterr().out
    lenet5 = printed["craftbench architecture lenet5 --input 32x32x1 --classes 10"]
    for words in re.findall(r"such as `(.+?)`: (61,706 parameters, \S+ of them)", TEXT):
        assert all(word in lenet5 for word in words)
    same = next(text for line, text in printed.items() if line.endswith("padding=same"))
    assert "Conv2D            32×32×6" in same


def test_the_simple_cnn_has_four_times_the_parameters_without_pooling(capsys):
    counts = []
    for line in ARCHITECTURES:
        if " simple_cnn " in line:
            main(shlex.split(line)[1:])
            counts.append(re.findall(r"([\d,]+) parameters", capsys.readouterr().out)[-1])
    pooled, unpooled = (int(count.replace(",", "")) for count in counts)
    assert 3.5 < unpooled / pooled < 4.5


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_snippets_run(snippet, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", snippet]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_models_and_charts_are_those_of_the_default_cards():
    for line in COMMANDS:
        for dataset, arm in re.findall(r"results/(\w+)/models/(\w+)\.", line):
            assert f"  {arm}: {{" in (ROOT / f"config/datasets/{dataset}.yaml").read_text()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"tables/(\w+)\.csv", TEXT))))
def test_tables_are_those_of_analyses(name):
    assert name in NAMES


@pytest.mark.parametrize("link", sorted(set(re.findall(r"report\.html#([\w-]+)", TEXT))))
def test_parts_of_the_report_exist(link):
    dataset, _, part = link.partition("-")
    assert (ROOT / f"config/datasets/{dataset}.yaml").exists()
    chapter = part.removeprefix("chapter-")
    assert chapter in (CHAPTERS if part.startswith("chapter-") else NAMES)


def test_parts_of_the_primer_exist():
    template = (ROOT / "craftbench/primer/templates/primer.html.j2").read_text(encoding="utf-8")
    links = re.findall(r"primer\.html#(\w+)", TEXT)
    assert len(links) > 8
    assert [link for link in links if f'<h2 id="{link}">' not in template] == []


def test_links_lead_to_files():
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_the_statement_about_digits_is_that_of_the_reference():
    rows = (ROOT / REFERENCE / "default/claims.csv").read_text().splitlines()
    row = next(row for row in rows if row.startswith("digits,for,needs little data"))
    assert row.split(",")[3] == "not supported"

"""A whole run in which an arm, a data set and a process fail: the rest is reported."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
import yaml
from conftest import snakemake

from craftbench.analyses.read import read_cells, read_table

GOOD = {
    "title": "Digits with arms that fail",
    "source": {"kind": "digits"},
    "classes": ["0", "1", "2"],
    "training_sizes": [30, 60],
    "repeats": 2,
    "views": {"pixels": {"kind": "image", "height": 8, "width": 8}},
    "arms": {
        "majority": {"representation": [], "model": "majority"},
        "hog_logistic": {"representation": ["hog"], "model": "logistic_regression"},
        "hog_forest": {"representation": ["hog"], "model": "random_forest"},
        "scattering": {"representation": ["pixels"], "model": "scattering"},
        "lenet5": {"representation": ["pixels"], "model": "lenet5"},
    },
}
ARRAY = {"kind": "arrays", "samples": "cards/damaged.npy", "labels": "cards/labels.csv"}
KILLED = "results/logs/good/train_hog_forest.unfinished.json"
OPTIONS = ("--configfile", "cards/config.yaml")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The project, and what Snakemake printed, after a run with three failures."""
    from conftest import copy_project

    folder = copy_project(tmp_path_factory.mktemp("failed"))
    cards = folder / "cards"
    cards.mkdir()
    (cards / "good.yaml").write_text(yaml.safe_dump(GOOD))
    (cards / "damaged.npy").write_bytes(b"\x93NUMPY")
    (cards / "labels.csv").write_text("label\n" + "0\n1\n2\n" * 40)
    (cards / "broken.yaml").write_text(yaml.safe_dump({"like": "good", "source": ARRAY}))
    config = {"cards": "cards", "datasets": ["good", "broken"], "bootstrap": 100}
    (cards / "config.yaml").write_text(yaml.safe_dump(config))
    output = cards / "output.log"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--cores", "2", *OPTIONS],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)},
            stdout=file,
            stderr=file,
        )
        kill_when_it_trains(folder / KILLED, process)
        assert process.wait(900) == 1
    return folder, output.read_text(encoding="utf-8")


def kill_when_it_trains(record, process) -> None:
    """As the system does when memory is used up."""
    while process.poll() is None:
        if record.exists() and (text := record.read_text()):
            os.kill(json.loads(text)["process"], signal.SIGKILL)
            return
        time.sleep(0.01)


EXPECTED = {
    ("good", "train", "lenet5"): "needs at least 16 × 16 pixels",
    ("good", "train", "hog_forest"): "killed: its process ended without an error",
    ("broken", "prepare", ""): "damaged.npy",
}


def test_the_summary_and_the_table_name_data_set_arm_reason_and_log(run):
    folder, output = run
    summary = output.split("3 failed jobs:")[1]
    table = read_cells(folder / "results" / "tables" / "failures.csv")
    found = table.set_index(["dataset", "step", "arm"])
    assert set(found.index) == set(EXPECTED)
    for (dataset, step, arm), reason in EXPECTED.items():
        row = found.loc[(dataset, step, arm)]
        assert reason in row["reason"] and row["log"] in summary
        assert f"  {dataset} {step} {arm}".rstrip() + ": " in summary
        assert (folder / row["log"]).is_file()


def test_the_rest_is_scored_compared_and_reported(run):
    folder, _ = run
    for name in ("accuracy", "learning_curves", "cost", "comparisons"):
        table = read_table(folder / "results" / "tables" / f"{name}.csv")
        arms = {"majority", "hog_logistic", "scattering"}
        assert set(table["arm" if "arm" in table else "arm_a"]) | {"majority"} <= arms
        assert set(table["dataset"]) == {"good"}
    verdict = read_table(folder / "results" / "tables" / "verdict.csv")
    assert verdict["note"].str.contains("missing, since failed: hog_forest .*, lenet5").all()
    assert (folder / "results" / "primer.html").is_file()


def test_the_page_shows_what_is_missing_and_is_of_this_run(run):
    folder, _ = run
    page = (folder / "results" / "report.html").read_text(encoding="utf-8")
    assert "This page is incomplete: 3 failed jobs." in page
    assert "This page is of an earlier run" not in page
    assert re.search("Arms that failed.*lenet5<[^>]*>: learned; .*16 × 16 pixels", page, re.DOTALL)


def test_the_next_start_runs_failed_jobs_again_and_keeps_what_is_there(run):
    folder, _ = run
    planned = snakemake(folder, "--dry-run", *OPTIONS)
    output = planned.stdout + planned.stderr
    counts = dict(re.findall(r"^(\w+) +(\d+)$", output, re.M))
    assert planned.returncode == 0, output
    assert counts["prepare"] == "1" and counts["train_network"] == "2"
    assert counts["train_classifier"] == "5", "the killed one, and four of the broken data set"
    runs = folder / "results" / "good" / "finished_runs" / "hog_logistic"
    assert pd.Series([one.name for one in runs.glob("*/*-?")]).nunique() == 4

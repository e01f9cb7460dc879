"""How the results were made, as the page says it."""

from dataclasses import replace

import pandas as pd
import pytest
from test_report import FACTS, render
from test_report_page import Page

from craftbench.report.glossary.names import Names
from craftbench.report.provenance.machine import library_versions, processor
from craftbench.report.provenance.made import COMMAND, made
from craftbench.report.provenance.timings import COLUMNS, timings

HASHES = {"configuration": "c0ffee", "cards": {"t": "beef"}}


@pytest.fixture
def benchmarks(tmp_path):
    jobs = {"train_svm": (10, 300), "train_net": (70, 900), "score": (2, 100)}
    (tmp_path / "t").mkdir()
    for job, (seconds, memory) in jobs.items():
        (tmp_path / "t" / f"{job}.tsv").write_text(
            f"s\th:m:s\tmax_rss\n{seconds}\t0:00:10\t{memory}\n"
        )
    (tmp_path / "t" / "refit.tsv").write_text("s\th:m:s\tmax_rss\n0.1\t0:00:00\t-\n")
    (tmp_path / "t" / "examine.tsv").write_text("")
    (tmp_path / "other").mkdir()
    return tmp_path


def test_jobs_of_a_step_are_counted_together(benchmarks):
    found = timings(benchmarks, ["t", "never run"]).set_index("step")
    assert found.loc["train", ["jobs", "wall_seconds", "longest_seconds"]].tolist() == [2, 80, 70]
    assert found.loc["train", "job_memory_mib"] == 900
    assert pd.isna(found.loc["refit", "job_memory_mib"])
    assert "examine" not in found.index


def test_without_measurements_there_are_no_rows(tmp_path):
    assert list(timings(tmp_path, ["t"]).columns) == list(COLUMNS)


def test_processor_as_linux_names_it(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor : 0\nmodel name\t: A CPU @ 2 GHz\n")
    assert processor(tmp_path / "cpuinfo") == "A CPU @ 2 GHz"
    assert processor(tmp_path / "missing")


def test_versions_of_libraries_that_decide():
    found = library_versions()
    assert found["numpy"][0].isdigit() and set(found) >= {"scikit-learn", "tensorflow", "snakemake"}


def test_the_page_says_how_it_was_made(benchmarks, monkeypatch):
    monkeypatch.setenv(COMMAND, "snakemake --cores <all>")
    page = render(made=made({"t": FACTS}, HASHES, {"t": "<digest>"}, benchmarks))
    texts = Page(page).texts
    assert "snakemake --cores &lt;all&gt;" in page and "&lt;digest&gt;" in page
    assert "c0ffee" in page and "beef" in page and "wall time" in texts


def test_what_is_not_known_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv(COMMAND, raising=False)
    page = render(made=made({"t": FACTS}, HASHES, {}, tmp_path))
    assert "No job has been measured." in page and "<pre>not known</pre>" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hog_svm needs 2 times the data", "HOG + RBF SVM needs 2 times the data"),
        ("crossing_low: below 50", "crossing, lower bound: below 50"),
        ("j_kappa: S is absent", "j-κ: S is absent"),
        ("net beats hog_svm", "Network beats HOG + RBF SVM"),
        ("class_1 is 89.5% of the pool", "class_1 is 89.5% of the pool"),
        ("see results/logs/hog_svm.log", "see results/logs/hog_svm.log"),
        ("nearest_neighbours × 0.5", "nearest neighbours × 0.5"),
        ("internet and network", "internet and network"),
        ("above the floor on t", "above the floor on t"),
    ],
)
def test_keys_inside_texts_become_words(text, shown):
    facts = replace(FACTS, arm_names={"hog_svm": "HOG + RBF SVM", "net": "Network"})
    facts = replace(facts, classes=["class_1", "net_x"])
    assert Names({"t": facts}, "t").text(text) == shown

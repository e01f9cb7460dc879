"""The line about a whole run, from the events that Snakemake logs."""

import io
import logging
import re
import time

import pytest
from conftest import snakemake

from craftbench.steps import progress_line
from craftbench.steps.progress import Progress, in_words, seconds_of_earlier_runs
from craftbench.steps.progress_line import ProgressHandler, show_progress


def job(jobid: int, rule: str, **wildcards) -> dict:
    file = f"results/benchmarks/{wildcards.get('dataset')}/{rule}.tsv"
    return {"jobid": jobid, "rule_name": rule, "wildcards": wildcards, "benchmark": [file]}


def begun(earlier=(), cores=1, **counts) -> Progress:
    progress = Progress(dict(earlier), start=0)
    progress.take("resources_info", {"cores": cores}, 0)
    progress.take("run_info", {"stats": counts | {"total": sum(counts.values())}}, 0)
    return progress


def test_what_is_done_and_what_runs():
    progress = begun(prepare=1, compare=2, all=1)
    assert progress.line(0) == "0 of 4 steps in 0 s; time left unknown"
    progress.take("job_info", job(1, "prepare", dataset="digits"), 0)
    progress.take("job_finished", {"job_id": 1}, 10)
    progress.take("progress", {"done": 1, "total": 4}, 10)
    progress.take("job_info", job(2, "compare", dataset="digits", other="é x"), 10)
    expected = "1 of 4 steps in 12 s; running: compare digits é x; about 18 s left"
    assert progress.line(12) == expected, "a rule that has not run yet is taken to last as others"
    progress.take("job_error", {"jobid": 2}, 13)
    assert "; 1 failed;" in progress.line(13)


def test_jobs_that_share_the_runs_of_an_arm_take_what_such_jobs_took():
    earlier = {
        "results/benchmarks/x/train_a_shard_1-of-2.tsv": 30.0,
        "results/benchmarks/x/train_a_shard_2-of-2.tsv": 50.0,
    }
    progress = begun(earlier, train_network_shard=2)
    assert progress.seconds_left(0) == 80
    progress.take("job_info", job(1, "train_network_shard", dataset="x", arm="a", shard="1"), 0)
    assert "running: train_network_shard x a 1" in progress.line(0)


def test_a_finished_run_has_nothing_left():
    progress = begun(all=1)
    progress.take("job_info", job(0, "all"), 1)
    progress.take("job_finished", {"job_id": 0}, 1)
    progress.take("progress", {"done": 1, "total": 1}, 1)
    assert progress.line(2) == "1 of 1 steps in 2 s"


def test_earlier_runs_say_how_long_each_job_takes():
    earlier = {
        "results/benchmarks/digits/train_lenet5.tsv": 100.0,
        "results/benchmarks/digits/train_hog.tsv": 20.0,
        "results/benchmarks/digits/compare.tsv": 5.0,
    }
    progress = begun(earlier, train_network=2, compare=1)
    assert progress.seconds_left(0) == 2 * 60 + 5
    started = job(1, "train_network", dataset="digits") | {
        "benchmark": "results/benchmarks/digits/train_lenet5.tsv"
    }
    progress.take("job_info", started, 0)
    assert progress.seconds_left(30) == 70 + 60 + 5, "that of the very job, less what has passed"
    assert progress.seconds_left(500) == 60 + 5, (
        "a job that takes longer than before is not negative"
    )


def test_own_durations_replace_those_of_earlier_runs():
    progress = begun({"results/benchmarks/x/train_a.tsv": 100.0}, train_network=3)
    progress.take("job_info", job(1, "train_network", dataset="x"), 0)
    progress.take("job_finished", {"job_id": 1}, 8)
    assert progress.seconds_left(8) == 16


def test_more_cores_share_the_work_but_not_one_job():
    earlier = {"results/benchmarks/x/train_a.tsv": 30.0}
    assert begun(earlier, cores=3, train_network=6).seconds_left(0) == 60
    alone = begun(earlier, cores=8, train_network=1)
    alone.take("job_info", job(1, "train_network"), 0)
    assert alone.seconds_left(0) == 30


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (3540, "59 min"),
        (3599, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_times_in_words(seconds, words):
    assert in_words(seconds) == words


def test_benchmark_files_are_read_and_broken_ones_left_out(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "good.tsv").write_text("s\th:m:s\n2.5\t0:00:02\n3.5\t0:00:03\n")
    for name, content in {"empty": "", "cut": "s\th:m:s\n", "text": "s\nNA?\n"}.items():
        (tmp_path / "x" / f"{name}.tsv").write_text(content)
    assert seconds_of_earlier_runs(tmp_path) == {str(tmp_path / "x" / "good.tsv"): 3.0}
    assert seconds_of_earlier_runs(tmp_path / "nowhere") == {}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def logger():
    own = logging.Logger("run")
    own.printed = io.StringIO()
    own.addHandler(logging.StreamHandler(own.printed))
    return own


def test_the_line_replaces_what_snakemake_prints_about_jobs(logger, monkeypatch):
    monkeypatch.setattr(progress_line, "SETTLED_S", 0.02)
    terminal = Terminal()
    show_progress(logger, terminal)
    show_progress(logger, terminal)
    assert sum(isinstance(one, ProgressHandler) for one in logger.handlers) == 1
    logger.info("Select jobs to execute...")
    logger.info("Execute 1 jobs...", extra={"event": "job_started", "jobs": [1]})
    logger.info(None, extra={"event": "job_info"} | job(1, "prepare", dataset="digits"))
    for _ in range(100):
        time.sleep(0.02)
        if terminal.getvalue():
            break
    assert "running: prepare digits" in terminal.getvalue()
    logger.info("Finished", extra={"event": "job_finished", "job_id": 1})
    logger.info(None, extra={"event": "progress", "done": 1, "total": 1})
    assert terminal.getvalue().splitlines()[-1].startswith("1 of 1 steps in ")
    logger.error("an error")
    assert "an error" in logger.printed.getvalue()
    assert not re.search("Execute|Finished|Select", logger.printed.getvalue())


def test_nothing_is_added_where_there_is_no_terminal(logger):
    stream = io.StringIO()
    show_progress(logger, stream)
    logger.info("Finished", extra={"event": "job_finished", "job_id": 1})
    assert stream.getvalue() == "" and "Finished" in logger.printed.getvalue()


def test_fields_that_another_version_leaves_out_cost_nothing(logger):
    terminal = Terminal()
    show_progress(logger, terminal)
    for event in (
        "run_info",
        "resources_info",
        "job_info",
        "job_finished",
        "job_error",
        "progress",
    ):
        logger.info("x", extra={"event": event})
    assert terminal.getvalue().startswith("0 of 0 steps")


def test_snakemake_still_logs_these_events(project):
    """A dry run logs the same job_info and run_info; their fields are those that are read."""
    code = """
import atexit, sys
from craftbench.steps.progress_line import ProgressHandler
handler = ProgressHandler(sys.stderr)
logger.addHandler(handler)
def told():
    running = handler.progress.running.values()
    print("TAKEN", handler.progress.total, *(job.about for job in running))
atexit.register(told)
"""
    file = project / "Snakefile"
    file.write_text(file.read_text() + code)
    run = snakemake(project, "--dry-run", "--config", "datasets=[gunpoint]")
    told = run.stdout.split("TAKEN ")[1]
    assert int(told.split()[0]) > 10
    assert "train_classifier gunpoint majority" in told and "report" in told

"""Jobs that fail or are killed: what is recorded, what remains, and what is said."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of

from craftbench.analyses.accuracy.checks import checks
from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.claims import claims
from craftbench.analyses.verdict.verdict import verdict
from craftbench.analyses.verdict.verdict_per_class import verdict_per_class
from craftbench.analyses.write import leave_table_empty
from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.config.contest import FailedArm
from craftbench.errors import CraftbenchError
from craftbench.report.earlier_run import is_marked, mark, unmark
from craftbench.report.not_drawn import not_drawn
from craftbench.report.picture import svg
from craftbench.report.verdict_words import verdict_paragraph
from craftbench.runs.job_record import ENDING, JobRecord, delete_records, unfinished
from craftbench.runs.parts import PartsFailed, make_parts
from craftbench.steps.failure import (
    Failure,
    failures,
    in_words,
    read_failures,
    table_of,
    write_failures,
)
from craftbench.steps.remaining import (
    first_failures,
    left_empty,
    remaining_cards,
    remaining_targets,
)
from craftbench.steps.rest_of_run import RestOfRun, command_of_rest, unforced
from craftbench.steps.settings import contest, of_training

JOB = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from craftbench.errors import CraftbenchError
from craftbench.runs.jobs import run_job, working_on
from craftbench.runs.parts import make_parts

def main(job):
    {body}

run_job(main, SimpleNamespace(
    rule={rule!r}, wildcards={wildcards!r}, output={outputs!r}, log=["results/logs/d/job.log"],
))
"""


def started(folder: Path, body: str, rule="train_network", wildcards=None, outputs=()):
    """A process that runs a job with this body."""
    wildcards = {"dataset": "d", "arm": "net"} if wildcards is None else wildcards
    code = JOB.format(body=body, rule=rule, wildcards=wildcards, outputs=list(outputs))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        # A shell ignores SIGINT in jobs that it starts in the background, and so do their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def failure(folder: Path, *arguments, **more) -> Failure:
    """What a job leaves behind."""
    started(folder, *arguments, **more).communicate(timeout=60)
    (found,), stopped = failures(folder / "results" / "logs")
    assert not stopped
    return replace(found, log=found.log)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("body", "reason", "killed"),
    [
        ("raise CraftbenchError('widen the view')", "widen the view", False),
        ("raise ZeroDivisionError('by zero')", "ZeroDivisionError: by zero", False),
        ("raise MemoryError('7 GiB')", "the memory is used up: .*7 GiB", False),
        (
            "print('size 60, repeat 1', flush=True); os.kill(os.getpid(), signal.SIGKILL)",
            "killed: .*memory is used up .*; the last line of its log: size 60, repeat 1",
            True,
        ),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed: Segmentation fault", True),
    ],
)
def test_every_end_but_success_leaves_the_arm_and_the_reason(here, body, reason, killed):
    found = failure(here, body)
    assert (found.dataset, found.step, found.arm) == ("d", "train", "net")
    assert pd.Series([found.reason]).str.match(reason).all(), found.reason
    assert found.killed == killed and found.log == "results/logs/d/job.log"
    assert "d train net: " in in_words([found]) and "log: results/logs/d/job.log" in in_words(
        [found]
    )
    assert table_of([found])["arm"].tolist() == ["net"]
    write_failures([found], here / "failures.json")
    assert read_failures(str(here / "failures.json")) == [found] and read_failures(None) == []
    delete_records(here / "results")
    assert failures(here / "results") == ([], False)


def test_a_job_that_does_some_runs_of_an_arm_fails_as_the_arm(here):
    wildcards = {"dataset": "d", "arm": "net", "shard": "1", "shards": "3"}
    found = failure(
        here,
        "raise CraftbenchError('widen the view')",
        rule="train_network_shard",
        wildcards=wildcards,
        outputs=["results/d/shards/net/1-of-3"],
    )
    assert (found.dataset, found.step, found.arm, found.parts) == ("d", "train", "net", ())
    assert first_failures([found]) == [found]


def test_jobs_of_one_arm_that_fail_for_one_reason_are_one_failure(here):
    logs = here / "results" / "logs"
    logs.mkdir(parents=True)
    for shard, reason in enumerate(["too small", "too small", "too large"], 1):
        wildcards = {"dataset": "d", "arm": "net", "shard": str(shard), "shards": "3"}
        record = JobRecord("train_network_shard", wildcards, f"{shard}.log", reason=reason)
        (logs / f"{shard}{ENDING}").write_text(json.dumps(asdict(record)))
    found, _ = failures(logs)
    told = [(one.log, one.reason) for one in found]
    assert told == [("1.log", "too small"), ("3.log", "too large")]


def test_success_leaves_no_record(here):
    process = started(here, "pass")
    process.communicate(timeout=60)
    assert process.returncode == 0 and failures(here) == ([], False)


def test_a_job_that_the_user_stops_has_not_failed(here):
    process = started(here, "os.kill(os.getpid(), signal.SIGINT)")
    process.communicate(timeout=60)
    assert process.returncode != 0 and failures(here) == ([], True)


PARTS = """make_parts(job.output, lambda file: 1 / 0 if file.stem == 'b' else {then}, print)"""


@pytest.mark.parametrize(
    ("then", "parts"), [("None", ("b",)), ("os.kill(os.getpid(), signal.SIGKILL)", ("a",))]
)
def test_the_record_of_an_analysis_names_the_tables(here, then, parts):
    outputs = ["results/d/tables/a.csv", "results/d/tables/b.csv"]
    wildcards = {"dataset": "d"}
    found = failure(here, PARTS.format(then=then), "compare", wildcards, outputs)
    assert (found.step, found.arm, found.parts, found.outputs) == ("compare", "", parts, ("a", "b"))


def test_one_part_that_fails_costs_no_other(tmp_path):
    files = [tmp_path / f"{name}.csv" for name in "abcd"]

    def make(file):
        if file.stem in "bc":
            raise CraftbenchError("no values")
        file.write_text("made")

    with pytest.raises(PartsFailed, match="b, c: no values") as raised:
        make_parts(files, make, lambda file: file.write_text("empty"), without=["d"])
    assert raised.value.parts == ["b", "c"]
    assert [file.read_text() for file in files if file.exists()] == ["made", "empty"]


def test_a_table_that_failed_has_its_header(tmp_path):
    leave_table_empty(tmp_path / "accuracy.csv")
    found = pd.read_csv(tmp_path / "accuracy.csv")
    assert not len(found) and {"dataset", "arm", "score_low"} <= set(found.columns)
    assert b"svg" in svg(not_drawn("robustness", "results/logs/d/plot.log"))


def test_the_next_process_of_a_job_waits_for_one_that_outlived_its_snakemake(here):
    body = "import time; Path('went').touch(); time.sleep(3); Path('order').open('a').write('1')"
    first = started(here, body)
    while not Path("went").exists():
        time.sleep(0.05)
    assert unfinished(here) == [], "it still runs, and has not failed"
    delete_records(here)
    second = started(here, "Path('order').open('a').write('2')")
    assert "waiting for an earlier process" in second.communicate(timeout=60)[1]
    first.communicate(timeout=60)
    assert Path("order").read_text() == "12" and failures(here) == ([], False)


CARD = Card.model_validate(
    {
        "title": "d",
        "source": {"kind": "digits"},
        "classes": ["0", "1"],
        "training_sizes": [20],
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {
            "majority": {"representation": [], "model": "majority"},
            "svm": {"representation": ["hog"], "model": "rbf_svm"},
            "forest": {"representation": ["hog", "geometry"], "model": "random_forest"},
            "net": {"representation": ["pixels"], "model": "lenet5"},
        },
    }
)
TRAINED = Failure("train", "d", "net", (), "out of memory", "net.log")
EXTRACTED = Failure("extract", "d", "", ("geometry",), "no contour", "geometry.log")
PREPARED = Failure("prepare", "d", "", ("samples",), "no file", "prepare.log")
COMPARED = Failure("compare", "d", "", ("calibration",), "ValueError", "compare.log")


@pytest.mark.parametrize(
    ("failed", "arms"),
    [
        ([TRAINED], ["majority", "svm", "forest"]),
        ([EXTRACTED], ["majority", "svm", "net"]),
        ([TRAINED, EXTRACTED], ["majority", "svm"]),
        ([COMPARED], list(CARD.arms)),
        ([replace(TRAINED, dataset="other")], list(CARD.arms)),
        ([PREPARED], None),
        ([TRAINED, replace(EXTRACTED, parts=("hog",))], None),
    ],
)
def test_what_remains_has_no_failed_arm_and_says_why(failed, arms):
    found = remaining_cards({"d": CARD}, failed)
    if arms is None:
        assert found == {}
        return
    card = found["d"]
    assert list(card.arms) == arms
    assert set(card.failed) == set(CARD.arms) - set(arms)
    if "net" in card.failed:
        assert card.failed["net"] == FailedArm(family="learned", reason="out of memory")
    if "forest" in card.failed:
        assert card.failed["forest"].reason == "its feature set geometry: no contour"
    config = Config(datasets=["d"])
    assert of_training(config, card, "svm") == of_training(config, CARD, "svm")
    assert contest(card)["failed"].keys() == card.failed.keys()


def test_a_data_set_that_is_only_tested_on_may_be_missing():
    assert remaining_targets({"d": CARD}, [PREPARED]) == {}
    assert remaining_targets({"d": CARD}, [TRAINED]) == {"d": CARD}


def test_an_analysis_is_tried_again_without_the_arm_that_failed():
    assert first_failures([COMPARED, TRAINED]) == [TRAINED]
    assert first_failures([COMPARED]) == [COMPARED]
    assert first_failures([Failure("report", "", "", (), "x", "y")]) == []
    assert left_empty([COMPARED, TRAINED], "compare", "d") == ["calibration"]
    assert left_empty([COMPARED], "compare", "other") == left_empty([COMPARED], "plot", "d") == []


ARMS = {"majority": BASELINE, "hand": HAND_CRAFTED, "net": LEARNED}
FAILED = FailedArm(family="learned", reason="out of memory")


@pytest.mark.parametrize(
    ("family", "choice", "because"),
    [("learned", "undecided", "arm failed"), ("hand-crafted", "hand-crafted", "")],
)
def test_a_verdict_says_which_arm_is_missing(family, choice, because):
    curves = {"majority": {100: 0.4}, "hand": {100: 0.95}, "net": {100: 0.6}}
    study = simulated_study(curves, ARMS, n_test=2000)
    assert verdict(study)["choice"].tolist() == ["hand-crafted"]
    failed = {"big": FAILED.model_copy(update={"family": family})}
    study = replace(study, contest=study.contest.model_copy(update={"failed": failed}))
    (row,) = verdict(study).to_dict("records")
    assert (row["choice"], row["undecided_because"]) == (choice, because)
    assert f"missing, since failed: big ({family})" in row["note"]
    by_class = verdict_per_class(study)
    assert by_class["choice"].isin([choice, "undecided"]).all()
    assert (
        by_class["note"].str.contains(f"missing, since failed: big ({family})", regex=False).all()
    )
    words = verdict_paragraph(verdict(study), "T")
    assert ("because an arm of another family failed" in words) == (family == "learned")
    ran = checks(study).set_index("check").loc["ran"]
    assert (ran["arm"], ran["passed"], ran["note"]) == ("big", False, "out of memory")


def test_claims_name_the_arms_that_failed():
    curves = {"majority": {30: 0.4, 90: 0.4}, "hand": {30: 0.9, 90: 0.9}, "net": {30: 0.5, 90: 0.6}}
    study = simulated_study(curves, ARMS)
    study = replace(study, contest=study.contest.model_copy(update={"failed": {"big": FAILED}}))
    found = claims(Joint({name: table for name, table in tables_of(study).items() if len(table)}))
    own = found[found["dataset"] == "t"]
    assert len(own) and own["evidence"].str.endswith("; without big, since failed").all()


def test_a_baseline_that_failed_changes_no_verdict():
    curves = {"hand": {100: 0.95}, "net": {100: 0.6}}
    study = simulated_study(curves, {"hand": HAND_CRAFTED, "net": LEARNED}, n_test=2000)
    failed = {"majority": FailedArm(family="baseline", reason="x")}
    missing = replace(study, contest=study.contest.model_copy(update={"failed": failed}))
    pd.testing.assert_frame_equal(verdict(study), verdict(missing))


def test_a_report_of_an_earlier_run_says_so_and_looks_as_old_as_it_is(tmp_path):
    page = tmp_path / "report.html"
    mark(page, datetime.now())
    page.write_text("<html><body>\n<h1>Title</h1></body></html>", encoding="utf-8")
    content, written = page.read_text(), page.stat().st_mtime_ns
    for _ in range(2):
        mark(page, datetime.now())
        assert page.read_text().count("This page is of an earlier run") == 1
    assert is_marked(page) and page.stat().st_mtime_ns == written
    unmark(page)
    assert page.read_text() == content and page.stat().st_mtime_ns == written


def test_what_remains_is_not_forced():
    given = ["--cores", "2", "-F", "-R", "train_network", "score", "--config", "a=1", "--force"]
    assert unforced(given) == ["--cores", "2", "--config", "a=1"]


def test_targets_after_two_dashes_stay_the_only_targets_of_the_rest():
    command = command_of_rest(["--cores", "2", "--config", "a=1", "--", "verify"])
    assert command[command.index("--") + 1 :] == ["verify"]
    assert "--nolock" in command


class Rounds(RestOfRun):
    """Runs that leave given failures, one list a round, in place of Snakemake."""

    def __init__(self, folder, rounds):
        super().__init__(folder, [], str(folder), lambda known: PREPARED not in known)
        self.rounds, self.asked = iter(rounds), []

    def _snakemake(self):
        self.asked.append(read_failures(str(self._file)))
        left = next(self.rounds)
        self._found = left
        return 1 if left else 0


@pytest.mark.parametrize(
    ("first", "rounds", "asked", "told"),
    [
        ([TRAINED, COMPARED], [[]], [[TRAINED]], [TRAINED]),
        ([TRAINED], [[COMPARED], []], [[TRAINED], [TRAINED, COMPARED]], [TRAINED, COMPARED]),
        ([PREPARED], [], [], [PREPARED]),
        (
            [replace(COMPARED, killed=True, outputs=("calibration", "accuracy"))],
            [[replace(COMPARED, killed=True, outputs=("calibration", "accuracy"))], []],
            None,
            None,
        ),
    ],
)
def test_rounds_go_on_until_nothing_fails(
    first, rounds, asked, told, tmp_path, monkeypatch, capsys
):
    rest = Rounds(tmp_path, rounds)
    rest._found = first
    monkeypatch.setattr("craftbench.steps.rest_of_run.failures", lambda _: (rest._found, False))
    rest.fail(True, "snakemake.log")
    table = pd.read_csv(tmp_path / "tables" / "failures.csv")
    if asked is None:
        assert left_empty(rest.asked[-1], "compare", "d") == ["accuracy", "calibration"]
        return
    assert rest.asked == asked
    assert table["step"].tolist() == [one.step for one in told]
    assert f"{len(told)} failed" in capsys.readouterr().err


@pytest.mark.parametrize("writes_page", [True, False])
def test_a_page_is_of_an_earlier_run_only_if_this_run_should_have_written_it(
    writes_page, tmp_path, monkeypatch, capsys
):
    rest, page = Rounds(tmp_path, []), tmp_path / "report.html"
    monkeypatch.setattr(rest, "_listen", lambda _: None)
    page.write_text("<html><body>figures</body></html>")
    differs = replace(COMPARED, step="verify", dataset="", parts=(), reason="differences: 2")
    monkeypatch.setattr("craftbench.steps.rest_of_run.failures", lambda _: ([differs], False))
    rest.start(True, writes_page)
    rest.fail(True, "snakemake.log")
    assert rest.asked == [] and is_marked(page) == writes_page
    assert "differences: 2" in capsys.readouterr().err
    rest.succeed(True)
    assert not is_marked(page)


def test_nothing_goes_on_after_the_user_stopped_it(tmp_path, monkeypatch, capsys):
    rest = Rounds(tmp_path, [])
    monkeypatch.setattr("craftbench.steps.rest_of_run.failures", lambda _: ([TRAINED], True))
    rest.fail(True, "snakemake.log")
    assert rest.asked == [] and "Stopped" in capsys.readouterr().err


def test_a_failure_without_a_record_names_the_log_of_snakemake(tmp_path, capsys):
    rest = Rounds(tmp_path, [])
    rest.fail(True, "snakemake.log")
    assert rest.asked == [] and "without a record" in (said := capsys.readouterr().err)
    assert "see snakemake.log" in said

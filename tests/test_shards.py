"""Jobs that share the runs of an arm: every run once, and the results of a single job."""

import shutil
from collections import Counter

import pandas as pd
import pytest
from conftest import copy_project, snakemake

from craftbench.config.cards import Card
from craftbench.config.configuration import Config, within_budget
from craftbench.runs.run_store import RunStore
from craftbench.runs.shards import made_from, record_shards, runs_of_shard, share_of_shard
from craftbench.steps import code as step_code
from craftbench.steps.settings import of_learning_curve, of_report, of_training
from craftbench.steps.shards import is_marker, markers, shards_of_arm

ARMS = ("hog_logistic", "lenet5")
TARGETS = [f"results/digits_tiny/fits/{arm}.parquet" for arm in ARMS]
OPTIONS = ("--cores", "2", "--configfile", "tests/tiny.yaml", "--config", "datasets=[digits_tiny]")


@pytest.mark.parametrize("number", [1, 2, 3, 5, 12])
def test_every_run_is_done_by_one_job_and_the_jobs_are_alike(number):
    sizes, repeats = [10, 100, 1000, 5000], 3
    jobs = [runs_of_shard(sizes, repeats, shard, number) for shard in range(1, number + 1)]
    counted = Counter(run for job in jobs for run in job)
    assert counted == Counter((size, repeat) for size in sizes for repeat in range(repeats))
    for size in sizes:
        of_size = [sum(run[0] == size for run in job) for job in jobs]
        assert max(of_size) - min(of_size) <= 1
    assert all(job == sorted(job) for job in jobs)


@pytest.mark.parametrize("shard", [0, 4])
def test_a_job_that_is_none_of_them_is_an_error(shard):
    with pytest.raises(ValueError, match=f"shard {shard} is not one of 1 to 3"):
        runs_of_shard([10], 3, shard, 3)


@pytest.mark.parametrize("number", [1, 2, 5, 12])
def test_the_shares_of_all_jobs_are_one(number):
    shares = [share_of_shard([10, 100, 5000], 4, one, number) for one in range(1, number + 1)]
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0


@pytest.fixture(scope="module")
def card():
    return Card.model_validate(
        {
            "title": "Two digits",
            "source": {"kind": "digits"},
            "classes": ["0", "1"],
            "training_sizes": [20, 40],
            "repeats": 2,
            "arms": {"majority": {"representation": [], "model": "majority"}},
        }
    )


@pytest.mark.parametrize(("config", "own", "expected"), [(9, None, 4), (1, None, 1), (3, 2, 2)])
def test_a_card_wins_and_no_job_is_without_a_run(card, config, own, expected):
    asked = card if own is None else card.model_copy(update={"shards": own})
    found = within_budget(Config(datasets=["digits"], shards=config), asked)
    assert found.shards == expected


def test_settings_of_training_and_hashes_of_the_report_do_not_depend_on_shards(card):
    config = Config(datasets=["digits"])
    many = config.model_copy(update={"shards": 7})
    other = card.model_copy(update={"shards": 3})
    assert of_training(config, card, "majority") == of_training(many, other, "majority")
    assert of_learning_curve(card) == of_learning_curve(other)
    assert of_report(config, {"digits": card}) == of_report(many, {"digits": other})


def test_another_number_of_shards_is_no_reason_to_train_again(card, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config, folder = Config(datasets=["digits"]), tmp_path / "results/digits/finished_runs/majority"
    folder.mkdir(parents=True)

    def used(card):
        return shards_of_arm(config, card, "digits", "majority")

    three = card.model_copy(update={"shards": 3})
    assert used(three) == 3 and used(card) == 1
    code = step_code.of_training(card, "majority")
    settings = of_training(config, card, "majority")
    record_shards(folder, 1, made_from(settings, of_learning_curve(card), code))
    assert used(three) == 1
    assert used(three.model_copy(update={"repeats": 5})) == 3, "it is trained again"
    assert used(three.model_copy(update={"title": "Other"})) == 1
    (folder / "shards.json").write_text("{")
    assert used(three) == 3


def test_the_files_that_jobs_leave_are_known_as_such():
    assert all(map(is_marker, markers("digits", "lenet5", 3))) and not markers("digits", "x", 1)
    assert not any(map(is_marker, ["results/digits/samples.npy", "results/shards/features/a.json"]))


def test_jobs_leave_alone_what_others_write(tmp_path):
    one, other = RunStore(tmp_path, "key"), RunStore(tmp_path, "key")
    (one.begin(20, 0) / "fit.json").write_text("{}")
    (other.begin(20, 1) / "fit.json").write_text("{}")
    RunStore(tmp_path, "key")
    one.finish(20, 0)
    other.finish(20, 1)
    assert one.has(20, 1) and other.has(20, 0)


def test_of_two_processes_with_the_same_run_the_first_counts(tmp_path):
    one, other = RunStore(tmp_path, "key"), RunStore(tmp_path, "key")
    (one.begin(20, 0) / "fit.json").write_text("1")
    (other.begin(20, 0) / "fit.json").write_text("2")
    other.finish(20, 0)
    one.finish(20, 0)
    assert (one.path(20, 0) / "fit.json").read_text() == "2" and one.has(20, 0)
    assert [folder.name for folder in one.folder.iterdir()] == ["20-0"]


def test_a_killed_job_begins_its_run_again(tmp_path):
    (RunStore(tmp_path, "key").begin(20, 0) / "half.npy").write_text("")
    store = RunStore(tmp_path, "key")
    assert not store.has(20, 0) and not list(store.begin(20, 0).iterdir())
    store.delete_unfinished()
    assert not list(store.folder.iterdir())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The project after training in three jobs an arm."""
    copy = copy_project(tmp_path_factory.mktemp("shards"))
    run(copy, 3)
    return copy


def run(folder, number):
    done = snakemake(folder, *TARGETS, *OPTIONS, f"shards={number}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


@pytest.mark.parametrize("arm", ARMS)
def test_shards_give_the_tables_of_a_single_job(folder, results, arm):
    tables = ["predictions", "fits", *(["history"] if arm == "lenet5" else [])]
    for table in tables:
        one, three = (
            pd.read_parquet(place / f"digits_tiny/{table}/{arm}.parquet")
            for place in (results, folder / "results")
        )
        measured = [name for name in one if "seconds" in name or "memory" in name]
        pd.testing.assert_frame_equal(one.drop(columns=measured), three.drop(columns=measured))
    assert not list((folder / "results/digits_tiny/shards").rglob("*-of-*"))


@pytest.mark.parametrize("number", [1, 2])
def test_another_number_of_shards_runs_nothing_again(folder, number):
    assert "Nothing to be done" in run(folder, number)


def test_a_job_that_fails_costs_no_finished_run_and_another_number_goes_on(folder):
    finished = folder / "results/digits_tiny/finished_runs/hog_logistic"
    done = {path: path.stat().st_mtime_ns for path in finished.rglob("fit.json")}
    assert len(done) == 4
    (finished / "shards.json").unlink()
    (folder / TARGETS[0]).unlink()
    shutil.rmtree(next(iter(done)).parent)
    told = run(folder, 2)
    assert told.count("finished before, kept") == 3 + 4 and "repeat" in told
    after = {path: path.stat().st_mtime_ns for path in finished.rglob("fit.json")}
    assert len([path for path in done if after[path] == done[path]]) == 3

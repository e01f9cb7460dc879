"""Jobs that share the runs of an arm: every run once, and the results of a single job."""

from collections import Counter

import pandas as pd
import pytest
from conftest import copy_project, snakemake

from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.runs.run_store import RunStore
from craftbench.runs.shards import runs_of_shard
from craftbench.steps.settings import shards

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


def test_no_job_is_without_a_run():
    card = Card.model_validate(
        {
            "title": "Two digits",
            "source": {"kind": "digits"},
            "classes": ["0", "1"],
            "training_sizes": [20, 40],
            "repeats": 2,
            "arms": {"majority": {"representation": [], "model": "majority"}},
        }
    )
    assert shards(Config(datasets=["digits"], shards=9), card) == 4
    assert shards(Config(datasets=["digits"]), card) == 1


def test_a_job_leaves_alone_what_another_one_is_writing(tmp_path):
    one, other = RunStore(tmp_path, "key"), RunStore(tmp_path, "key")
    (one.begin(20, 0) / "fit.json").write_text("{}")
    (other.begin(20, 1) / "fit.json").write_text("{}")
    RunStore(tmp_path, "key")
    one.finish(20, 0)
    other.finish(20, 1)
    assert one.has(20, 1) and other.has(20, 0)


def test_a_killed_job_begins_its_run_again(tmp_path):
    store = RunStore(tmp_path, "key")
    (store.begin(20, 0) / "half.npy").write_text("")
    folder = RunStore(tmp_path, "key").begin(20, 0)
    assert not list(folder.iterdir())
    store.delete_unfinished()
    assert not folder.exists()


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
def test_another_number_of_shards_trains_nothing_again(folder, number):
    finished = folder / "results/digits_tiny/finished_runs"
    before = {path: path.stat().st_mtime_ns for path in finished.rglob("fit.json")}
    assert len(before) == 4 * len(ARMS)
    run(folder, number)
    assert {path: path.stat().st_mtime_ns for path in finished.rglob("fit.json")} == before

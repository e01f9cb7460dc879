"""The table of a grid on more cores: list scheduling of measured jobs."""

import sys

import pytest
from conftest import PROJECT

sys.path.append(str(PROJECT / "performance"))
from grid_on_paper import Job, Place, bound, longest_chain, makespan

JOBS = [Job(3, []), Job(2, [0]), Job(4, [0]), Job(1, [1, 2]), Job(5, [])]


def test_one_core_takes_the_sum_and_no_number_of_cores_beats_the_longest_chain():
    assert makespan(JOBS, Place(1)) == 15
    assert makespan(JOBS, Place(2)) == 8
    assert makespan(JOBS, Place(100)) == longest_chain(JOBS, Place(100)) == 8


@pytest.mark.parametrize(("cores", "seconds"), [(1, 12), (2, 6), (3, 4), (4, 4), (12, 2)])
def test_equal_jobs_fill_the_cores(cores, seconds):
    assert makespan([Job(2, [])] * 6, Place(cores)) == seconds


def test_starts_and_late_notice_make_each_link_of_a_chain_longer():
    chain = [Job(2, []), Job(2, [0]), Job(2, [1])]
    place = Place(4, start=1, notice=10)
    assert makespan(chain, place) == longest_chain(chain, place) == 3 * 13
    assert makespan(chain, Place(1, start=1)) == 9


def test_a_core_is_free_before_the_end_of_its_job_is_known():
    assert makespan([Job(2, [])] * 3, Place(1, notice=10)) == 6 + 10


def test_no_more_jobs_start_than_are_submitted():
    assert makespan([Job(1, [])] * 5, Place(100, between=3)) == 4 * 3 + 1


def test_what_bounds_a_grid():
    assert bound([Job(1, [])] * 50, Place(2)) == "cores (100 %)"
    assert bound([Job(1, [])] * 50, Place(100, between=2)).startswith("submissions")
    assert bound(JOBS, Place(100)) == "longest chain of jobs (100 %)"

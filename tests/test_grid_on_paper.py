"""The table of a grid on more cores: list scheduling of measured jobs."""

import sys

import pytest
from conftest import PROJECT

sys.path.append(str(PROJECT / "performance"))
from grid_on_paper import Job, longest_chain, makespan


def test_one_core_takes_the_sum_and_no_number_of_cores_beats_the_longest_chain():
    jobs = [Job(3, []), Job(2, [0]), Job(4, [0]), Job(1, [1, 2]), Job(5, [])]
    assert makespan(jobs, 1) == 15
    assert makespan(jobs, 2) == 8
    assert makespan(jobs, 100) == longest_chain(jobs) == 8


@pytest.mark.parametrize(("cores", "seconds"), [(1, 12), (2, 6), (3, 4), (4, 4), (12, 2)])
def test_equal_jobs_fill_the_cores(cores, seconds):
    assert makespan([Job(2, [])] * 6, cores) == seconds

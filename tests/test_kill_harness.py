"""Ten random moments of the kill harness; `performance/kill_harness.py --moments 100` by hand."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "performance"))
kill_harness = pytest.importorskip("kill_harness")


def test_no_finished_run_is_lost_or_repeated_and_tables_are_equal(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    harness = kill_harness.killed(folder, 10, seed=3, network=False, tables=("selection",))
    assert sum(one.moments for one in harness.counts.values()) == 10
    assert sum(one.lost for one in harness.counts.values()) == 0
    assert sum(one.repeated for one in harness.counts.values()) == 0
    assert harness.laps >= 1 and harness.different == 0

"""How landmarks are scored: the arithmetic, and the published number of manual marks."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from performance.landmark_accuracy import (
    MARKS,
    SCORED,
    better_lead,
    halves_of,
    held_out_records,
    manual_marks,
    mark_errors,
    p_waves_where_none_is_marked,
    share_of_p,
    summarise_errors,
    tuning_records,
)

QTDB = Path(os.environ.get("CRAFTBENCH_DATA", "")) / "qtdb"
QRS = {"qrs_on": 90, "r_peak": 100, "qrs_off": 110}
BEAT = {"p_on": 50, "p_peak": 60, "p_off": 70, **QRS, "t_on": 140}


def marks(**changes):
    beats = [{**BEAT, "t_peak": 160, "t_off": 190, **changes}]
    return pd.DataFrame(beats, columns=list(MARKS), dtype=float)


def test_an_error_is_automatic_minus_manual_in_ms():
    errors = mark_errors(marks(), [marks(p_on=53, t_off=180)], fs=250)[0, 0]
    assert errors[SCORED.index("p_on")] == 12
    assert errors[SCORED.index("t_off")] == -40
    assert errors[SCORED.index("p_peak")] == 0


def test_a_beat_more_than_150_ms_away_is_no_match():
    near, far = marks(r_peak=137), marks(r_peak=138)
    errors = mark_errors(marks(), [near, far], fs=250)
    assert np.isfinite(errors[0]).all()
    assert np.isnan(errors[1]).all()


def test_the_better_lead_has_the_smaller_absolute_error():
    errors = np.array([[[-8.0, np.nan, np.nan]], [[4.0, 20.0, np.nan]]])
    np.testing.assert_array_equal(better_lead(errors), [[4.0, 20.0, np.nan]])


def test_mean_of_records_and_pooled_mean_differ_where_records_do():
    errors = {
        "a": np.tile([[0.0], [2.0]], (1, len(SCORED))),
        "b": np.tile([[10.0], [10.0], [10.0], [200.0]], (1, len(SCORED))),
    }
    manual = {"a": pd.concat([marks()] * 2), "b": pd.concat([marks()] * 4)}
    row = summarise_errors(errors, manual).loc["qrs_on"]
    assert row["mean_ms"] == pytest.approx((1 + 10) / 2)
    assert row["sd_ms"] == pytest.approx(np.sqrt(2) / 2)
    assert row["pooled_mean_ms"] == pytest.approx(32 / 5)
    assert row["sensitivity_pct"] == pytest.approx(100 * 5 / 6)  # 200 ms off is missed


def test_p_waves_count_as_invented_only_where_none_is_marked():
    manual = pd.concat([marks(), marks(p_on=np.nan, p_peak=np.nan, p_off=np.nan, r_peak=400)])
    automatic = pd.concat([marks(), marks(r_peak=401)])
    np.testing.assert_array_equal(p_waves_where_none_is_marked(manual, automatic), [True])


def test_the_halves_have_no_record_in_common():
    names = [f"sel{n}" for n in range(105)]
    assert set(tuning_records(names)).isdisjoint(held_out_records(names))
    assert sorted(tuning_records(names) + held_out_records(names)) == sorted(names)
    halves = halves_of(names[::-1])
    assert halves["all"] == sorted(names)
    assert halves["tuning half"] == tuning_records(names)
    assert halves["held-out half"] == held_out_records(names)


@pytest.mark.parametrize("scale", [1.0, -0.5])
def test_the_share_of_p_is_its_height_over_that_of_qrs(scale):
    lead = np.zeros(2000)
    manual = pd.concat([marks()] * 5) + np.arange(0, 1500, 300)[:, None]
    for r in manual["r_peak"].astype(int):
        lead[r - 40] = 0.1
        lead[r] = 1.0
        lead[r + 3] = -0.25
    assert share_of_p(scale * lead, manual, fs=250) == pytest.approx(0.1 / 1.25)
    assert np.isnan(share_of_p(lead, manual[:4], fs=250))


@pytest.mark.skipif(
    "CRAFTBENCH_DATA" not in os.environ or not (QTDB / "RECORDS").exists(),
    reason="CRAFTBENCH_DATA names no folder with qtdb",
)
def test_the_qt_database_has_the_published_number_of_marks():
    names = (QTDB / "RECORDS").read_text().split()
    counts = sum(manual_marks(QTDB / name).notna().sum() for name in names)
    assert counts[["p_on", "p_peak", "p_off"]].tolist() == [3194] * 3
    assert counts[["qrs_on", "r_peak", "qrs_off"]].tolist() == [3623] * 3
    assert counts[["t_peak", "t_off"]].tolist() == [3542] * 2

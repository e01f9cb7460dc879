import numpy as np
import pytest

from features.rhythm import RHYTHM_COLUMNS, rhythm

RECORD = np.array(["a"] * 12)


def intervals(rr: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Before and after of the beats between which these intervals lie."""
    return np.array([np.nan, *rr]), np.array([*rr, np.nan])


def test_steady_rhythm_has_ratios_of_one():
    found = rhythm(*intervals([0.8] * 11), RECORD)
    inner = found.iloc[1:-1]
    ratios = ["rr_ratio", "rr_before_to_local", "rr_before_to_record", "rr_after_to_record"]
    assert np.allclose(inner[ratios], 1)
    assert np.allclose(inner[["rr_before", "rr_after", "rr_local"]], 0.8)


def test_premature_beat_with_compensatory_pause():
    found = rhythm(*intervals([0.8] * 5 + [0.5, 1.1] + [0.8] * 4), RECORD).iloc[6]
    assert found["rr_before_to_record"] == pytest.approx(0.5 / 0.8)
    assert found["rr_after_to_record"] == pytest.approx(1.1 / 0.8)
    assert found["rr_ratio"] == pytest.approx(0.5 / 1.1)
    assert found["rr_before_to_local"] < 0.7


def test_beats_without_a_neighbour_are_nan():
    found = rhythm(*intervals([0.8] * 11), RECORD)
    assert np.isnan(found["rr_before"].iloc[0])
    assert np.isnan(found["rr_after"].iloc[-1])
    assert np.isnan(found["rr_ratio"].iloc[[0, -1]]).all()


def test_records_do_not_mix():
    before, after = intervals([0.6] * 11)
    slow, _ = intervals([1.2] * 11)
    two = rhythm(
        np.concatenate([before, slow]),
        np.concatenate([after, 2 * after]),
        np.repeat(["a", "b"], 12),
    )
    assert np.allclose(two["rr_before_to_record"].dropna(), 1)


def test_the_heart_rate_cancels_in_the_ratios():
    rr = list(np.random.default_rng(0).uniform(0.5, 1.2, 11))
    slow = rhythm(*intervals(rr), RECORD)
    fast = rhythm(*intervals([0.5 * interval for interval in rr]), RECORD)
    relative = [name for name, feature in RHYTHM_COLUMNS.items() if feature.unit == "1"]
    assert np.allclose(slow[relative], fast[relative], equal_nan=True)


def test_unsorted_beats_are_refused():
    with pytest.raises(ValueError, match="sample 2.*record a.*-0.1"):
        rhythm(*intervals([0.8, -0.1] + [0.8] * 9), RECORD)

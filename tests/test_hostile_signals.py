"""Signals as they are found in the world, for views and features: each input with its outcome."""

import warnings

import numpy as np
import pandas as pd
import pytest

from craftbench.datasets.signal_view import SignalView, show_signals
from craftbench.errors import CraftbenchError
from craftbench.runs.extraction import extract

N, T = 6, 90
SECONDS = SignalView(kind="signal", seconds=(0.1, 0.1), length=20)
SCALED = SignalView(kind="signal", scaling="record")


def samples(**columns) -> tuple[np.ndarray, pd.DataFrame]:
    values = np.random.default_rng(0).normal(size=(N, T, 2)).astype(np.float32)
    given = {"sampling_rate_hz": 250.0, "window_before_s": 0.18, "source": "x"}
    given |= {"qrs_height_1_mv": 1.0, "qrs_height_2_mv": 0.5, "sample": range(N)}
    return values, pd.DataFrame(given | columns, index=range(N))


REFUSED = {
    "two sampling rates": (SECONDS, {"sampling_rate_hz": [250] * 5 + [360]}, "from 250 to 360"),
    "a missing sampling rate": (SECONDS, {"sampling_rate_hz": [250] * 5 + [np.nan]}, "needs one"),
    "two windows": (SECONDS, {"window_before_s": [0.18] * 5 + [0.3]}, "needs one window_before_s"),
    "a QRS height of 0": (SCALED, {"qrs_height_2_mv": [0.5] * 5 + [0]}, "sample 5 has 1, 0"),
    "no QRS height": (SCALED, {"qrs_height_1_mv": [np.nan] + [1] * 5}, "sample 0 has nan, 0.5"),
}


@pytest.mark.parametrize(("view", "columns", "message"), REFUSED.values(), ids=REFUSED)
def test_samples_that_a_view_cannot_show_are_told(view, columns, message):
    with pytest.raises(CraftbenchError, match=message):
        show_signals(*samples()[:1], view, samples(**columns)[1])


def test_rates_that_differ_by_rounding_are_shown():
    values, table = samples(sampling_rate_hz=[250.0] * 5 + [250.01])
    assert show_signals(values, SECONDS, table).shape == (N, 20, 2)


@pytest.mark.parametrize("view", [SECONDS, SCALED], ids=["seconds", "scaled"])
def test_a_constant_lead_is_shown_as_numbers(view):
    values, table = samples()
    values[:, :, 1] = 7
    shown = show_signals(values, view, table)
    assert np.isfinite(shown).all()
    assert np.ptp(shown[:, :, 1], axis=1).max() < 0.01


@pytest.mark.parametrize("name", ["quant", "catch22", "signal_statistics"])
@pytest.mark.parametrize("kind", ["constant", "zeros", "gap"])
def test_features_of_an_odd_lead_are_numbers_or_missing(name, kind):
    """A gap gives NaN in that sample alone; a constant lead gives no infinity and no warning."""
    values, table = samples()
    if kind == "gap":
        values[2, 10:20, 0] = np.nan
    else:
        values[:, :, 1] = 7 if kind == "constant" else 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        features, _ = extract(name, values, table)
    assert not np.isinf(features.drop(columns="sample")).any().any()
    missing = features.filter(regex="_0$").isna().all(axis=1)
    assert missing.tolist() == [kind == "gap" and i == 2 for i in range(N)]

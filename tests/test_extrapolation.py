"""Extrapolated learning curves: coverage on simulated laws, and what follows from the formulae."""

import numpy as np
import pytest

from craftbench.stats.extrapolation import LAWS, average_laws
from performance.simulated_curves import TRUE_LAWS, coverage

SIZES = np.array([50, 150, 450, 1350])


@pytest.mark.parametrize("law", TRUE_LAWS)
def test_intervals_cover_curves_of_several_laws(law):
    found = coverage(law, (50, 150, 450, 1350), error=0.006, curves=60)
    assert found["averaged"] >= 0.9
    assert found["width"] < 0.2


def test_a_single_law_does_not_cover_curves_of_other_laws():
    assert coverage("logarithm with a floor", (50, 150, 450, 1350), 0.006, 40)["power law"] < 0.7


def test_size_of_an_error_undoes_the_error_of_a_size():
    curves = average_laws(SIZES, 2 * SIZES**-0.5 + 0.05, 0.01**2 * np.eye(4), 300, 0)
    assert set(curves.law) == set(range(len(LAWS)))
    error = curves.error([700])[:, 0]
    np.testing.assert_allclose(curves.size_at(error)[error < 1], 700)
    assert (curves.size_at(curves.c - 1e-6) == np.inf).all()


def test_curves_fall_and_stay_between_0_and_1():
    curves = average_laws(SIZES, np.array([0.9, 0.2, 0.1, 0.0]), 0.02**2 * np.eye(4), 300, 0)
    errors = curves.error(np.geomspace(50, 5400, 30))
    assert (np.diff(errors, axis=1) <= 0).all() and (errors >= 0).all() and (errors <= 1).all()


def test_a_clear_exponential_outweighs_the_power_law():
    sizes = np.array([50, 100, 200, 400, 800, 1600])
    curves = average_laws(sizes, 0.5 * np.exp(-sizes / 200) + 0.1, 1e-6 * np.eye(6), 300, 0)
    assert curves.weights.argmax() == list(LAWS).index("exponential")
    assert np.median(curves.c) == pytest.approx(0.1, abs=0.01)


def test_three_parameters_need_three_sizes():
    with pytest.raises(ValueError, match="needs three sizes, found 2"):
        average_laws(SIZES[:2], np.array([0.2, 0.1]), np.eye(2), 10, 0)

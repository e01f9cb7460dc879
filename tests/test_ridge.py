"""Ridge regression: closed forms against refits, weights against repetitions, honest certainty."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from models.ridge import _leave_one_out, fit_ridge
from models.transformed_ridge import TransformedRidge

CLASSES = 3


def made(n: int, d: int, noise: float = 1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % CLASSES)
    centres = rng.normal(size=(CLASSES, d))
    return (5 + 2 * centres[y] + noise * rng.normal(size=(n, d))).astype(np.float32), y


def codes(y: np.ndarray) -> np.ndarray:
    return 2.0 * (y[:, None] == np.arange(CLASSES)) - 1


@pytest.mark.parametrize(("n", "d"), [(60, 8), (20, 50)])
def test_coefficients_are_those_of_ridge_regression_on_standardised_features(n, d):
    x, y = made(n, d)
    weight = np.random.default_rng(1).uniform(0.5, 2, n)
    mean = np.average(x, axis=0, weights=weight)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight))
    expected = Ridge(alpha=0.3 * d).fit((x - mean) / scale, codes(y), weight)
    found = fit_ridge(x.copy(), y, weight, penalty=0.3)
    np.testing.assert_allclose(found.coefficients * scale[:, None], expected.coef_.T, atol=1e-4)
    at_mean = mean @ found.coefficients + found.intercept
    np.testing.assert_allclose(at_mean, expected.intercept_, atol=1e-4)


@pytest.mark.parametrize(("n", "d"), [(40, 6), (15, 30)])
def test_leave_one_out_is_what_refits_without_the_sample_predict(n, d):
    x, y = made(n, d)
    weight = np.random.default_rng(1).uniform(0.5, 2, n)
    (found,) = _leave_one_out(x, codes(y), weight, np.array([0.3]))
    for i in range(0, n, 5):
        rest = np.arange(n) != i
        refit = Ridge(alpha=0.3 * d).fit(x[rest].astype(float), codes(y)[rest], weight[rest])
        np.testing.assert_allclose(found[i], refit.predict(x[[i]])[0], atol=2e-3)


def test_noise_raises_the_penalty_and_the_temperature():
    clear, vague = (fit_ridge(*made(90, 40, noise), np.ones(90)) for noise in (0.5, 12))
    assert clear.penalty < vague.penalty
    assert clear.temperature < vague.temperature


class Unchanged:
    """Filters that give the samples as they are."""

    parameters = 0

    def fit(self, x):
        return self

    def __call__(self, x):
        return np.array(x, np.float32)


def test_probabilities_are_as_sure_as_they_are_right():
    x, y = made(2000, 20, noise=6)
    p = TransformedRidge(Unchanged()).fit(x[:200], y[:200]).predict_proba(x[200:])
    assert p.max(axis=1).mean() == pytest.approx((p.argmax(axis=1) == y[200:]).mean(), abs=0.05)
    assert np.allclose(p.sum(axis=1), 1)


def test_weights_find_more_of_a_rare_class():
    rng = np.random.default_rng(0)
    y = (rng.random(600) < 0.06).astype(int)
    x = (rng.normal(size=(600, 3)) + y[:, None]).astype(np.float32)
    weight = np.where(y[:300] == 1, 10.0, 1.0)
    plain, weighted = (
        TransformedRidge(Unchanged()).fit(x[:300], y[:300], sample_weight).predict(x[300:])
        for sample_weight in (None, weight)
    )
    assert (weighted == 1).sum() > (plain == 1).sum()


def test_many_samples_are_fitted_on_all_and_judged_on_some():
    x, y = made(4500, 5, noise=4)
    everything = fit_ridge(x.copy(), y, np.ones(4500), penalty=0.1)
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    expected = Ridge(alpha=0.5).fit(standard, codes(y)).coef_.T / x.std(axis=0)[:, None]
    np.testing.assert_allclose(everything.coefficients, expected, atol=1e-4)


def test_a_constant_feature_and_a_single_class_do_no_harm():
    x, y = made(30, 4)
    x[:, 2] = 7
    found = TransformedRidge(Unchanged()).fit(x, y)
    assert np.isfinite(found.coefficients).all()
    alone = TransformedRidge(Unchanged()).fit(x, np.full(30, 2))
    assert (alone.predict_proba(x) == 1).all() and (alone.predict(x) == 2).all()

"""Support vector machine: probabilities as sure as they are right, predictions as before."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from craftbench.stats.calibration_error import expected_calibration_error
from models.classical import fit_classifier, rbf_svm
from models.support_vector_machine import CALIBRATED_ON, FOLDS, folds


def made(n: int, classes: int, noise: float, d: int = 8) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(classes)
    centres = rng.normal(size=(classes, d))
    y = np.random.default_rng(n).integers(classes, size=n)
    return (centres[y] + noise * np.random.default_rng(n + 1).normal(size=(n, d))).astype("f4"), y


@pytest.mark.parametrize("noise", [0.4, 1.0])
@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("n", [100, 500])
def test_probabilities_are_as_sure_as_they_are_right(n, classes, noise):
    (x, y), (new, truth) = made(n, classes, noise), made(3000, classes, noise)
    p = fit_classifier(rbf_svm(0, x.shape), x, y, classes).probabilities(new)
    assert expected_calibration_error(p, truth) < 0.1


@pytest.mark.parametrize("weighting", ["none", "balanced"])
@pytest.mark.parametrize(("classes", "d"), [(2, 8), (4, 8), (4, 140)])
def test_predictions_are_those_of_the_machine_alone(classes, d, weighting):
    (x, y), (new, _) = made(200, classes, 1.0, d), made(999, classes, 1.0, d)
    y = np.where(np.arange(len(y)) % 3, y, 0)
    svm = SVC(C=5.0, break_ties=True)
    plain = make_pipeline(PCA(100, random_state=0), svm) if d > 100 else svm
    weight = len(y) / classes / np.bincount(y)[y] if weighting == "balanced" else np.ones(len(y))
    plain.fit(x, y, **{f"{'svc__' if d > 100 else ''}sample_weight": weight.astype(np.float32)})
    found = fit_classifier(rbf_svm(0, x.shape), x, y, classes, weighting).probabilities(new)
    np.testing.assert_array_equal(found.argmax(axis=1), plain.predict(new))


def test_the_only_sample_of_a_class_is_never_left_out():
    x, y = made(40, 3, 0.5)
    y[:] = np.arange(40) % 2
    y[7] = 2
    p = fit_classifier(rbf_svm(0, x.shape), x, y, 4).probabilities(x)
    assert np.isfinite(p).all() and (p[:, 3] == 0).all()
    rows, fold = folds(y, 0)
    assert fold[rows == 7] == -1 and (fold >= 0).sum() == 39


def test_two_samples_are_enough():
    x = np.array([[0.0], [1.0]], np.float32)
    p = fit_classifier(rbf_svm(0, x.shape), x, np.array([0, 1]), 2).probabilities(x)
    np.testing.assert_array_equal(p.argmax(axis=1), [0, 1])


def test_folds_are_stratified_and_capped():
    y = np.random.default_rng(0).choice(3, 60_000, p=[0.7, 0.2, 0.1])
    rows, fold = folds(y, 0)
    assert len(rows) == len(np.unique(rows)) == CALIBRATED_ON
    counts = np.array([np.bincount(y[rows][fold == one], minlength=3) for one in range(FOLDS)])
    assert (np.ptp(counts, axis=0) <= 1).all()

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    cohen_kappa_score,
    f1_score,
    precision_score,
    recall_score,
)

from craftbench.stats.heartbeat_index import j_kappa
from craftbench.stats.metrics import class_scores, confusion_matrix, scores

PAIRS = np.indices((3, 3)).reshape(2, -1)


@pytest.fixture
def labels():
    rng = np.random.default_rng(0)
    true = rng.choice(4, 500, p=[0.7, 0.2, 0.08, 0.02])
    return true, np.where(rng.random(500) < 0.7, true, rng.integers(0, 4, 500))


def test_scores_are_those_of_scikit_learn(labels):
    true, predicted = labels
    found = scores(confusion_matrix(true, predicted, 4))
    assert found["accuracy"] == pytest.approx(accuracy_score(true, predicted))
    assert found["balanced_accuracy"] == pytest.approx(balanced_accuracy_score(true, predicted))
    assert found["macro_f1"] == pytest.approx(f1_score(true, predicted, average="macro"))


def test_class_scores_are_those_of_scikit_learn(labels):
    true, predicted = labels
    found = class_scores(confusion_matrix(true, predicted, 4))
    for name, reference in (
        ("sensitivity", recall_score),
        ("precision", precision_score),
        ("f1", f1_score),
    ):
        assert found[name] == pytest.approx(reference(true, predicted, average=None))


def test_many_matrices_at_once_give_what_each_gives():
    matrices = np.random.default_rng(1).integers(0, 50, (3, 2, 4, 4))
    together = scores(matrices)["macro_f1"]
    assert together.shape == (3, 2)
    assert together[2, 1] == pytest.approx(scores(matrices[2, 1])["macro_f1"])


def test_what_cannot_be_measured_is_nan_and_not_zero():
    confusion = np.array([[5, 0, 0], [3, 0, 0], [0, 0, 0]])
    found = class_scores(confusion)
    assert np.isnan(found["precision"][1])
    assert np.isnan(found["sensitivity"][2])
    assert found["sensitivity"][1] == 0
    assert scores(confusion)["balanced_accuracy"] == pytest.approx(0.5)


def test_always_n_on_ds2_has_the_published_floor():
    confusion = np.zeros((4, 4), int)
    confusion[:, 0] = [44259, 1837, 3221, 388]
    found = scores(confusion)
    assert found["accuracy"] == pytest.approx(0.89, abs=0.005)
    assert found["macro_f1"] == pytest.approx(0.24, abs=0.005)


def test_kappa_is_that_of_scikit_learn(labels):
    true, predicted = labels
    found = scores(confusion_matrix(true, predicted, 4))["kappa"]
    assert found == pytest.approx(cohen_kappa_score(true, predicted))


def test_kappa_of_published_examples():
    # Two readers of 50 grant proposals, and the two tables of Byrt et al. with the same agreement.
    assert scores(np.array([[20, 5], [10, 15]]))["kappa"] == pytest.approx(0.4)
    assert scores(np.array([[45, 15], [25, 15]]))["kappa"] == pytest.approx(0.1304, abs=1e-4)
    assert scores(np.array([[25, 35], [5, 35]]))["kappa"] == pytest.approx(0.2593, abs=1e-4)


def test_kappa_is_nan_where_chance_alone_gives_full_agreement():
    assert np.isnan(scores(np.array([[7, 0], [0, 0]]))["kappa"])


def test_j_kappa_follows_its_formula():
    confusion = np.array([[900, 20, 10], [30, 60, 10], [5, 5, 90]])
    found = j_kappa(confusion, ["N", "S", "V"])
    kappa = cohen_kappa_score(*(np.repeat(axis, confusion.ravel()) for axis in PAIRS))
    ectopic = 60 / 100 + 90 / 100 + 60 / 85 + 90 / 110
    assert found == pytest.approx(0.5 * kappa + 0.125 * ectopic)


def test_j_kappa_needs_the_ectopic_classes():
    assert j_kappa(np.eye(2), ["N", "V"]) is None
    assert np.isnan(j_kappa(np.array([[9, 0, 0], [1, 0, 0], [0, 0, 5]]), ["N", "S", "V"]))


def test_scores_of_one_matrix_are_numbers():
    found = scores(np.array([[7, 1], [2, 5]]))
    assert all(np.isscalar(score) for score in found.values())

import json

import numpy as np
import pytest

from craftbench.runs.load_model import load_classifier
from models import MODELS
from models.classical import fit_classifier
from models.feature_mlp import feature_mlp
from models.lenet5 import lenet5
from models.lenet5_1d import lenet5_1d
from models.parameter_count import count_parameters
from models.pixel_mlp import pixel_mlp
from models.small_cnn import small_cnn
from models.standardisation import Standardisation
from models.training import use_threads

# Before anything of TensorFlow runs in this process, as a job of the workflow does.
use_threads(1)
CLASSIFIERS = [
    name
    for name, model in MODELS.items()
    if model.kind == "classifier" and model.inputs == ("features",)
]


def test_lenet5_has_the_parameters_of_the_lecture():
    assert lenet5((32, 32, 1), 10).count_params() == 61_706
    by_layer = [layer.count_params() for layer in lenet5((32, 32, 1), 10).layers]
    assert [n for n in by_layer if n] == [156, 2_416, 48_120, 10_164, 850]


def test_lenet5_on_colour_images():
    assert lenet5((32, 32, 3), 10).count_params() == 62_006


def test_pixel_mlp_has_the_parameters_of_the_lecture():
    assert pixel_mlp((32, 32, 1), 10).count_params() == 86_950


def test_feature_mlp_has_an_input_layer_of_the_size_of_the_feature_vector():
    network = feature_mlp((17,), 3)
    assert network.input_shape == (None, 17)
    assert network.count_params() == 84 * 17 + 84 + 3 * 84 + 3


def test_lenet5_1d_sees_the_signal_with_the_maps_of_lenet5():
    network = lenet5_1d((280, 1), 4)
    assert network.layers[0].count_params() == 6 * 5 + 6
    assert network.layers[2].count_params() == 16 * 5 * 6 + 16


def test_small_cnn_has_the_parameters_that_it_says():
    network = small_cnn((96, 96, 1), 3)
    trained = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
    assert trained == 16 * 49 + 32 * 144 + 64 * 288 + 2 * (16 + 32 + 64) + 3 * 65
    assert f"{network.count_params():,} weights" in small_cnn.__doc__


@pytest.mark.parametrize(
    ("build", "shape"), [(small_cnn, (15, 96, 1)), (lenet5, (8, 8, 1)), (lenet5_1d, (15, 1))]
)
def test_too_small_an_input_is_told(build, shape):
    with pytest.raises(ValueError, match=f"at least 16.*found {shape[0]}"):
        build(shape, 10)


def samples(n: int = 96, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, classes, n)
    return (rng.normal(size=(n, 6)) + y[:, None]).astype(np.float32), y


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("width", [6, 150])
def test_classifier_loads_without_pickle_and_predicts_the_same(name, width, tmp_path):
    x, y = samples()
    x = np.tile(x, (1, width // 6))
    fitted = fit_classifier(MODELS[name].build(0, x.shape), x, y, 3)
    fitted.save(tmp_path / "model.skops")
    _, probabilities = load_classifier(tmp_path / "model.skops", 3)
    assert np.allclose(probabilities(x), fitted.probabilities(x))


@pytest.mark.parametrize(
    "name", [name for name in CLASSIFIERS[1:] if not name.startswith("linear_discriminants")]
)
def test_class_weights_find_more_of_a_rare_class(name):
    rng = np.random.default_rng(0)
    y = (rng.random(400) < 0.06).astype(int)
    x = (rng.normal(size=(400, 2)) + 1.2 * y[:, None]).astype(np.float32)
    # A weight changes no share in a leaf of one sample.
    setting = {"leaf": 5} if name in ("extra_trees", "rotation_forest") else {}
    build = MODELS[name].build
    plain, weighted = (
        fit_classifier(build(0, x.shape, **setting), x[:200], y[:200], 2, weighting).probabilities(
            x[200:]
        )
        for weighting in ("none", "balanced")
    )
    assert (weighted.argmax(axis=1) == 1).sum() >= (plain.argmax(axis=1) == 1).sum()
    assert not np.allclose(weighted, plain)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_probabilities_sum_to_one_and_rank_as_the_classifier_does(name):
    x, y = samples()
    fitted = fit_classifier(MODELS[name].build(0, x.shape), x, y, 3)
    probabilities = fitted.probabilities(x)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(probabilities.argmax(axis=1), fitted.estimator.predict(x))


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_class_that_was_not_trained_on_gets_no_probability(name):
    x, y = samples(classes=2)
    labels = np.array([0, 3])[y]
    probabilities = fit_classifier(MODELS[name].build(0, x.shape), x, labels, 5).probabilities(x)
    assert probabilities.shape == (len(x), 5)
    assert (probabilities[:, [1, 2, 4]] == 0).all()
    # At the C of this recipe, machines on few samples predict the most frequent class.
    if name not in ("majority", "svm_product_mondejar"):
        assert np.mean(probabilities.argmax(axis=1) == labels) > 0.6


@pytest.mark.parametrize("name", ["random_forest", "extra_trees"])
@pytest.mark.parametrize("features", [36, 1556, 13_021])
def test_forests_search_from_a_few_features_to_far_beyond_a_tenth(name, features):
    (tried,) = (one for one in MODELS[name].space if one.name == "tried")
    build = MODELS[name].build
    low, default, high = (
        build(0, (50, features), **setting).max_features
        for setting in ({"tried": tried.low}, {}, {"tried": tried.high})
    )
    assert default == int(np.sqrt(features))
    assert 1 <= low < default < 0.1 * features + default < high < features


def test_parameters_are_counted():
    x, y = samples()
    count = {
        name: count_parameters(MODELS[name].build(0, x.shape).fit(x, y)) for name in CLASSIFIERS
    }
    assert count["majority"] == 3
    assert count["logistic_regression"] == 3 * 6 + 3
    assert count["ridge"] == 3 * 6 + 3 + 1  # its temperature
    assert count["extra_trees"] > count["random_forest"] > 300


def test_standardisation_uses_the_training_part_only():
    x, _ = samples()
    standardise = Standardisation.fit(x[:50])
    assert np.allclose(standardise(x[:50]).mean(axis=0), 0, atol=1e-5)
    assert np.allclose(standardise(x[:50]).std(axis=0), 1, atol=1e-5)
    assert not np.allclose(standardise(x[50:]).mean(axis=0), 0, atol=1e-3)


def test_missing_value_becomes_the_median_and_not_zero():
    x = np.array([[10.0], [11.0], [np.nan], [30.0]])
    standardise = Standardisation.fit(x)
    assert standardise(x)[2] == pytest.approx(standardise(np.array([[11.0]]))[0])
    assert np.isfinite(standardise(x)).all()


def test_images_are_standardised_by_channel():
    images = np.random.default_rng(0).normal(5, 3, (20, 8, 8, 2)) * [1, 10]
    found = Standardisation.fit(images)(images)
    assert found.shape == images.shape
    assert np.allclose(found.std(axis=(0, 1, 2)), 1, atol=1e-5)


def test_constant_feature_becomes_zero():
    x = np.full((10, 1), 3.7)
    assert np.allclose(Standardisation.fit(x)(x), 0)


def test_feature_without_any_value_is_dropped_in_every_sample_and_after_storing():
    train = np.array([[1.0, np.nan], [2.0, np.nan], [4.0, np.nan]])
    fitted = Standardisation.fit(train, ["rr", "qt"])
    stored = Standardisation.from_json(json.loads(json.dumps(fitted.to_json(), allow_nan=False)))
    alone = Standardisation.fit(train[:, :1], ["rr"])
    for standardise in (fitted, stored):
        assert standardise.dropped.tolist() == [False, True]
        new = standardise(np.array([[3.0, 400.0], [3.0, np.nan], [np.nan, -1e30]]))
        assert (new[:, 1] == 0).all()
        np.testing.assert_array_equal(new[:, :1], alone(np.array([[3.0], [3.0], [np.nan]])))


def test_features_without_any_value_at_all_are_named():
    with pytest.raises(ValueError, match="no training sample has a value of rr, qt"):
        Standardisation.fit(np.full((3, 2), np.nan), ["rr", "qt"])


def test_infinite_feature_is_named():
    with pytest.raises(ValueError, match="infinite values in rr"):
        Standardisation.fit(np.array([[np.inf, 1.0], [2.0, 1.0]]), ["rr", "qt"])

import importlib.util
import inspect
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from models import MODELS
from models.fast_cnn import fast_cnn
from models.inception_time import inception_time
from models.latent import penultimate
from models.lenet5 import lenet5
from models.lite import lite
from models.lite_filters import lite_filters
from models.options import CountOption, WordOption
from models.pixel_mlp import pixel_mlp
from models.residual_cnn import residual_cnn
from models.residual_cnn_1d import residual_cnn_1d
from models.simple_cnn import simple_cnn

SHAPES = {
    "feature_mlp": (17,),
    "sellami_cnn": (216,),
    "niu_cnn": (304,),
    "pixel_mlp": (32, 32, 1),
    "simple_cnn": (28, 28, 1),
    "lenet5": (32, 32, 1),
    "small_cnn": (96, 96, 1),
    "lenet5_1d": (281, 1),
    "residual_cnn": (48, 48, 4),
    "fast_cnn": (32, 32, 3),
    "residual_cnn_1d": (281, 1),
    "inception_time": (100, 1),
    "lite": (100, 1),
}
NETWORKS = [name for name, model in MODELS.items() if model.kind == "network"]
JOINING = [name for name in NETWORKS if MODELS[name].joins_features]
BAD_VALUES = {"activation": "rellu", "pooling": "mean", "padding": "full", "dropout": 1.0} | {
    "width": 2.5,
    "blocks": 0,
    "stem": "eighth",
    "filters": 2,
    "depth": 13,
}


def valid_values(option) -> tuple:
    if isinstance(option, WordOption):
        return option.values
    return (option.least, 5) if isinstance(option, CountOption) else (0, 0.5)


EVERY_CHOICE = [
    (name, {option.name: value})
    for name in NETWORKS
    for option in MODELS[name].options
    for value in valid_values(option)
]


def random_samples(name: str, n: int = 3) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, *SHAPES[name])).astype(np.float32)


def test_simple_cnn_has_the_parameters_of_the_lecture():
    counts = [layer.count_params() for layer in simple_cnn((28, 28, 1), 10).layers]
    assert [n for n in counts if n] == [640, 108_170]
    assert sum(counts) == 108_810


def test_simple_cnn_without_pooling_is_the_summary_that_the_lecture_prints():
    counts = [layer.count_params() for layer in simple_cnn((28, 28, 1), 10, pooling="none").layers]
    assert [n for n in counts if n] == [640, 432_650]
    assert sum(counts) == 433_290


def test_colour_triples_the_weights_of_an_mlp_and_adds_300_to_lenet5():
    assert pixel_mlp((32, 32, 3), 10).count_params() == 258_982
    first, *others = [
        layer.count_params() for layer in lenet5((32, 32, 3), 10).layers if layer.weights
    ]
    assert (first, sum(others)) == (456, 61_550)


def test_residual_cnn_has_the_parameters_that_it_says():
    network = residual_cnn_1d((281, 1), 4)
    convolutions = 7 * 16 + 5 * (2 * 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64)
    shortcuts = 16 * 32 + 32 * 64
    normalised = 16 + 2 * 16 + 3 * 32 + 3 * 64
    assert network.count_params() == convolutions + shortcuts + 4 * normalised + 65 * 4
    assert f"{network.count_params():,} weights" in residual_cnn_1d.__doc__


def test_residual_cnn_for_images_has_the_parameters_that_it_says():
    network = residual_cnn((48, 48, 4), 3)
    convolutions = 9 * (4 * 16 + 2 * 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64)
    shortcuts = 16 * 32 + 32 * 64
    normalised = 16 + 2 * 16 + 3 * 32 + 3 * 64
    assert network.count_params() == convolutions + shortcuts + 4 * normalised + 65 * 3
    assert f"{network.count_params():,} weights" in residual_cnn.__doc__


def test_fast_cnn_has_the_parameters_that_it_says():
    network = fast_cnn((32, 32, 3), 10)
    stem = 4 * 3 * 24 + 24
    convolutions = 9 * (24 * 32 + 32 * 32 + 32 * 128 + 3 * 128 * 128)
    assert network.count_params() == stem + convolutions + 4 * (2 * 32 + 4 * 128) + 129 * 10
    assert f"{network.count_params():,} weights" in fast_cnn.__doc__


@pytest.mark.parametrize(
    ("side", "stem", "first"),
    [(28, "auto", 28), (48, "auto", 24), (96, "auto", 24), (32, "half", 16), (32, "quarter", 8)],
)
def test_stem_of_the_residual_cnn_sets_the_side_of_its_stages(side, stem, first):
    network = residual_cnn((side, side, 1), 3, stem=stem, blocks=2, width=4)
    sums = [layer.output.shape[1:] for layer in network.layers if type(layer).__name__ == "Add"]
    sides = [side for side in (first, first // 2, first // 4) for _ in range(2)]
    assert [shape[0] for shape in sums] == sides
    assert [shape[2] for shape in sums] == [4, 4, 8, 8, 16, 16]


def trained_weights_before_the_softmax(network: keras.Model) -> int:
    trained = sum(int(np.prod(weight.shape)) for weight in network.trainable_variables)
    return trained - network.layers[-1].count_params()


@pytest.mark.parametrize(("build", "published"), [(inception_time, 420_192), (lite, 9_814)])
def test_signal_networks_have_the_weights_that_the_authors_of_lite_count(build, published):
    network = build((150, 1), 4)
    assert trained_weights_before_the_softmax(network) == published
    assert f"{published:,}" in inspect.getmodule(build).__doc__
    assert f"{network.count_params():,} weights" in build.__doc__


def test_fixed_filters_answer_to_what_they_are_for_and_stay_as_they_are():
    filters = lite_filters()
    assert filters.shape == (96, 17)
    assert np.allclose(filters.sum(axis=0), 0, atol=1e-5)
    assert np.array_equal(filters[:, :6], -filters[:, 6:12])
    assert np.array_equal(filters[47:49, 0], [-1, 1])
    assert [np.count_nonzero(one) for one in filters.T] == [2, 4, 8, 16, 32, 64] * 2 + [
        *(6, 12, 24, 48, 96)
    ]
    constant = lite((100, 1), 3).get_layer("fixed_filters")(np.ones((1, 300, 1), np.float32))
    assert np.allclose(constant[0, 100:200], 0, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_registry_and_signature_agree(name):
    parameters = inspect.signature(MODELS[name].build).parameters
    keywords = [p for p in parameters.values() if p.kind is p.KEYWORD_ONLY]
    options = [option.name for option in MODELS[name].options]
    assert list(parameters)[:2] == ["input_shape", "classes"]
    assert [p.name for p in keywords] == ["features", *options]
    MODELS[name].check_options({p.name: p.default for p in keywords if p.name != "features"})


@pytest.mark.parametrize(("name", "chosen"), EVERY_CHOICE)
def test_every_choice_builds_and_gives_probabilities(name, chosen):
    MODELS[name].check_options(chosen)
    network = MODELS[name].build(SHAPES[name], 5, **chosen)
    assert np.allclose(np.asarray(network(random_samples(name))).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_unknown_value_names_option_value_and_valid_ones(name):
    for option in MODELS[name].options:
        bad = {option.name: BAD_VALUES[option.name]}
        expected = {WordOption: "one of", CountOption: "a whole number"}.get(
            type(option), "below 1"
        )
        message = f"option {option.name}: expected.*{expected}.*found.*{bad[option.name]}"
        with pytest.raises(ValueError, match=message):
            MODELS[name].check_options(bad)
        with pytest.raises(ValueError, match=message):
            MODELS[name].build(SHAPES[name], 3, **bad)


def test_unknown_option_is_named_with_those_that_exist():
    with pytest.raises(ValueError, match="small_cnn has no option 'padding'.*activation, pooling"):
        MODELS["small_cnn"].check_options({"padding": "same"})


@pytest.mark.parametrize("value", [True, "0.5", -0.1, float("nan"), None])
def test_dropout_is_a_share(value):
    with pytest.raises(ValueError, match="option dropout"):
        MODELS["lenet5"].check_options({"dropout": value})


def test_leaky_relu_falls_with_a_hundredth():
    network = simple_cnn((4, 4, 1), 2, activation="leaky_relu")
    activation = network.layers[0].activation
    assert np.allclose(activation(np.array([-1.0, 2.0], np.float32)), [-0.01, 2])


def test_dropout_acts_in_training_only():
    network = lenet5((32, 32, 1), 10, dropout=0.5)
    images = random_samples("lenet5")
    assert np.array_equal(network(images), network(images))
    assert not np.allclose(network(images, training=True), network(images, training=True))
    assert network.count_params() == 61_706


@pytest.mark.parametrize(
    ("name", "chosen", "size"),
    [
        ("lenet5", {}, 16),
        ("lenet5", {"padding": "same"}, 4),
        ("lenet5_1d", {}, 16),
        ("lenet5_1d", {"padding": "same"}, 4),
        ("simple_cnn", {}, 4),
        ("small_cnn", {}, 16),
        ("residual_cnn", {}, 16),
        ("fast_cnn", {}, 16),
        ("residual_cnn_1d", {}, 16),
        ("inception_time", {"depth": 1}, 8),
        ("lite", {}, 8),
    ],
)
def test_smallest_input_runs_and_the_next_smaller_is_told(name, chosen, size):
    axes = len(SHAPES[name]) - 1
    smallest = MODELS[name].build((*[size] * axes, 1), 3, **chosen)
    assert np.isfinite(smallest(np.ones((2, *[size] * axes, 1), np.float32))).all()
    with pytest.raises(ValueError, match=f"at least {size}.*found {size - 1}.*; "):
        MODELS[name].build((*[size - 1] * axes, 1), 3, **chosen)


@pytest.mark.parametrize("name", ["lenet5", "lenet5_1d", "small_cnn"])
def test_wrong_number_of_axes_is_told(name):
    with pytest.raises(ValueError, match=r"needs (images|signals) \(.*found the shape \(32,\)"):
        MODELS[name].build((32,), 3)


@pytest.mark.parametrize("name", JOINING)
def test_joined_features_change_the_answer_and_add_one_row_of_weights_each(name):
    alone = MODELS[name].build(SHAPES[name], 3)
    joined = MODELS[name].build(SHAPES[name], 3, features=6)
    assert [tensor.name for tensor in joined.inputs] == ["samples", "features"]
    first_dense = next(layer for layer in joined.layers if type(layer).__name__ == "Dense")
    assert joined.count_params() - alone.count_params() == 6 * first_dense.units
    samples, features = random_samples(name), np.zeros((3, 6), np.float32)
    answers = [np.asarray(joined([samples, features + shift])) for shift in (0, 3)]
    assert not np.allclose(*answers)


def test_feature_mlp_joins_nothing():
    with pytest.raises(ValueError, match="found 4 features; name all"):
        MODELS["feature_mlp"].build((17,), 3, features=4)


@pytest.mark.parametrize(("name", "convolutions"), [("sellami_cnn", 9), ("niu_cnn", 5)])
def test_recipes_have_so_many_convolutions(name, convolutions):
    network = MODELS[name].build(SHAPES[name], 4)
    assert sum(type(layer).__name__ == "Conv1D" for layer in network.layers) == convolutions


@pytest.mark.parametrize(("name", "multiple"), [("sellami_cnn", 3), ("niu_cnn", 8)])
def test_recipes_take_the_features_of_their_paper_only(name, multiple):
    for shape in ((217,), (multiple,), (72, 3)):
        with pytest.raises(ValueError, match=f"a vector of {multiple} times at least"):
            MODELS[name].build(shape, 4)
    with pytest.raises(ValueError, match="found 2 features; name the feature set"):
        MODELS[name].build(SHAPES[name], 4, features=2)


def test_feature_mlp_takes_vectors_only():
    with pytest.raises(
        ValueError, match=r"needs a vector of features, found the shape \(8, 8, 1\)"
    ):
        MODELS["feature_mlp"].build((8, 8, 1), 3)


def test_negative_number_of_features_is_told():
    with pytest.raises(ValueError, match="lenet5: expected 0 features or more, found -1"):
        lenet5((32, 32, 1), 3, features=-1)


@pytest.mark.parametrize("name", NETWORKS)
def test_penultimate_layer_and_softmax_make_the_network(name):
    network = MODELS[name].build(SHAPES[name], 3, dropout=0.3)
    latent = np.asarray(penultimate(network)(random_samples(name)))
    weights, bias = network.layers[-1].get_weights()
    logits = latent @ weights + bias
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.allclose(network(random_samples(name)), expected, atol=1e-5)


def test_penultimate_layer_takes_the_inputs_of_a_hybrid_network():
    network = penultimate(residual_cnn_1d((64, 2), 3, features=5))
    assert [tensor.name for tensor in network.inputs] == ["samples", "features"]
    assert network.output_shape == (None, 64 + 5)


def test_penultimate_layer_needs_a_softmax_at_the_end():
    with pytest.raises(ValueError, match="lenet5_penultimate ends in .* expected a dense layer"):
        penultimate(penultimate(lenet5((32, 32, 1), 10)))


@pytest.mark.parametrize("name", NETWORKS)
def test_stored_network_predicts_the_same(name, tmp_path):
    options = {option.name for option in MODELS[name].options}
    chosen = {"activation": "leaky_relu"} if "activation" in options else {}
    network = MODELS[name].build(SHAPES[name], 3, dropout=0.2, **chosen)
    network.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    samples = random_samples(name)
    assert np.allclose(loaded(samples), network(samples), atol=1e-6)
    assert np.allclose(penultimate(loaded)(samples), penultimate(network)(samples), atol=1e-6)


ON_JAX = """
import json, sys
import keras, numpy as np
from models import MODELS
assert keras.backend.backend() == "jax"
folder, shapes = sys.argv[1], json.loads(sys.argv[2])
for name, shape in shapes.items():
    network = MODELS[name].build(tuple(shape), 3)
    network.load_weights(f"{folder}/{name}.weights.h5")
    samples = np.load(f"{folder}/{name}.npy")
    np.save(f"{folder}/{name}_probabilities.npy", network.predict(samples, verbose=0))
"""


@pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="jax is not installed: pip install -e '.[jax]'"
)
def test_networks_are_the_same_on_jax(tmp_path):
    expected = {}
    for name in NETWORKS:
        network = MODELS[name].build(SHAPES[name], 3)
        network.save_weights(tmp_path / f"{name}.weights.h5")
        np.save(tmp_path / f"{name}.npy", random_samples(name))
        expected[name] = np.asarray(network(random_samples(name)))
    subprocess.run(
        [sys.executable, "-c", ON_JAX, str(tmp_path), json.dumps(SHAPES)],
        env=os.environ | {"KERAS_BACKEND": "jax"},
        check=True,
    )
    for name in NETWORKS:
        found = np.load(tmp_path / f"{name}_probabilities.npy")
        assert np.allclose(found, expected[name], atol=1e-5), name

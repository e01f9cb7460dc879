"""Every statement of the primer, as something that could be false."""

import base64
import re
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from made_primer import made_primer
from scipy.signal import convolve2d, correlate2d

from craftbench.analyses.cost.architecture.stages import stages
from craftbench.config.cards import read_card
from craftbench.datasets.samples import Samples
from craftbench.datasets.views import SignalView
from craftbench.predict.predictor import load_predictor
from craftbench.primer.activations import ACTIVATIONS, LEAK, activation_facts, derivative_error
from craftbench.primer.choice import choose
from craftbench.primer.correlation import asymmetry, convolve, correlate, flip, flip_lesson
from craftbench.primer.network import (
    first_convolution,
    layer_outputs,
    sums_before_activation,
    unrolled_lesson,
)
from craftbench.primer.padding import PADDINGS, border, output_size, pad_and_correlate
from craftbench.primer.page import render_without_network
from craftbench.primer.pooling import (
    average_pool,
    average_pool_gradient,
    max_pool,
    max_pool_gradient,
    pooling_lesson,
)
from craftbench.primer.projection import project, spread
from craftbench.primer.separation import (
    folds,
    neighbour_accuracy,
    one_unit,
    own_units,
    probe_accuracy,
)
from craftbench.primer.unrolled import unrolled_matrix
from craftbench.primer.volumes import volume_facts
from models.lenet5 import lenet5
from models.lenet5_1d import lenet5_1d
from models.residual_cnn_1d import residual_cnn_1d
from models.simple_cnn import simple_cnn
from models.small_cnn import small_cnn

CARDS = Path(__file__).parent / "cards"
DIGITS = read_card(CARDS / "digits_tiny.yaml")
PARCELS = read_card(CARDS / "parcels_tiny.yaml")
MITDB = read_card(CARDS / "mitdb_tiny.yaml")
RNG = np.random.default_rng(0)
IMAGE = RNG.normal(size=(20, 17))
KERNEL = RNG.normal(size=(5, 4))


def test_correlation_and_convolution_are_those_of_scipy():
    np.testing.assert_allclose(correlate(IMAGE, KERNEL), correlate2d(IMAGE, KERNEL, "valid"))
    np.testing.assert_allclose(convolve(IMAGE, KERNEL), convolve2d(IMAGE, KERNEL, "valid"))


def test_convolution_is_correlation_with_the_flipped_kernel():
    lesson = flip_lesson(IMAGE, KERNEL)
    assert lesson.flip_difference < 1e-12
    assert lesson.difference > 0.1
    assert lesson.symmetric_difference < 1e-12


def test_marked_window_gives_the_largest_output():
    lesson = flip_lesson(IMAGE, KERNEL)
    assert (lesson.window * KERNEL).sum() == pytest.approx(lesson.correlation.max())


def test_asymmetry_is_zero_for_kernels_equal_to_their_flip():
    odd = KERNEL - flip(KERNEL)
    found = asymmetry(np.stack([KERNEL + flip(KERNEL), odd, np.zeros_like(odd)], axis=-1))
    np.testing.assert_allclose(found, [0, 2, 0])


def test_keras_convolution_is_correlation():
    image, kernel = IMAGE.astype("float32"), KERNEL.astype("float32")
    sums = keras.ops.conv(image[None, ..., None], kernel[..., None, None])
    np.testing.assert_allclose(sums[0, ..., 0], correlate(IMAGE, KERNEL), atol=1e-5)


@pytest.mark.parametrize("padding", PADDINGS)
def test_padded_output_has_the_size_of_the_formula_and_the_values_of_scipy(padding):
    kernel = RNG.normal(size=(5, 3))
    found = pad_and_correlate(IMAGE, kernel, padding)
    assert found.output.shape == found.predicted
    np.testing.assert_allclose(found.output, correlate2d(IMAGE, kernel, padding))
    rows, columns = found.predicted
    untouched = max(0, 20 - 5 + 1) * max(0, 17 - 3 + 1)
    assert found.border_share == pytest.approx(1 - untouched / (rows * columns))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 4])
@pytest.mark.parametrize("kernel", [3, 4, 7])
@pytest.mark.parametrize("size", [16, 17, 21])
def test_output_size_is_that_of_keras(padding, stride, kernel, size):
    layer = keras.layers.Conv2D(1, kernel, strides=stride, padding=padding)
    assert layer.compute_output_shape((1, size, size, 1))[1] == output_size(
        size, kernel, padding, stride
    )


def test_odd_border_goes_to_the_end():
    assert border(10, 4, "same") == (1, 2)
    assert border(10, 4, "full") == (3, 3)
    assert border(10, 1, "same", 4) == (0, 0)


@pytest.mark.parametrize(
    "model",
    [
        lenet5((32, 32, 1), 3),
        lenet5((20, 24, 2), 3, padding="same", activation="leaky_relu"),
        small_cnn((33, 30, 1), 3),
    ],
)
def test_unrolled_matrices_give_the_output_of_the_layer(model):
    layer, shape = first_convolution(model), model.input_shape[1:]
    lesson = unrolled_lesson(layer, RNG.normal(size=shape).astype("float32"))
    assert lesson.integer_difference == 0
    assert lesson.difference < 1e-5 * max(1, lesson.largest)


def test_unrolled_matrix_is_sparse_and_shared():
    kernel = RNG.normal(size=(5, 5, 1))
    matrix = unrolled_matrix(kernel, (32, 32, 1))
    assert matrix.shape == (28 * 28, 32 * 32)
    assert matrix.nnz == 28 * 28 * 25
    assert np.unique(matrix.data).size == 25
    np.testing.assert_allclose(matrix.sum(axis=1), kernel.sum())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_agree_with_difference_quotients(name):
    assert derivative_error(ACTIVATIONS[name]) < 1e-8


def test_activations_have_their_known_values():
    z = np.array([-2.0, 0.0, 3.0])
    found = {name: one.function(z) for name, one in ACTIVATIONS.items()}
    np.testing.assert_allclose(found["ReLU"], [0, 0, 3])
    np.testing.assert_allclose(found["leaky ReLU"], [-2 * LEAK, 0, 3])
    np.testing.assert_allclose(found["tanh"], 2 * ACTIVATIONS["sigmoid"].function(2 * z) - 1)
    for name in ("relu", "tanh", "sigmoid"):
        own = found["ReLU" if name == "relu" else name]
        np.testing.assert_allclose(getattr(keras.ops, name)(z), own, rtol=1e-6)


def test_small_derivatives_are_counted():
    facts = {one.name: one for one in activation_facts(np.array([-9.0, -1.0, 0.5, 9.0]))}
    assert facts["ReLU"].small_share == facts["leaky ReLU"].small_share == 0.5
    assert facts["tanh"].small_share == facts["sigmoid"].small_share == 0.5
    assert facts["sigmoid"].steepest < 0.25


def test_pooling_and_its_gradient_are_those_of_keras():
    image = RNG.normal(size=(12, 8))
    upstream = RNG.normal(size=(6, 4))
    for layer, pooled, gradient in (
        (keras.layers.MaxPooling2D(2), max_pool(image), max_pool_gradient(image, upstream)),
        (keras.layers.AveragePooling2D(2), average_pool(image), average_pool_gradient(upstream)),
    ):
        x = tf.constant(image[None, ..., None], tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
            total = tf.reduce_sum(y[0, ..., 0] * upstream)
        np.testing.assert_allclose(y[0, ..., 0], pooled, rtol=1e-6)
        np.testing.assert_allclose(tape.gradient(total, x)[0, ..., 0], gradient, rtol=1e-6)


@pytest.mark.parametrize("image", [RNG.normal(size=(28, 28)), np.zeros((9, 7))])
def test_pooling_keeps_a_quarter_and_only_the_maximum_gets_gradient(image):
    lesson = pooling_lesson(image)
    assert lesson.kept == lesson.maximum_reached == 0.25
    assert lesson.average_reached == 1
    assert lesson.maximum_gradient.sum() == lesson.average_gradient.sum() == lesson.maximum.size
    chosen = lesson.image[lesson.maximum_gradient > 0]
    np.testing.assert_array_equal(np.sort(chosen), np.sort(lesson.maximum.ravel()))


def test_volumes_of_lenet5_are_the_published_ones():
    walked = stages(lenet5((32, 32, 1), 10))
    assert [stage.output_shape for stage in walked] == [
        (32, 32, 1),
        (28, 28, 6),
        (14, 14, 6),
        (10, 10, 16),
        (5, 5, 16),
        (400,),
        (120,),
        (84,),
        (10,),
    ]
    facts = volume_facts(walked)
    assert (facts.weights, facts.convolution_weights) == (61_706, 156 + 2_416)
    assert facts.last.output_shape == (5, 5, 16)
    convolutions = 28 * 28 * 25 * 6 + 10 * 10 * 25 * 6 * 16
    assert facts.convolution_multiply_adds == convolutions
    assert facts.multiply_adds == convolutions + 400 * 120 + 120 * 84 + 84 * 10


@pytest.mark.parametrize("model", [lenet5((32, 32, 2), 3), small_cnn((96, 96, 1), 3)])
def test_volumes_shrink_and_deepen(model):
    shapes = [stage.output_shape for stage in stages(model) if len(stage.output_shape) == 3]
    positions = [height * width for height, width, _ in shapes]
    assert (np.diff(positions) <= 0).all()
    assert (np.diff([channels for *_, channels in shapes]) >= 0).all()
    assert positions[-1] < positions[0] / 25


@pytest.mark.parametrize(
    "model",
    [
        lenet5((32, 32, 1), 10),
        lenet5((32, 32, 1), 3, dropout=0.5, padding="same", activation="leaky_relu"),
        simple_cnn((32, 32, 1), 3),
        residual_cnn_1d((64, 1), 3),
    ],
)
def test_outputs_of_layers_end_with_the_prediction(model):
    x = RNG.normal(size=(3, *model.input_shape[1:])).astype("float32")
    outputs = layer_outputs(model, x)
    walked = stages(model)
    assert [output.shape[1:] for output in outputs] == [one.output_shape for one in walked[1:]]
    np.testing.assert_allclose(outputs[-1], model.predict(x, verbose=0), atol=1e-6)
    assert volume_facts(walked).weights == model.count_params()


def test_sums_of_the_first_layer_are_before_its_activation():
    model = lenet5((32, 32, 1), 10)
    x = RNG.normal(size=(3, 32, 32, 1)).astype("float32")
    sums = sums_before_activation(model.layers[0], x)
    np.testing.assert_allclose(np.tanh(sums), layer_outputs(model, x)[0], atol=1e-5)


def clusters(distance: float) -> tuple[np.ndarray, np.ndarray]:
    y = np.repeat([0, 1, 2], 40)
    return np.random.default_rng(1).normal(size=(120, 4)) + distance * y[:, None], y


@pytest.mark.parametrize("accuracy", [neighbour_accuracy, probe_accuracy])
def test_separation_is_one_for_far_classes_and_chance_for_none(accuracy):
    x, y = clusters(20)
    assert accuracy(x, y, None, one_unit, 0).value == 1
    x, y = clusters(0)
    score = accuracy(x, y, None, one_unit, 0)
    assert score.low < 1 / 3 < score.high


@pytest.mark.parametrize("accuracy", [neighbour_accuracy, probe_accuracy])
def test_groups_are_kept_apart(accuracy):
    """Samples that tell their group but not their class help only if groups leak."""
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(30), 10)
    y = rng.permutation(np.repeat([0, 1], 15))[groups]
    x = rng.normal(size=(30, 40))[groups] + 0.01 * rng.normal(size=(300, 40))
    apart = accuracy(x, y, groups, one_unit, 0)
    assert accuracy(x, y, None, one_unit, 0).value > 0.95
    assert apart.low < 0.5
    for train, test in folds(y, groups, 0):
        assert not set(groups[train]) & set(groups[test])


def test_what_cannot_be_measured_says_why():
    x, y = clusters(20)
    score = probe_accuracy(x, y, np.zeros(len(y), int), one_unit, 0)
    assert np.isnan([score.value, score.low, score.high]).all()
    assert "one group" in score.note


def test_units_of_features_do_not_matter():
    x, y = clusters(2)
    other = x * [1, 1e6, 1e-6, 1]
    other[::7, 2] = np.nan
    assert neighbour_accuracy(other, y, None, own_units, 0).value > 0.8


def test_map_of_a_plane_is_trusted_more_than_that_of_noise():
    rng = np.random.default_rng(3)
    y = np.arange(100) % 2
    plane = project("plane", rng.normal(size=(100, 2)), y, None, one_unit, 0)
    noise = project("noise", rng.normal(size=(100, 50)), y, None, one_unit, 0)
    assert 0.5 < noise.trust < plane.trust <= 1
    assert plane.trust > 0.95
    assert plane.places.shape == (100, 2)


def test_columns_without_a_value_are_counted():
    x, y = clusters(5)
    x[:, 1] = np.nan
    assert (projection := project("x", x, y, None, own_units, 0)).left_out == 1
    assert projection.dimensions == 3


@pytest.mark.parametrize("prepare", [one_unit, own_units])
def test_constant_columns_never_reach_the_map(prepare):
    x, y = clusters(2)
    constant = np.full((len(x), 5), 0.1, np.float32)
    assert project("constant", constant, y, None, prepare, 0) is None
    one = project("one", np.hstack([constant, x[:, :1]]), y, None, prepare, 0)
    assert one.places.shape == (len(x), 2)
    assert np.isfinite(one.places).all()


def test_shown_samples_have_the_shares_of_the_classes():
    y = np.repeat([0, 1, 2], [600, 300, 100])
    rows = spread(y, 100, 0)
    assert np.unique(rows).size == 100
    np.testing.assert_allclose(np.bincount(y[rows]), [60, 30, 10], atol=1)
    np.testing.assert_array_equal(spread(y[:50], 100, 0), np.arange(50))


def test_images_come_before_signals_and_lenet5_before_other_networks():
    assert choose({"m": MITDB, "d": DIGITS}).dataset == "d"
    choice = choose({"m": MITDB})
    assert (choice.kind, choice.network, choice.features) == ("signal", "lenet5_1d", "rhythm_svm")
    assert choose({"p": PARCELS}).network == "lenet5"
    arms = {name: arm for name, arm in DIGITS.arms.items() if name != "lenet5"}
    assert choose({"d": DIGITS.model_copy(update={"arms": arms})}) is None
    assert "There is no network to explain" in render_without_network()


def test_page_of_images_has_all_chapters_and_is_escaped():
    attack = "<script>alert(1)</script>"
    card = DIGITS.model_copy(update={"title": attack, "citation": attack})
    html = made_primer(card, lenet5((32, 32, 1), 10), (8, 8), groups=False)
    assert attack not in html and html.count("&lt;script&gt;") == 2
    assert html.count("<figure>") == html.count("<img ") == 10
    assert "simulated data" not in html


def test_simulated_samples_say_so_under_every_figure():
    html = made_primer(PARCELS, lenet5((32, 32, 2), 3), (96, 96), groups=True)
    captions = [part.split("</")[0] for part in html.split("<figcaption>")[1:]]
    assert len(captions) == 10
    assert all("Simulated data." in caption for caption in captions)
    assert "no group is in two folds" in html


def test_page_of_signals_says_what_it_leaves_out():
    plain = MITDB.model_copy(update={"views": {"signal": SignalView(kind="signal")}})
    html = made_primer(plain, lenet5_1d((64, 1), 2), (64, 1), groups=True)
    assert "need an image and are left out" in html
    assert html.count("<figure>") == 6
    assert 'id="flip"' not in html and 'href="#flip"' not in html


def test_small_test_part_has_a_page_without_maps():
    html = made_primer(DIGITS, lenet5((32, 32, 1), 10), (8, 8), groups=False, n=20)
    assert "The test part has 10 samples. Maps and their numbers need at least 11." in html


def test_page_of_the_tiny_benchmark(finished):
    html = (finished / "results" / "primer.html").read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", html)
    assert html.count("data:image/svg+xml;base64,") == 10
    for svg in re.findall(r"base64,([^\"]+)", html):
        assert b"<dc:date>" not in base64.b64decode(svg)
    assert '<td class="number">19,600 (2.4 %)</td>' in html
    assert "61,706 weights" in html
    assert "450 test samples" in html


def test_stored_network_predicts_as_in_the_benchmark(finished):
    results = finished / "results" / "digits_tiny"
    network = load_predictor(results / "models" / "lenet5.keras")
    stored = pd.read_parquet(results / "predictions" / "lenet5.parquet")
    stored = stored.query("split == 'test' and training_size == 120 and repeat == 0").head(50)
    values = np.load(results / "samples.npy", allow_pickle=False)
    table = pd.read_parquet(results / "samples.parquet")
    x = network.prepare(Samples(values, table), stored["sample"].to_numpy())
    outputs = layer_outputs(network.model, x)
    np.testing.assert_allclose(outputs[-1], stored.filter(like="p_"), atol=1e-5)

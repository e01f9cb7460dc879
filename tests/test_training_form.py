import keras
import numpy as np
import pytest
import tensorflow as tf

from models.inception_time import inception_time
from models.lenet5 import lenet5
from models.lenet5_1d import lenet5_1d
from models.residual_cnn import residual_cnn
from models.training_form import training_form

NETWORKS = {
    "lenet5": (lenet5, (32, 32, 1), {}),
    "lenet5, odd sides": (lenet5, (30, 23, 2), {}),
    "lenet5, two inputs": (lenet5, (32, 32, 1), {"features": 4}),
    "lenet5_1d": (lenet5_1d, (41, 2), {}),
    "residual_cnn": (residual_cnn, (16, 20, 3), {}),
    "inception_time": (inception_time, (32, 2), {}),
}


def outputs_and_gradients(model, network, x, y, training: bool):
    weights = [weight.value for weight in network.trainable_variables]
    with tf.GradientTape() as tape:
        p = model(x, training=training)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, p))
    return p.numpy(), [g.numpy() for g in tape.gradient(loss, weights)]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", NETWORKS)
def test_outputs_gradients_and_moving_averages_are_those_of_the_network(case, training):
    build, shape, options = NETWORKS[case]
    keras.utils.set_random_seed(0)
    network = build(shape, 3, **options)
    form = training_form(network)
    rng = np.random.default_rng(0)
    x = [(2 + rng.normal(size=(12, *shape))).astype(np.float32)]
    x += [rng.normal(size=(12, n)).astype(np.float32) for n in options.values()]
    x = x if len(x) > 1 else x[0]
    y = rng.integers(0, 3, 12)

    before = network.get_weights()
    p, gradients = outputs_and_gradients(network, network, x, y, training)
    after = network.get_weights()
    network.set_weights(before)
    q, same = outputs_and_gradients(form, network, x, y, training)
    assert np.allclose(p, q, atol=1e-5)
    for a, b in zip(gradients, same, strict=True):
        assert np.allclose(a, b, rtol=1e-3, atol=1e-4 * (1 + np.abs(a).max()))
    for a, b in zip(after, network.get_weights(), strict=True):
        assert np.allclose(a, b, rtol=1e-4, atol=1e-5)


def test_weights_are_shared():
    network = residual_cnn((16, 16, 1), 3)
    form = training_form(network)
    assert {id(v) for v in form.variables} == {id(v) for v in network.variables}

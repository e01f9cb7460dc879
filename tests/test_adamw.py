import keras
import numpy as np
import pytest
import tensorflow as tf

from models.adamw import AdamW

SHAPES = {"kernel": (4, 3), "bias": (3,), "gamma": (5,), "beta": (5,)}


def weights() -> list[keras.Variable]:
    rng = np.random.default_rng(0)
    return [
        keras.Variable(rng.normal(size=shape).astype(np.float32), name=name)
        for name, shape in SHAPES.items()
    ]


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_steps_are_those_of_keras(decay):
    ours, theirs = weights(), weights()
    own, keras_own = AdamW(0.01, decay), keras.optimizers.AdamW(0.01, decay)
    keras_own.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    own.build(ours)
    keras_own.build(theirs)
    rng = np.random.default_rng(1)
    for step in range(30):
        gradients = [tf.constant(rng.normal(size=v.shape).astype(np.float32)) for v in ours]
        for optimizer in (own, keras_own):
            optimizer.learning_rate.assign(0.01 / (1 + step))
        own.apply_gradients(zip(gradients, ours, strict=True))
        keras_own.apply_gradients(zip(gradients, theirs, strict=True))
    assert int(own.iterations) == 30
    for a, b in zip(ours, theirs, strict=True):
        assert np.allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6)


def test_only_kernels_decay():
    fading = weights()
    before = [weight.numpy() for weight in fading]
    optimizer = AdamW(0.1, 0.5)
    optimizer.build(fading)
    optimizer.apply_gradients([(tf.zeros_like(weight.value), weight) for weight in fading])
    factors = [weight.numpy() / start for weight, start in zip(fading, before, strict=True)]
    assert np.allclose(factors[0], 0.95)
    assert all((factor == 1).all() for factor in factors[1:])

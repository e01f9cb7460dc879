import keras
import numpy as np
import pytest
from keras import layers

from models.training import NetworkTrainer, TrainingRule
from models.weight_average import WeightAverage


def build(shape, classes):
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Dense(8),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Dense(classes, activation="softmax"),
        ]
    )


def part(n: int, seed: int):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    return (rng.normal(size=(n, 5)) + y[:, None]).astype(np.float32), y


def trainer(averaging: float) -> NetworkTrainer:
    rule = TrainingRule(
        1e-2, batch_size=16, block_updates=10, epochs=8, patience=8, averaging=averaging
    )
    return NetworkTrainer(build, (5,), 3, rule)


def test_average_of_given_weights_is_that_of_the_formula():
    network = build((5,), 3)
    start = [weight.numpy() for weight in network.variables]
    average = WeightAverage(network, epochs=0.5)
    average.restart()
    for update in range(1, 40):
        for weight, first in zip(network.variables, start, strict=True):
            weight.assign(first + update)
        average.update(update, 10)
    expected = 0.0
    for update in range(1, 40):
        decay = min(np.exp(-1 / 5), (1 + update) / (10 + update))
        expected += (1 - decay) * (update - expected)
    average.swap()
    for weight, first in zip(network.variables, start, strict=True):
        np.testing.assert_allclose(weight.numpy(), first + expected, rtol=1e-5)
    average.swap()
    np.testing.assert_allclose(network.variables[0].numpy(), start[0] + 39, rtol=1e-6)


def test_an_average_over_less_than_an_update_is_a_training_without_average():
    parts = part(100, 0), part(60, 1)
    x = part(50, 2)[0]
    found = [trainer(length).fit(*parts, seed=3) for length in (0.0, 1e-4)]
    first, second = (fitted.history["validation_loss"] for fitted in found)
    np.testing.assert_allclose(second, first, rtol=1e-4)
    np.testing.assert_allclose(*(fitted.probabilities(x) for fitted in found), atol=1e-4)


def test_weights_that_are_kept_are_those_that_were_validated():
    validation = part(60, 1)
    fitted = trainer(2.0).fit(part(100, 0), validation, seed=0)
    hits = fitted.probabilities(validation[0]).argmax(1) == validation[1]
    told = fitted.history["validation_accuracy"][fitted.ending.best_epoch - 1]
    assert hits.mean() == pytest.approx(told)


def test_an_earlier_training_leaves_nothing_in_the_average():
    parts, x = (part(100, 0), part(60, 1)), part(50, 2)[0]
    used, fresh = trainer(2.0), trainer(2.0)
    used.fit(*parts, seed=1)
    again = used.fit(*parts, seed=5).probabilities(x)
    np.testing.assert_array_equal(again, fresh.fit(*parts, seed=5).probabilities(x))

"""A network that is trained on blocks of its samples is the one that is trained on all at once."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers

import models.blocks
from models.endings import Length
from models.fitted_network import FittedNetwork
from models.prepared_rows import PreparedRows
from models.training import NetworkTrainer, NonFiniteLossError, TrainingRule, use_threads

use_threads(1)
RULE = TrainingRule(1e-2, batch_size=16, block_updates=10, epochs=3, patience=2)
SHAPES = ((6, 2), (3,))
SAMPLE = 4 * (6 * 2 + 3)
N, VALIDATION = 300, 1100


def network(shapes, classes: int) -> keras.Model:
    signal, features = (keras.Input(shape) for shape in shapes)
    convolved = layers.BatchNormalization()(layers.Conv1D(4, 3, activation="relu")(signal))
    both = layers.Concatenate()([layers.Flatten()(convolved), features])
    return keras.Model([signal, features], layers.Dense(classes, activation="softmax")(both))


def samples(n: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    rng = np.random.default_rng(n)
    y = rng.integers(0, 3, n)
    signal = rng.normal(size=(n, 6, 2)) + y[:, None, None]
    return (signal.astype(np.float32), rng.normal(size=(n, 3)).astype(np.float32)), y


def state(fitted: FittedNetwork) -> list[np.ndarray]:
    return [*fitted.model.get_weights(), fitted.history.to_numpy()]


@pytest.mark.parametrize("averaging", [0, 2.0])
def test_blocks_change_nothing(averaging, monkeypatch):
    """Blocks of 40 samples, not a multiple of the batch; 512 validation samples and the rest."""
    trainer = NetworkTrainer(network, SHAPES, 3, replace(RULE, averaging=averaging), "balanced")
    train, validation = samples(N), samples(VALIDATION)
    length = Length(50, 20)
    searched = state(trainer.fit(train, validation, 1))
    final = state(trainer.fit(train, None, 1, length=length))
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 40 * SAMPLE)
    for one, other in zip(searched, state(trainer.fit(train, validation, 1)), strict=True):
        assert np.array_equal(one, other)
    for one, other in zip(final, state(trainer.fit(train, None, 1, length=length)), strict=True):
        assert np.array_equal(one, other, equal_nan=True)


def test_samples_that_are_read_when_used_change_nothing(monkeypatch):
    trainer = NetworkTrainer(network, SHAPES, 3, RULE)
    (signal, features), y = samples(N)
    shifted = PreparedRows(signal[::-1] + 1, np.arange(N)[::-1], lambda part: part - 1)
    plain = np.asarray(shifted)
    validation = samples(50)
    expected = trainer.fit(((plain, features), y), validation, 1)
    kept = state(expected)
    probabilities = expected.probabilities((plain, features))
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 64 * SAMPLE)
    found = trainer.fit(((shifted, features), y), validation, 1)
    assert all(np.array_equal(one, other) for one, other in zip(kept, state(found), strict=True))
    assert np.array_equal(found.probabilities((shifted, features)), probabilities)


def test_samples_of_blocks_are_checked(monkeypatch):
    trainer = NetworkTrainer(network, SHAPES, 3, RULE)
    (signal, features), y = samples(N)
    signal[207, 4, 1] = np.nan
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 64 * SAMPLE)
    with pytest.raises(ValueError, match=r"input 1 .* nan in 1 of 300 .* sample 207 at \(4, 1\)"):
        trainer.fit(((signal, features), y), samples(50), 1)


def test_a_divergence_within_a_block_is_told_as_without(monkeypatch):
    trainer = NetworkTrainer(network, SHAPES, 3, replace(RULE, learning_rate=1e30, warm_up=0))
    told = []
    for block in (models.blocks.BLOCK_BYTES, 40 * SAMPLE):
        monkeypatch.setattr(models.blocks, "BLOCK_BYTES", block)
        with pytest.raises(NonFiniteLossError) as error:
            trainer.fit(samples(N), samples(50), 1)
        told.append(str(error.value))
    assert told[0] == told[1]

import re
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from models.batches import epoch_rows
from models.endings import Length
from models.feature_mlp import feature_mlp
from models.training import NetworkTrainer, NonFiniteLossError, TrainingRule, use_threads

# Before anything of TensorFlow runs in this process, as a job of the workflow does.
use_threads(1)
RULE = TrainingRule(1e-3, batch_size=16, block_updates=10, epochs=4, patience=2)


def test_memory_grows_on_every_gpu(monkeypatch):
    grows = {}
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [f"{kind}:0", f"{kind}:1"])
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", grows.__setitem__)
    monkeypatch.setattr(tf.config.threading, "set_intra_op_parallelism_threads", int)
    monkeypatch.setattr(tf.config.threading, "set_inter_op_parallelism_threads", int)
    use_threads(1)
    assert grows == {"GPU:0": True, "GPU:1": True}


def samples(n: int = 96, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, classes, n)
    return (rng.normal(size=(n, 6)) + y[:, None]).astype(np.float32), y


def train(trainer: NetworkTrainer, seed: int, n: int = 96) -> np.ndarray:
    train, validation = samples(n), samples(32, seed=9)
    fitted = trainer.fit(train, validation, seed)
    return fitted.probabilities(validation[0])


def test_a_long_training_logs_its_epochs_and_a_short_one_nothing(caplog, monkeypatch):
    caplog.set_level("INFO", logger="models")
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    train(trainer, seed=1)
    assert not caplog.messages
    monkeypatch.setattr("models.progress_log.SECONDS", 0)
    trainer.fit(samples(), samples(32, seed=9), 1)
    first = caplog.messages[0]
    assert re.fullmatch(
        r"\w+: epoch 1 of at most \d+, loss [\d.e-]+, validation loss [\d.e-]+", first
    )
    caplog.clear()
    trainer.fit(samples(), None, 1, length=Length(20, 10))
    assert len(caplog.messages) >= 2
    assert not [line for line in caplog.messages if "validation" in line or "nan" in line]


def two_inputs(input_shape, classes: int) -> keras.Model:
    signal, features = (keras.Input(shape) for shape in input_shape)
    both = layers.Concatenate()([layers.Flatten()(signal), features])
    return keras.Model([signal, features], layers.Dense(classes, activation="softmax")(both))


def with_dropout(input_shape, classes: int) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Dense(32, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(classes, activation="softmax"),
        ]
    )


@pytest.mark.parametrize("build", [feature_mlp, with_dropout])
def test_training_follows_from_the_seed_alone_whatever_was_trained_before(build):
    fresh = train(NetworkTrainer(build, (6,), 3, RULE), seed=1)
    used = NetworkTrainer(build, (6,), 3, RULE)
    other = train(used, seed=2, n=50)
    assert np.array_equal(train(used, seed=1), fresh)
    assert not np.allclose(other, fresh)


def trained_plainly(x, y, seed: int, epochs: int, learning_rate: float) -> keras.Model:
    keras.utils.set_random_seed(seed)
    plain = feature_mlp((6,), 3)
    plain.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy")
    for epoch in range(epochs):
        for rows in epoch_rows(len(y), seed, epoch, 10, 16):
            plain.train_on_batch(x[rows], y[rows])
    return plain


def test_a_step_of_adam_is_taken_for_every_update():
    trainer = NetworkTrainer(feature_mlp, (6,), 3, TrainingRule(1e-3, 16, 10, 2, 2))
    (x, y), validation = samples(), samples(32, seed=9)
    fitted = trainer.fit((x, y), validation, 5)

    plain = trained_plainly(x, y, seed=5, epochs=2, learning_rate=1e-3)
    found, expected = fitted.probabilities(x), plain.predict(x, verbose=0)
    assert np.allclose(found, expected, atol=1e-5)
    loss = plain.evaluate(*validation, verbose=0)
    assert fitted.history["validation_loss"].iloc[-1] == pytest.approx(loss, rel=1e-4)


def test_best_weights_are_kept():
    x, y = samples()
    flipped = (x, (y + 1) % 3)
    rule = TrainingRule(1e-2, batch_size=16, block_updates=10, epochs=8, patience=3)
    fitted = NetworkTrainer(feature_mlp, (6,), 3, rule).fit((x, y), flipped, seed=0)
    chance = fitted.probabilities(x)[np.arange(len(y)), (y + 1) % 3]
    loss = -np.log(chance).mean()
    history = fitted.history["validation_loss"]
    assert loss == pytest.approx(history.min(), rel=1e-3)
    assert history.iloc[-1] > history.min()
    assert len(history) == history.argmin() + 1 + 3


def test_early_stopping_and_all_epochs_are_stages_of_one_training():
    x, y = samples()
    parts = ((x, y), (x, (y + 1) % 3))
    last = {}

    def keep(network):
        last.update(p=network.probabilities(x), epochs=len(network.history))

    rule = TrainingRule(1e-2, batch_size=16, block_updates=10, epochs=8, patience=2)
    trainer = NetworkTrainer(feature_mlp, (6,), 3, rule)
    fitted = trainer.fit(*parts, 0, after_all_epochs=keep)
    both, all_epochs = fitted.probabilities(x), len(fitted.history)
    stopped = trainer.fit(*parts, 0)
    assert len(stopped.history) < all_epochs == last["epochs"] == 8
    assert np.array_equal(stopped.probabilities(x), both)

    patient = replace(rule, patience=8)
    ended = NetworkTrainer(feature_mlp, (6,), 3, patient).fit(*parts, 0)
    assert not np.allclose(last["p"], both)
    assert (ended.history["loss"] == fitted.history["loss"]).all()
    plain = trained_plainly(x, y, seed=0, epochs=8, learning_rate=1e-2)
    assert np.allclose(last["p"], plain.predict(x, verbose=0), atol=1e-4)


def test_small_training_parts_get_as_many_updates_as_a_block():
    assert [RULE.updates_per_epoch(n) for n in (5, 160, 161, 320)] == [10, 10, 20, 20]


@pytest.mark.parametrize("n", [5, 96, 700])
def test_epochs_are_stretches_of_whole_passes(n):
    rows = np.concatenate([epoch_rows(n, 3, epoch, 10, 16).ravel() for epoch in range(8)])
    passes = rows[: len(rows) // n * n].reshape(-1, n)
    assert len(passes)
    assert (np.sort(passes, axis=1) == np.arange(n)).all()
    assert n > len(rows) // 2 or not (passes[0] == passes[1]).all()


def test_network_with_two_inputs_uses_both():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 4, 400)
    signal = rng.normal(size=(400, 8, 1)) + (y // 2)[:, None, None] * 2
    features = rng.normal(size=(400, 3)) + (y % 2)[:, None] * 4
    x = (signal.astype(np.float32), features.astype(np.float32))
    parts = [(tuple(a[rows] for a in x), y[rows]) for rows in (slice(300), slice(300, None))]
    rule = TrainingRule(1e-2, 16, 20, 10, 5)
    trainer = NetworkTrainer(two_inputs, ((8, 1), (3,)), 4, rule)
    fitted = trainer.fit(*parts, 0)
    (x_val, y_val) = parts[1]
    assert (fitted.probabilities(x_val).argmax(axis=1) == y_val).mean() > 0.85
    without = fitted.probabilities((x_val[0], np.zeros_like(x_val[1])))
    assert (without.argmax(axis=1) == y_val).mean() < 0.7


def test_balanced_classes_find_the_rare_class_more_often():
    rng = np.random.default_rng(0)
    y = (rng.random(1000) < 0.05).astype(int)
    x = (rng.normal(size=(1000, 6)) + 0.6 * y[:, None]).astype(np.float32)
    found = {}
    for weighting in ("none", "sqrt", "balanced"):
        trainer = NetworkTrainer(feature_mlp, (6,), 2, RULE, weighting)
        fitted = trainer.fit((x[:700], y[:700]), (x[700:], y[700:]), 0)
        found[weighting] = fitted.probabilities(x[700:])[:, 1].mean()
    assert found["none"] < 0.1 < found["sqrt"] < found["balanced"]


def test_diverging_training_is_stopped_and_told():
    trainer = NetworkTrainer(feature_mlp, (6,), 3, TrainingRule(1e30, 16, 10, 4, 2))
    last = trainer.model.layers[-1].name
    with pytest.raises(
        NonFiniteLossError,
        match=rf"update \d+ of epoch 1 at a learning rate of 1e\+30 on samples between "
        rf"-\d.* not finite is '{last}'; lower training",
    ):
        train(trainer, seed=0)
    healthy = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    assert np.isfinite(train(healthy, seed=0)).all()


def bad(place, value):
    x, y = samples()
    x[place] = value
    return x, y


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (bad((7, 2), np.nan), r"is nan in 1 of 96 samples, first in sample 7 at \(2,\)"),
        (bad((3, 0), np.inf), "is inf in 1 of 96 samples, first in sample 3"),
        ((samples()[0], np.zeros(96, int)), "all 96 training samples are of class 0"),
        ((samples()[0], np.full(96, 3)), "label 3; a network with 3 outputs takes 0 to 2"),
        ((samples()[0][:0], np.zeros(0, int)), "no samples"),
        ((samples()[0], np.arange(90) % 3), "96 samples but 90 labels"),
        ((np.zeros((96, 5)), np.arange(96) % 3), "shape 5, the network takes 6"),
    ],
)
def test_unfit_samples_are_refused_before_training(part, message):
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    with pytest.raises(ValueError, match=message):
        trainer.fit(part, samples(32, seed=9), 0)


def test_tensorboard_logs_are_written(tmp_path):
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    logs = tmp_path / "logs"
    trainer.fit(samples(), samples(32, seed=9), 0, tensorboard=logs)
    assert {file.parent.name for file in logs.rglob("events.out.*")} == {"train", "validation"}


def test_network_loads_in_safe_mode(tmp_path):
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    before = train(trainer, seed=0)
    trainer.model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert np.allclose(loaded.predict(samples(32, seed=9)[0], verbose=0), before, atol=1e-6)

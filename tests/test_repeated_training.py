"""Training again in another process: a killed job repeats its unfinished run exactly."""

import os
import subprocess
import sys

import keras
import numpy as np
import pandas as pd
import pytest
from conftest import PROJECT
from keras import layers

from models.augmentation import Augmentation
from models.lenet5_1d import lenet5_1d
from models.training import NetworkTrainer, TrainingRule

IN_A_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from models.training import use_threads
use_threads(1)
from test_repeated_training import trained
folder = Path(sys.argv[1])
fitted, probabilities = trained(earlier=int(sys.argv[2]))
fitted.history.to_parquet(folder / "history.parquet")
np.save(folder / "probabilities.npy", probabilities)
"""


def trained(earlier: int):
    """A training with all that is random in it, after some `earlier` ones by the same trainer.

    It continues beyond early stopping, so that both stages of a training are compared.
    """
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 300)
    x = (rng.normal(size=(300, 40, 1)) + 0.3 * y[:, None, None]).astype(np.float32)

    def build(shape, classes):
        inner = lenet5_1d(shape, classes).layers
        return keras.Sequential([keras.Input(shape), *inner[:-1], layers.Dropout(0.3), inner[-1]])

    rule = TrainingRule(1e-3, batch_size=16, block_updates=50, epochs=12, patience=2)
    augmentation = Augmentation(shift=3, scaling=0.1, noise=0.1)
    trainer = NetworkTrainer(build, (40, 1), 3, rule, augmentation=augmentation)
    parts = (x[:200], y[:200]), (x[200:], y[200:])
    for seed in range(earlier):
        trainer.fit(*parts, seed)
    last = []
    fitted = trainer.fit(
        *parts, 4, after_all_epochs=lambda network: last.append(network.probabilities(x))
    )
    return fitted, np.stack([fitted.probabilities(x), *last])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """History and probabilities of two processes, the second after another training."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])
    }
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", IN_A_PROCESS, str(folder), str(earlier)],
            env=environment,
            cwd=PROJECT,
        )
        for earlier, folder in enumerate(folders)
    ]
    assert [process.wait() for process in processes] == [0, 0]
    return [
        (pd.read_parquet(folder / "history.parquet"), np.load(folder / "probabilities.npy"))
        for folder in folders
    ]


def test_training_in_another_process_is_the_same_to_the_last_bit(results):
    (history, probabilities), (history_again, probabilities_again) = results
    pd.testing.assert_frame_equal(history, history_again, check_exact=True)
    assert np.array_equal(probabilities, probabilities_again)


def test_weights_of_best_and_last_epoch_differ(results):
    history, (best, last) = results[0]
    assert len(history) == 12 > history["validation_loss"].argmin() + 1
    assert not np.array_equal(best, last)

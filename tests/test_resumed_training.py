"""A training that is killed and started again, in processes of its own."""

import os
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pandas as pd
from conftest import PROJECT
from keras import layers

from models.augmentation import Augmentation
from models.lenet5_1d import lenet5_1d
from models.training import NetworkTrainer, TrainingRule

KILLED = """
import sys
from pathlib import Path
import numpy as np
from test_resumed_training import long_training
fitted, probabilities = long_training(Path(sys.argv[1]) / "backup")
fitted.history.to_parquet(Path(sys.argv[1]) / "history.parquet")
np.save(Path(sys.argv[1]) / "probabilities.npy", probabilities)
"""


def long_training(backup):
    """Augmentation, dropout and early stopping all have a state that a backup must keep.

    It is trained beyond early stopping, so that the backup may be from either side of it.
    """
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 300)
    x = (rng.normal(size=(300, 40, 1)) + 0.3 * y[:, None, None]).astype(np.float32)

    def build(shape, classes):
        inner = lenet5_1d(shape, classes).layers
        return keras.Sequential([keras.Input(shape), *inner[:-1], layers.Dropout(0.3), inner[-1]])

    rule = TrainingRule(1e-3, batch_size=16, block_updates=50, epochs=40, patience=2)
    augmentation = Augmentation(shift=3, scaling=0.1, noise=0.1)
    trainer = NetworkTrainer(build, (40, 1), 3, rule, augmentation=augmentation, backup_seconds=0)
    last = []
    fitted = trainer.fit(
        (x[:200], y[:200]),
        (x[200:], y[200:]),
        4,
        backup,
        after_all_epochs=lambda network: last.append(network.probabilities(x)),
    )
    return fitted, np.stack([fitted.probabilities(x), *last])


def start(folder) -> subprocess.Popen:
    folder.mkdir(exist_ok=True)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])
    }
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], env=environment, cwd=PROJECT
    )


def test_killed_training_ends_as_an_undisturbed_one_does(tmp_path):
    undisturbed = start(tmp_path / "undisturbed")
    killed = start(tmp_path / "killed")
    backup = tmp_path / "killed" / "backup" / "training.npz"
    while not backup.exists() or int(np.load(backup)["stopped_epoch"]) == 0:
        assert killed.poll() is None, "training ended before it could be killed"
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    reached = int(np.load(backup)["epoch"])
    assert start(tmp_path / "killed").wait() == 0
    assert undisturbed.wait() == 0

    histories = [
        pd.read_parquet(tmp_path / name / "history.parquet") for name in ("killed", "undisturbed")
    ]
    assert 3 <= reached < len(histories[0]) == 40
    pd.testing.assert_frame_equal(*histories)
    assert np.array_equal(
        np.load(tmp_path / "killed" / "probabilities.npy"),
        np.load(tmp_path / "undisturbed" / "probabilities.npy"),
    )
    assert not backup.parent.exists()

"""Going on with a killed training as if nothing had happened."""

import time
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.best_epoch import BestEpoch


class ExactBackup(keras.callbacks.BackupAndRestore):
    """Keras' BackupAndRestore, with everything that the rest of a training depends on.

    Keras keeps the weights, the optimizer and the epoch, not what early stopping has seen, the
    state of random layers and the history; and a process that is killed while it writes leaves a
    torn file. Here all of it is in one file, which is written beside and then renamed. The folder
    is removed when training ends.

    Parameters
    ----------
    folder : Path
        Of this training alone.
    key : str
        What the training follows from. A backup with another key is refused.
    stopping : BestEpoch
        Must stand before this callback.
    seconds : float
        Least time between two backups; writing one after every short epoch would cost more than
        it saves.

    Attributes
    ----------
    epoch : int
        The number of epochs that the backup has, 0 without one; `fit` goes on from there.
    figures : list of dict
        The logs of all epochs, of those before the interruption too.

    Raises
    ------
    ValueError
        If there is a backup of another training in `folder`.
    """

    def __init__(self, folder: Path, key: str, stopping: BestEpoch, seconds: float) -> None:
        super().__init__(str(folder))
        self.file = folder / "training.npz"
        self.key, self.stopping, self.seconds = key, stopping, seconds
        self.figures: list[dict[str, float]] = []
        self.state: dict[str, np.ndarray] = {}
        if self.file.exists():
            with np.load(self.file, allow_pickle=False) as file:
                self.state = dict(file)
            if (found := str(self.state["key"])) != key:
                raise ValueError(
                    f"{self.file}: expected the backup of {key}, found one of {found}; "
                    "delete the folder to train from the start"
                )
        self.epoch = int(self.state.get("epoch", 0))

    def on_train_begin(self, logs=None):
        self.last = time.monotonic()
        if not self.state:
            return
        for number, variable in enumerate(self._variables()):
            variable.assign(self.state[f"variable_{number}"])
        self.stopping.wait = int(self.state["wait"])
        self.stopping.best = float(self.state["best"])
        self.stopping.best_epoch = int(self.state["best_epoch"])
        self.stopping.stopped_epoch = int(self.state["stopped_epoch"])
        self.stopping.best_weights = [
            self.state[f"best_{number}"] for number in range(len(self.model.network.weights))
        ]
        names = self.state["names"]
        self.figures = [
            dict(zip(names, map(float, row), strict=True)) for row in self.state["figures"]
        ]
        self.state = {}

    def on_epoch_end(self, epoch, logs=None):
        self.figures.append({name: float(value) for name, value in logs.items()})
        due = time.monotonic() - self.last >= self.seconds
        ended = self.model.stop_training or epoch + 1 == self.params["epochs"]
        if due and not ended:
            self._write(epoch + 1)
            self.last = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        """Nothing: an epoch is one step."""

    def _write(self, epoch: int) -> None:
        content: dict[str, Any] = {
            "key": np.array(self.key),
            "epoch": np.array(epoch),
            "wait": np.array(self.stopping.wait),
            "best": np.array(self.stopping.best),
            "best_epoch": np.array(self.stopping.best_epoch),
            "stopped_epoch": np.array(self.stopping.stopped_epoch),
            "names": np.array(list(self.figures[0])),
            "figures": np.array([list(row.values()) for row in self.figures]),
        }
        for number, variable in enumerate(self._variables()):
            content[f"variable_{number}"] = keras.ops.convert_to_numpy(variable)
        for number, weight in enumerate(self.stopping.best_weights):
            content[f"best_{number}"] = weight
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, **content)
        part.replace(self.file)

    def _variables(self) -> list[keras.Variable]:
        return [*self.model.network.variables, *self.model.optimizer.variables]

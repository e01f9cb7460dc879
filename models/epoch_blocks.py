"""Which samples the graph holds in each step of an epoch: all of a small part, or a block."""

from collections.abc import Callable

import keras
import numpy as np

from models.blocks import rows_per_block
from models.epochs import VALIDATION_BATCH, EpochModel, PartVariables
from models.model_input import LabelledInput, inputs_of

FLOAT = 4


class EpochBlocks(keras.callbacks.Callback):
    """Puts samples and their order where the graph reads them, before each step of an epoch.

    A part that is not larger than a block (`models.blocks`) is put there once. A larger training
    part is read again in every epoch, the samples of a block of updates at a time, and a larger
    validation part in consecutive blocks. The steps of an epoch are those of the blocks of
    training, of which the last one evaluates the first block of validation, and one for each
    further block of validation. The results are the same to the last bit, whatever the size of a
    block.

    Parameters
    ----------
    train, validation : (x, y)
        None for the second if there is no validation part.
    rows_of : callable
        Gives the sample numbers (updates, batch size) of an epoch, counted from 0.
    updates, batch_size : int
        Updates per epoch, samples per update.

    Attributes
    ----------
    controls : (steps, 3) int array
        What `EpochModel.train_step` is told in each step of an epoch.
    """

    def __init__(
        self,
        train: LabelledInput,
        validation: LabelledInput | None,
        rows_of: Callable[[int], np.ndarray],
        updates: int,
        batch_size: int,
    ) -> None:
        super().__init__()
        self._train, self._rows_of = train, rows_of
        self._validation = validation
        self._in_memory = _is_one_block(train)
        at_once = updates if self._in_memory else max(1, _rows_per_block(train) // batch_size)
        self._updates = [slice(i, i + at_once) for i in range(0, updates, at_once)]
        self._blocks = [slice(0, 0)] if validation is None else _validation_blocks(validation)
        self._rows, self._step = np.empty((0, batch_size), np.int32), 0
        evaluated = [0] * (len(self._updates) - 1) + [one.stop - one.start for one in self._blocks]
        self.controls = np.array(
            [(not step, number, updates) for step, number in enumerate(evaluated)], np.int32
        )

    def on_train_begin(self, logs=None):
        if self._in_memory:
            self._part("training").replace(self._train)
        self._load_validation(0)

    def on_epoch_begin(self, epoch, logs=None):
        self._rows, self._step = self._rows_of(epoch), 0

    def on_train_batch_begin(self, batch, logs=None):
        step, last = self._step, len(self._updates) - 1
        self._step += 1
        if step <= last:
            self._load_training(self._rows[self._updates[step]])
        else:
            self.model.rows.assign(self._rows[:0])
        if step >= last and len(self._blocks) > 1:
            self._load_validation(step - last)

    def _load_training(self, rows: np.ndarray) -> None:
        if not self._in_memory:
            numbers, places = np.unique(rows, return_inverse=True)
            self._part("training").replace(_some(self._train, numbers))
            rows = places.reshape(rows.shape).astype(np.int32)
        self.model.rows.assign(rows)

    def _load_validation(self, block: int) -> None:
        part = self._part("validation")
        if self._validation is None:
            part.clear()
        else:
            part.replace(_some(self._validation, self._blocks[block]))

    def _part(self, name: str) -> PartVariables:
        model: EpochModel = self.model
        return model.training_part if name == "training" else model.validation_part


def _validation_blocks(part: LabelledInput) -> list[slice]:
    """Consecutive blocks, each but the last of whole batches."""
    if _is_one_block(part):
        return [slice(0, len(part[1]))]
    step = max(1, _rows_per_block(part) // VALIDATION_BATCH) * VALIDATION_BATCH
    return [slice(i, min(i + step, len(part[1]))) for i in range(0, len(part[1]), step)]


def _some(part: LabelledInput, rows: np.ndarray | slice) -> LabelledInput:
    x, y = part
    return tuple(one[rows] for one in inputs_of(x)), np.asarray(y)[rows]


def _is_one_block(part: LabelledInput) -> bool:
    return len(part[1]) <= _rows_per_block(part)


def _rows_per_block(part: LabelledInput) -> int:
    """Rows of all inputs together in a block."""
    values = sum(int(np.prod(one.shape[1:])) for one in inputs_of(part[0]))
    return rows_per_block((len(part[1]), values), FLOAT)

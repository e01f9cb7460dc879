"""The learning rate of each epoch of a training whose length was chosen before."""

import keras

from models.endings import FIXED, Length
from models.training_rule import TrainingRule


class FixedSchedule(keras.callbacks.Callback):
    """Warm-up, constant rate and a decay in the proportion of the rule; the last weights are kept.

    Parameters
    ----------
    rule : TrainingRule
        When the rate rises, and how long it decays.
    learning_rate : float
        The constant rate of this training.
    length : Length
        Updates at the constant rate.

    Attributes
    ----------
    ended : str
        `FIXED`.
    epochs : int
        Epochs in all.
    best_epoch, plateau_epoch, decay_from : int
        As of `models.schedule.Schedule`: the last epoch, the last one at the constant rate, and the
        first one of the decay.
    """

    ended = FIXED

    def __init__(self, rule: TrainingRule, learning_rate: float, length: Length) -> None:
        super().__init__()
        self.rule, self.peak = rule, learning_rate
        constant = rule.constant_epochs(length.constant_updates, length.updates_per_epoch)
        self.epochs = self.best_epoch = constant + rule.decay_epochs(constant)
        self.plateau_epoch, self.decay_from = constant, constant + 1

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate.assign(self._rate(epoch))

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = float(self._rate(epoch))

    def _rate(self, epoch: int) -> float:
        return self.peak * self.rule.share_of_rate(epoch, self.decay_from, self.epochs)

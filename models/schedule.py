"""The learning rate of each epoch, and the end of a training by validation or by its budget."""

from collections.abc import Callable

import keras
import numpy as np

from models.endings import BUDGET, FITTED, NO_BETTER_FIT, PLATEAU
from models.training_rule import TrainingRule


class FitToLabels:
    """Tells when a training fits its labels, or no longer fits them better.

    Parameters
    ----------
    rule : TrainingRule
        Its window, tolerance and patience, as for the validation loss.
    fitted_at : float
        Training accuracy, averaged over the window, that counts as fitted.

    Attributes
    ----------
    ended : str
        `FITTED`, `NO_BETTER_FIT` or, as long as neither holds, `BUDGET`.
    """

    def __init__(self, rule: TrainingRule, fitted_at: float) -> None:
        self._rule, self._fitted_at = rule, fitted_at
        self._errors: list[float] = []
        self._reference, self._waited = np.inf, 0
        self.ended = BUDGET

    def ended_by(self, epoch: int, error: float) -> bool:
        """Whether it holds after this epoch, counted from 0, with this share of wrong labels."""
        self._errors.append(error)
        averaged = float(np.mean(self._errors[-self._rule.window :]))
        if averaged < (1 - self._rule.tolerance) * self._reference:
            self._reference, self._waited = averaged, 0
        elif epoch >= self._rule.warm_up:
            self._waited += 1
        if self.ended != FITTED and self._waited >= self._rule.patience:
            self.ended = NO_BETTER_FIT
        if averaged <= 1 - self._fitted_at:
            self.ended = FITTED
        return self.ended != BUDGET


class Schedule(keras.callbacks.Callback):
    """Follows a `TrainingRule` and restores the weights of the best epoch at the end.

    The best epoch has the lowest validation loss, whether at the constant rate or in the decay.

    Parameters
    ----------
    rule : TrainingRule
        When the rate rises, stays and decays.
    learning_rate : float
        The constant rate of this training.
    after_all_epochs : callable, optional
        Then the whole budget is trained, followed by its decay, and this is called at the end. The
        restored weights are those of the best epoch up to where validation stopped improving.
    fitted_at : float, optional
        With `after_all_epochs`: the decay begins earlier, once the averaged training accuracy has
        reached this or stopped rising, and validation has stopped improving.

    Attributes
    ----------
    ended : str
        `PLATEAU` or `BUDGET`; while `after_all_epochs` is called, how the fit to the training
        labels ended: `FITTED`, `NO_BETTER_FIT` or `BUDGET`.
    best_epoch, plateau_epoch, decay_from : int
        Counted from 1: the epoch whose weights are kept; the epoch at the constant rate with the
        lowest averaged validation loss; the first epoch of the decay (one beyond the last where
        there was none).
    """

    def __init__(
        self,
        rule: TrainingRule,
        learning_rate: float,
        after_all_epochs: Callable[[], None] | None = None,
        fitted_at: float | None = None,
    ) -> None:
        super().__init__()
        self.rule, self.peak, self.after_all_epochs = rule, learning_rate, after_all_epochs
        self._fit = None if fitted_at is None else FitToLabels(rule, fitted_at)
        self.ended = ""
        self.best_epoch, self.plateau_epoch, self.decay_from = 0, 0, 0
        self._last = rule.most_epochs
        self._best, self._reference, self._lowest = np.inf, np.inf, np.inf
        self._waited, self._stopped = 0, False
        self._losses: list[float] = []
        self._weights: list[np.ndarray] | None = None

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate.assign(self._rate(epoch))

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = float(self._rate(epoch))
        self._remember(epoch, logs["val_loss"])
        done = epoch + 1
        fitted = self._fit is not None and self._fit.ended_by(epoch, 1 - logs["accuracy"])
        if not self.decay_from:
            stalled = self._waited >= self.rule.patience
            # With `after_all_epochs`, the first stall only ends the search for the best epoch.
            self._stopped |= stalled
            ends = stalled if self.after_all_epochs is None else self._stopped and fitted
            if ends or done == self.rule.epochs:
                self.ended = PLATEAU if self._stopped else BUDGET
                self.decay_from = done + 1
                self._last = done + self.rule.decay_epochs(done)
        if self.decay_from and done >= self._last:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.after_all_epochs is not None:
            by_validation, self.ended = self.ended, self._fit.ended if self._fit else BUDGET
            self.after_all_epochs()
            self.ended = by_validation
        if self._weights is not None:
            self.model.network.set_weights(self._weights)

    def _remember(self, epoch: int, loss: float) -> None:
        if self._stopped and self.after_all_epochs is not None:
            return
        if loss < self._best:
            self._best, self.best_epoch = loss, epoch + 1
            self._weights = self.model.network.get_weights()
        self._losses.append(loss)
        averaged = float(np.mean(self._losses[-self.rule.window :]))
        if averaged < self._lowest and not self.decay_from:
            self._lowest, self.plateau_epoch = averaged, epoch + 1
        if averaged < (1 - self.rule.tolerance) * self._reference:
            self._reference, self._waited = averaged, 0
        elif epoch >= self.rule.warm_up:
            self._waited += 1

    def _rate(self, epoch: int) -> float:
        return self.peak * self.rule.share_of_rate(epoch, self.decay_from, self._last)

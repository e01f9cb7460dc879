"""Early stopping that can let training go on, to see both networks."""

from collections.abc import Callable

import keras


class BestEpoch(keras.callbacks.EarlyStopping):
    """Keras' EarlyStopping on the validation loss, restoring the weights of the best epoch.

    Parameters
    ----------
    patience : int
        Epochs without a lower validation loss before training ends.
    after_all_epochs : callable, optional
        Then training goes on to its last epoch, this is called, and only then the weights are put
        back to those of the best epoch that early stopping would have seen.
    """

    def __init__(self, patience: int, after_all_epochs: Callable[[], None] | None = None) -> None:
        super().__init__("val_loss", patience=patience, restore_best_weights=True)
        self.after_all_epochs = after_all_epochs

    def on_epoch_end(self, epoch, logs=None):
        if self.stopped_epoch:
            return
        super().on_epoch_end(epoch, logs)
        if self.stopped_epoch and self.after_all_epochs:
            self.model.stop_training = False

    def on_train_end(self, logs=None):
        if self.after_all_epochs:
            self.after_all_epochs()
        super().on_train_end(logs)

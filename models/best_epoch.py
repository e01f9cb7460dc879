"""Early stopping that can also report the network of the last epoch."""

from collections.abc import Callable

import keras


class BestEpoch(keras.callbacks.EarlyStopping):
    """Keras' EarlyStopping on the validation loss, restoring the weights of the best epoch.

    Parameters
    ----------
    patience : int
        Epochs without a lower validation loss before training ends.

    Attributes
    ----------
    after_all_epochs : callable or None
        If set, training continues to its last epoch, this is called with the last weights in
        place, and then the weights that early stopping would have kept are restored.
    """

    def __init__(self, patience: int) -> None:
        super().__init__("val_loss", patience=patience, restore_best_weights=True)
        self.after_all_epochs: Callable[[], None] | None = None

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

"""The rule by which every network is trained: rates, epochs, and when training ends."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingRule:
    """Warm-up, a constant learning rate until validation stops improving, and a decay to zero.

    An epoch is one pass over the training part, rounded up to whole blocks of `block_updates`
    updates: a small training part is passed over several times, so that it gets as many updates
    per epoch as one of ``batch_size * block_updates`` samples.

    Parameters
    ----------
    learning_rate : float
        Constant rate of AdamW between warm-up and decay.
    batch_size : int
        Samples per update.
    block_updates : int
        Updates in a block, see above.
    epochs : int
        Budget: the decay begins after so many epochs at the latest.
    patience : int
        The decay begins once the averaged validation loss has not fallen for so many epochs.
    warm_up : int
        Epochs in which the rate rises linearly to `learning_rate`.
    decay : float
        Epochs of the decay per epoch before it; 0 for none.
    weight_decay : float
        Of AdamW, decoupled from the gradient; not of biases and normalisations.
    label_smoothing : float
        Share of each label that is spread over all classes, in the training loss only.
    averaging : float
        Epochs over which the weights are averaged for validation and for the fitted network; 0
        for none.
    window : int
        Validation losses of so many epochs are averaged before they are compared: at a high rate
        single ones scatter.
    tolerance : float
        The averaged validation loss has fallen if it is lower than its lowest value by this share
        of it: a loss near 0 falls for ever by less.

    Notes
    -----
    The rate of the k-th of n epochs of decay is ``learning_rate · (1 − k/(n + 1))``. Validation at
    a constant rate shows whether more epochs would help, which it cannot under a rate that falls
    to zero by itself; the decay then gives what a lower rate is worth. A training is called
    converged if validation, not the budget, began its decay.

    References
    ----------
    I. Loshchilov, F. Hutter: Decoupled weight decay regularization. ICLR 2019. A. Hägele et al.:
    Scaling laws and compute-optimal training beyond fixed training durations. NeurIPS 2024
    (constant learning rate with decay, level with cosine decay).
    """

    learning_rate: float
    batch_size: int
    block_updates: int
    epochs: int
    patience: int
    warm_up: int = 0
    decay: float = 0.0
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    averaging: float = 0.0
    window: int = 1
    tolerance: float = 0.01

    def updates_per_epoch(self, samples: int) -> int:
        """Number of updates in one epoch on this many training samples."""
        return self.block_updates * math.ceil(samples / (self.batch_size * self.block_updates))

    def decay_epochs(self, epochs: int) -> int:
        """Number of epochs of the decay after so many epochs."""
        return math.ceil(self.decay * epochs)

    def share_of_rate(self, epoch: int, decay_from: int, last: int) -> float:
        """The rate of an epoch, counted from 0, as a share of the constant rate.

        The decay takes the epochs `decay_from` to `last`, counted from 1; 0 as long as it has not
        begun.
        """
        if epoch < self.warm_up:
            return (epoch + 1) / (self.warm_up + 1)
        if not decay_from or epoch + 1 < decay_from:
            return 1.0
        return 1 - (epoch + 2 - decay_from) / (last - decay_from + 2)

    def constant_epochs(self, updates: float, per_epoch: int) -> int:
        """Epochs at the constant rate of about so many updates; the warm-up is finished in them."""
        return max(round(updates / per_epoch), self.warm_up + 1)

    @property
    def most_epochs(self) -> int:
        """Number of epochs of the longest training."""
        return self.epochs + self.decay_epochs(self.epochs)

"""Exponential moving average of the weights of a network, inside the training graph."""

import keras
import tensorflow as tf


class WeightAverage:
    """The average of a network's variables over its last updates.

    While the network is trained, this holds the average; between epochs it holds the weights of
    training, and the network the average. Validation, the weights of the best epoch and stored
    networks are therefore those of the average.

    Parameters
    ----------
    network : keras.Model
    epochs : float
        Length of the average: the weight of an update falls by a factor e in so many epochs.

    Notes
    -----
    After update t of an epoch of u updates, ``average += (1 − d) · (weights − average)`` with
    ``d = min(exp(−1 / (epochs · u)), (1 + t) / (10 + t))``, so that the initial weights are soon
    forgotten. The running means and variances of batch normalisation are averaged alike.

    References
    ----------
    B. T. Polyak, A. B. Juditsky: Acceleration of stochastic approximation by averaging. SIAM J.
    Control Optim. 30 (1992) 838-855. A. Tarvainen, H. Valpola: Mean teachers are better role
    models. NeurIPS 2017.
    """

    def __init__(self, network: keras.Model, epochs: float) -> None:
        self.epochs = epochs
        self.weights = [
            weight for weight in network.variables if weight.dtype.startswith(("float", "bfloat"))
        ]
        self.other = [tf.Variable(weight.value, trainable=False) for weight in self.weights]

    def restart(self) -> None:
        """Both sets of weights are those of the network."""
        for weight, other in zip(self.weights, self.other, strict=True):
            other.assign(weight.value)

    def swap(self) -> None:
        """Exchange the weights of training and the average."""
        for weight, other in zip(self.weights, self.other, strict=True):
            kept = tf.identity(weight.value)
            weight.assign(other)
            other.assign(kept)

    def update(self, updates: tf.Tensor, per_epoch: tf.Tensor) -> None:
        """Take the network's weights into the average after `updates` updates."""
        done, length = tf.cast(updates, tf.float32), tf.cast(per_epoch, tf.float32)
        decay = tf.minimum(tf.exp(-1 / (self.epochs * length)), (1 + done) / (10 + done))
        for weight, other in zip(self.weights, self.other, strict=True):
            other.assign_add((1 - decay) * (weight.value - other))

"""Augmentation of a batch inside the training graph, reproducible from a seed."""

import keras
import tensorflow as tf

from models.augmentation import Augmentation


def augment(x: tf.Tensor, settings: Augmentation, seed: tf.Tensor) -> tf.Tensor:
    """Change each sample of a batch at random.

    Parameters
    ----------
    x : (n, H, W, channels) or (n, T, leads) tensor of float32
        Standardised images or signals.
    settings : Augmentation
        Must suit the shape of the samples, see `Augmentation.check`.
    seed : (2,) tensor of int64
        The same seed gives the same changes.

    Returns
    -------
    tensor of the shape of `x`
    """
    if settings == Augmentation():
        return x
    dimensions = x.shape.rank
    drawn = tf.random.stateless_uniform((tf.shape(x)[0], 7), seed)
    if settings.turns_and_flips:
        x = _turned_images(x, drawn[:, 3:6])
    if dimensions == 4 and (settings.shift or settings.rotation):
        x = _moved_images(x, settings, drawn)
    elif settings.shift:
        x = _shifted_signals(x, _whole(drawn[:, 0], settings.shift))
    if settings.scaling:
        factor = 1 + settings.scaling * (2 * drawn[:, 6] - 1)
        x *= tf.reshape(factor, [-1] + [1] * (dimensions - 1))
    if settings.noise:
        x += settings.noise * tf.random.stateless_normal(tf.shape(x), seed + [0, 1 << 40])
    return x


def _whole(drawn: tf.Tensor, largest: int) -> tf.Tensor:
    """Integers from −largest to largest, equally likely, from numbers in [0, 1)."""
    return tf.floor(drawn * (2 * largest + 1)) - largest


def _shifted_signals(x: tf.Tensor, shift: tf.Tensor) -> tf.Tensor:
    last = tf.shape(x)[1] - 1
    time = tf.range(last + 1)[None] + tf.cast(shift, tf.int32)[:, None]
    return tf.gather(x, tf.clip_by_value(time, 0, last), axis=1, batch_dims=1)


def _turned_images(x: tf.Tensor, drawn: tf.Tensor) -> tf.Tensor:
    """One of the eight symmetries of a square: a transposition and two reflections, or not."""
    changed = (
        lambda image: tf.transpose(image, (0, 2, 1, 3)),
        lambda image: tf.reverse(image, [1]),
        lambda image: tf.reverse(image, [2]),
    )
    for number, change in enumerate(changed):
        x = tf.where(drawn[:, number, None, None, None] < 0.5, change(x), x)
    return x


def _moved_images(x: tf.Tensor, settings: Augmentation, drawn: tf.Tensor) -> tf.Tensor:
    """Rotate about the centre and shift in one resampling, exact without rotation."""
    height, width = x.shape[1], x.shape[2]
    angle = settings.rotation * (2 * drawn[:, 2] - 1) * (3.141592653589793 / 180)
    cos, sin = tf.cos(angle), tf.sin(angle)
    across, down = (width - 1) / 2, (height - 1) / 2
    x_shift = across - cos * across + sin * down + _whole(drawn[:, 0], settings.shift)
    y_shift = down - sin * across - cos * down + _whole(drawn[:, 1], settings.shift)
    nothing = tf.zeros_like(cos)
    return keras.ops.image.affine_transform(
        x,
        tf.stack([cos, -sin, x_shift, sin, cos, y_shift, nothing, nothing], axis=1),
        interpolation="bilinear" if settings.rotation else "nearest",
        fill_mode="nearest",
        data_format="channels_last",
    )

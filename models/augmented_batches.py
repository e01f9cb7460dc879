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
    # Drawn apart, so that settings without a flip and a cutout change samples as they always did.
    placed = tf.random.stateless_uniform((tf.shape(x)[0], 3), seed + [0, 1 << 41])
    if settings.flip:
        x = tf.where(placed[:, 2, None, None, None] < 0.5, tf.reverse(x, [2]), x)
    if settings.turns_and_flips:
        x = _turned_images(x, drawn[:, 3:6])
    if dimensions == 4 and (settings.shift or settings.rotation):
        x = _moved_images(x, settings, drawn)
    elif settings.shift:
        x = _shifted_signals(x, _whole(drawn[:, 0], settings.shift), settings.border)
    if settings.scaling:
        factor = 1 + settings.scaling * (2 * drawn[:, 6] - 1)
        x *= tf.reshape(factor, [-1] + [1] * (dimensions - 1))
    if settings.noise:
        x += settings.noise * tf.random.stateless_normal(tf.shape(x), seed + [0, 1 << 40])
    if settings.cutout:
        x = _cut_out(x, settings.cutout, placed)
    return x


def _whole(drawn: tf.Tensor, largest: int) -> tf.Tensor:
    """Integers from −largest to largest, equally likely, from numbers in [0, 1)."""
    return tf.floor(drawn * (2 * largest + 1)) - largest


def _shifted_signals(x: tf.Tensor, shift: tf.Tensor, border: str) -> tf.Tensor:
    last = tf.shape(x)[1] - 1
    time = tf.range(last + 1)[None] + tf.cast(shift, tf.int32)[:, None]
    if border == "reflect":
        time = tf.where(time < 0, -time - 1, tf.where(time > last, 2 * last + 1 - time, time))
    return tf.gather(x, tf.clip_by_value(time, 0, last), axis=1, batch_dims=1)


def _cut_out(x: tf.Tensor, share: float, placed: tf.Tensor) -> tf.Tensor:
    """Zeros, the mean of standardised samples, in a square or an interval at a random place.

    References
    ----------
    T. DeVries, G. Taylor: Improved regularization of convolutional neural networks with cutout.
    arXiv:1708.04552 (2017).
    """
    extent = x.shape[1:-1]
    side = max(1, round(share * min(extent)))
    cut = tf.ones([1] * x.shape.rank, tf.bool)
    for axis, length in enumerate(extent):
        first = tf.floor(placed[:, axis, None] * length) - side // 2
        place = tf.range(length, dtype=tf.float32)[None]
        inside = (place >= first) & (place < first + side)
        cut &= tf.reshape(
            inside, [-1, *(length if a == axis else 1 for a in range(len(extent))), 1]
        )
    return tf.where(cut, tf.zeros_like(x), x)


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
        fill_mode="nearest" if settings.border == "edge" else "reflect",
        data_format="channels_last",
    )

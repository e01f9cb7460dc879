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
    if dimensions == 4:
        x = _moved_images(x, settings, drawn)
    elif settings.shift:
        shift = _whole(drawn[:, 0], settings.shift)
        x = tf.gather(x, _places(x.shape[1], shift, settings.border), axis=1, batch_dims=1)
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


def _places(length: int, shift: tf.Tensor, border: str) -> tf.Tensor:
    """Places (n, length) along an axis that shifted samples take their values from."""
    last = length - 1
    places = tf.range(length)[None] + tf.cast(shift, tf.int32)[:, None]
    if border == "reflect":
        places = tf.where(places < 0, -places - 1, places)
        places = tf.where(places > last, 2 * last + 1 - places, places)
    return tf.clip_by_value(places, 0, last)


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


def _moved_images(x: tf.Tensor, settings: Augmentation, drawn: tf.Tensor) -> tf.Tensor:
    """Turn, mirror, rotate and shift images.

    Without rotation these are other orders of rows and columns, which is exact, and faster than
    resampling.
    """
    across, down = (_whole(drawn[:, axis], settings.shift) for axis in (0, 1))
    turned = settings.turns_and_flips
    if turned or (settings.shift and not settings.rotation):
        rows, columns = (
            _mirrored(
                _places(x.shape[axis], 0 * shift if settings.rotation else shift, settings.border),
                drawn[:, 3 + axis] < 0.5 if turned else None,
            )
            for axis, shift in ((1, down), (2, across))
        )
        x = _taken(x, rows, columns, drawn[:, 3] < 0.5 if turned else None)
    return _rotated_images(x, settings, drawn[:, 2], across, down) if settings.rotation else x


def _mirrored(places: tf.Tensor, mirrored: tf.Tensor | None) -> tf.Tensor:
    """Places (n, length) along an axis, from the other end where `mirrored` (n,) holds."""
    if mirrored is None:
        return places
    return tf.where(mirrored[:, None], places.shape[1] - 1 - places, places)


def _taken(
    x: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, transposed: tf.Tensor | None
) -> tf.Tensor:
    """Rows (n, H) and columns (n, W) of images (n, H, W, channels) as new images.

    Where `transposed` (n,) holds, they are those of the transposed image, which must be square.
    """
    width = x.shape[2]
    if transposed is not None:
        down = tf.where(transposed, 1, width)[:, None]
        rows, columns = rows * down, columns * (width + 1 - down)
    else:
        rows *= width
    places = rows[:, :, None] + columns[:, None, :]
    pixels = tf.reshape(x, [-1, x.shape[1] * width, x.shape[3]])
    return tf.gather(pixels, places, axis=1, batch_dims=1)


def _rotated_images(
    x: tf.Tensor, settings: Augmentation, drawn: tf.Tensor, across: tf.Tensor, down: tf.Tensor
) -> tf.Tensor:
    """Rotate about the centre and shift in one resampling."""
    height, width = x.shape[1], x.shape[2]
    angle = settings.rotation * (2 * drawn - 1) * (3.141592653589793 / 180)
    cos, sin = tf.cos(angle), tf.sin(angle)
    x_centre, y_centre = (width - 1) / 2, (height - 1) / 2
    x_shift = x_centre - cos * x_centre + sin * y_centre + across
    y_shift = y_centre - sin * x_centre - cos * y_centre + down
    nothing = tf.zeros_like(cos)
    return keras.ops.image.affine_transform(
        x,
        tf.stack([cos, -sin, x_shift, sin, cos, y_shift, nothing, nothing], axis=1),
        interpolation="bilinear",
        fill_mode="nearest" if settings.border == "edge" else "reflect",
        data_format="channels_last",
    )

"""Scaling of pixels for networks that were trained elsewhere."""

from typing import Literal

import numpy as np

Preprocessing = Literal["none", "unit", "tf", "torch", "caffe"]
"""``none``: as they are; ``unit``: 0 … 1; ``tf``, ``torch`` and ``caffe`` as in Keras."""

_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_MEAN_CAFFE = np.array([103.939, 116.779, 123.68], np.float32)


def preprocessed(pixels: np.ndarray, how: Preprocessing) -> np.ndarray:
    """Pixels in the range that a network was trained with.

    Parameters
    ----------
    pixels : (n, H, W, channels) float32 array
        Values 0 … 255; colours in the order red, green, blue.
    how : {"none", "unit", "tf", "torch", "caffe"}
        ``none``: unchanged, for networks that scale pixels themselves and for other samples;
        ``unit``: x / 255; ``tf``: x / 127.5 − 1; ``torch``: x / 255, minus the mean of ImageNet's
        channels, over their standard deviation; ``caffe``: blue, green, red, minus their means.

    Returns
    -------
    float32 array

    Raises
    ------
    ValueError
        For ``torch`` and ``caffe`` unless there are three channels.

    References
    ----------
    .. [1] Keras, ``keras.applications.imagenet_utils.preprocess_input``.
    """
    if how in ("torch", "caffe") and pixels.shape[-1] != 3:
        raise ValueError(
            f"preprocessing {how} is for three channels; the view has {pixels.shape[-1]}"
        )
    match how:
        case "unit":
            return pixels / np.float32(255)
        case "tf":
            return pixels / np.float32(127.5) - np.float32(1)
        case "torch":
            return (pixels / np.float32(255) - _MEAN) / _DEVIATION
        case "caffe":
            return pixels[..., ::-1] - _MEAN_CAFFE
    return pixels

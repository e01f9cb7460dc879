"""The chapters that need an image: the flip, padding, the unrolled matrix and pooling."""

from dataclasses import dataclass

import keras
import numpy as np

from craftbench.primer.correlation import FlipLesson, asymmetry, flip_lesson
from craftbench.primer.network import convolution_weights, unrolled_lesson
from craftbench.primer.padding import PADDINGS, PaddedOutput, pad_and_correlate
from craftbench.primer.pooling import PoolingLesson, pooling_lesson
from craftbench.primer.unrolled import UnrolledLesson


@dataclass(frozen=True)
class ImageLesson:
    """What these chapters show.

    Parameters
    ----------
    filter : int
        Number of the filter of the first layer that they use.
    flip : FlipLesson
        On the first channel of the image and of the filter.
    convolution_difference : float
        Largest difference between the convolution of Keras and the correlation.
    padded : list of PaddedOutput
        One for each padding.
    unrolled : UnrolledLesson
        Of the first layer.
    pooling : PoolingLesson
        Of the filter's output.
    """

    filter: int
    flip: FlipLesson
    convolution_difference: float
    padded: list[PaddedOutput]
    unrolled: UnrolledLesson
    pooling: PoolingLesson


def image_lesson(layer: keras.layers.Layer, x: np.ndarray, output: np.ndarray) -> ImageLesson:
    """The chapters on an image, with the filter that a flip changes most.

    Parameters
    ----------
    layer : Conv2D
        The first of the network.
    x : (H, W, channels) array
        The image.
    output : (rows, columns, filters) array
        Of the layer on this image.
    """
    kernels = convolution_weights(layer)[0][:, :, 0]
    chosen = int(asymmetry(kernels).argmax())
    flip = flip_lesson(x[..., 0], kernels[..., chosen])
    of_keras = keras.ops.conv(x[None, :, :, :1], kernels[:, :, None, chosen : chosen + 1])
    return ImageLesson(
        chosen,
        flip,
        float(np.abs(np.asarray(of_keras)[0, :, :, 0] - flip.correlation).max()),
        [pad_and_correlate(x[..., 0], kernels[..., chosen], padding) for padding in PADDINGS],
        unrolled_lesson(layer, x),
        pooling_lesson(output[..., chosen]),
    )

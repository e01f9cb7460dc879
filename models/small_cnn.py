"""A small modern CNN for images of about 100 × 100 pixels."""

import keras
from keras import layers


def small_cnn(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Four convolutions with batch normalisation, each halving the image, and global averaging.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels; made for 96 × 96.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled; 25,067 weights for one channel and 3
        classes.

    Raises
    ------
    ValueError
        If the images are too small.

    Notes
    -----
    Filters double while the image halves, so that no layer costs more than the first; averaging
    over the last maps instead of flattening them keeps the dense part to ``64 · classes`` weights.

    References
    ----------
    M. Lin, Q. Chen, S. Yan: Network in network. ICLR 2014.
    S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.
    """
    if min(input_shape[:2]) < 16:
        raise ValueError(
            f"the small CNN needs images of at least 16 × 16 pixels, found {input_shape[0]} × "
            f"{input_shape[1]}; enlarge them in the view of the card"
        )
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 5, strides=2, padding="same", use_bias=False),
            *_normalise_and_halve(),
            layers.Conv2D(16, 3, padding="same", use_bias=False),
            *_normalise_and_halve(),
            layers.Conv2D(32, 3, padding="same", use_bias=False),
            *_normalise_and_halve(),
            layers.Conv2D(64, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(classes, activation="softmax"),
        ],
        name="small_cnn",
    )


def _normalise_and_halve() -> list[layers.Layer]:
    return [layers.BatchNormalization(momentum=0.9), layers.ReLU(), layers.MaxPooling2D(2)]

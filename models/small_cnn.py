"""A small modern CNN for images of about 100 × 100 pixels."""

import keras
from keras import layers


def small_cnn(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Three convolutions with batch normalisation, each halving the image, and global averaging.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels; made for 96 × 96.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled; 24,467 weights for one channel and 3
        classes.

    Raises
    ------
    ValueError
        If the images are too small.

    Notes
    -----
    The first convolution takes steps of four pixels, which is where a CPU saves most: twice
    the images a second of a first convolution with steps of two. Filters double while the image
    halves; averaging over the last maps instead of flattening them keeps the dense part to
    ``64 · classes`` weights.

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
            layers.Conv2D(16, 7, strides=4, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(classes, activation="softmax"),
        ],
        name="small_cnn",
    )

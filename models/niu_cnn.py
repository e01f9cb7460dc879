"""Network of Niu et al. 2020: convolutions of several widths over a sequence of symbols."""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import dropout_layers
from models.vector_of_features import require_vector

SYMBOLS, EMBEDDED, FILTERS = 8, 8, 32
PERSPECTIVES = (2, 3, 5, 7)


def niu_cnn(
    input_shape: tuple[int], classes: int, *, features: int = 0, dropout: float = 0.5
) -> keras.Model:
    """Symbols to eight numbers each, then 32 filters of each of the widths 2, 3, 5 and 7.

    Parameters
    ----------
    input_shape : (columns,)
        Those of `features.niu_2020`: eight for each symbol of the sequence, at least 8 symbols.
    classes : int
        Number of outputs.
    features : int
        0: all columns are of the recipe.
    dropout : float
        Share of units dropped before the softmax.

    Returns
    -------
    keras.Model
        From features to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the input is not a sequence of symbols, or features would be joined.

    Notes
    -----
    The convolution of width 1 is the embedding of symbols. Widths, filters, the pooling by two
    and the dense layer of 64 units are chosen here.

    References
    ----------
    J. Niu, Y. Tang, Z. Sun, W. Zhang: Inter-patient ECG classification with symbolic
    representations and multi-perspective convolutional neural networks. IEEE J. Biomed. Health
    Inform. 24 (2020) 1321-1332.
    """
    require_vector("the network of Niu", input_shape, features, SYMBOLS, least=8)
    samples = keras.Input(input_shape, name="samples")
    embedding = layers.Conv1D(EMBEDDED, 1, use_bias=False)
    symbols = through([layers.Reshape((-1, SYMBOLS)), embedding], samples)
    views = [through(_perspective(width), symbols) for width in PERSPECTIVES]
    dense = [
        layers.Dense(64, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return join_features("niu_cnn", samples, layers.Concatenate()(views), dense, features)


def _perspective(width: int) -> list[layers.Layer]:
    return [
        layers.Conv1D(FILTERS, width, padding="same", activation="relu"),
        layers.MaxPooling1D(2),
        layers.Flatten(),
    ]

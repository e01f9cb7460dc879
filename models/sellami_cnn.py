"""Network of Sellami & Hwang 2019: residual convolutions over a beat and its two neighbours."""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import dropout_layers
from models.vector_of_features import require_vector

BEATS, FILTERS, WIDTH, BLOCKS = 3, 32, 5, 4


def sellami_cnn(
    input_shape: tuple[int], classes: int, *, features: int = 0, dropout: float = 0.5
) -> keras.Model:
    """Nine convolutions of 32 filters: one, and two in each of four residual blocks.

    Parameters
    ----------
    input_shape : (columns,)
        Those of `features.sellami_2019`: three beats one after the other, at least 16 values each.
        The network sees them side by side, as three leads.
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
        If the input is not a vector of three beats, or features would be joined.

    Notes
    -----
    Each block ends with a pooling that halves the time. The size of the blocks and the dropout of
    0.5 before the softmax are chosen here. The paper weighs the loss by the classes of each batch;
    class weights of the whole training part stand in for it, and training has the rule of all
    networks of the benchmark.

    References
    ----------
    A. Sellami, H. Hwang: A robust deep convolutional neural network with batch-weighted loss for
    heartbeat classification. Expert Syst. Appl. 122 (2019) 75-84.
    """
    require_vector("the network of Sellami and Hwang", input_shape, features, BEATS, least=16)
    values = input_shape[0] // BEATS
    samples = keras.Input(input_shape, name="samples")
    beats = [layers.Reshape((BEATS, values)), layers.Permute((2, 1))]
    maps = through([*beats, layers.Conv1D(FILTERS, WIDTH, padding="same")], samples)
    for _ in range(BLOCKS):
        maps = _block(maps)
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return join_features("sellami_cnn", samples, layers.Flatten()(maps), dense, features)


def _block(maps: keras.KerasTensor) -> keras.KerasTensor:
    change = [
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Conv1D(FILTERS, WIDTH, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Conv1D(FILTERS, WIDTH, padding="same"),
    ]
    return layers.MaxPooling1D(2)(layers.Add()([through(change, maps), maps]))

"""Models: scikit-learn classifiers, Keras networks, and how each is fitted. Arrays in, arrays out.

`MODELS` names every model with its module, so that a card can be checked without importing
TensorFlow. Nothing here knows of files, features or the rest of the project.

Classifiers
    classical             the scikit-learn classifiers, fitted and scored
    linear_discriminants  equal priors; alone, or a product over equal parts of the columns
    rotation_forest       trees on rotated features
    transformed_ridge     ridge regression on a transform of the samples, as one classifier
    identity              features as they are, in front of ridge regression
    ridge                 ridge regression, its penalty and its probabilities
    support_vector_machine
                          RBF kernel with calibrated probabilities
    svm_product           one such machine for each feature set, product rule
    temperature           calibration of decision values
    parameter_count       number of fitted values of a classifier
    stored_arrays         checks of a classifier from a file, before compiled code reads it
    latent_classifier     a classifier on the learned features of a network
    standardisation       zero mean and unit variance, fitted on the training part
    class_weights         weight of each class in the loss
    search_space          search spaces and candidate settings for tuning
    model_input           types of the input of a model
    prepared_rows         samples that are read and standardised when they are used
    blocks                the size of a block of a large array, and its rows in blocks
    column_statistics     mean, standard deviation and median, accumulated in blocks

Fixed filters, neither designed for the task nor learned
    dilated_kernels       the 84 kernels of both, at many dilations, with their biases
    minirocket            shares of values above a bias, for signals
    multirocket           four poolings of signals and of their differences
    scattering            moduli of wavelet transforms, for images

Networks, each one function
    feature_mlp, pixel_mlp
                          multilayer perceptrons on features and on pixels
    simple_cnn, lenet5, small_cnn, residual_cnn, fast_cnn
                          CNNs for images
    lenet5_1d, residual_cnn_1d, inception_time, lite
                          CNNs for signals
    sellami_cnn, niu_cnn  of two heartbeat recipes, on their feature sets
    lenet5_layers         layers that both LeNet-5 share
    lite_filters          the filters of LITE that are not learned
    assembly              a network from its layers, with or without a second input of features
    chosen_layers         the layers that the values of options stand for
    options               the options of networks and their valid values
    input_size            check of the smallest input
    vector_of_features    check of a feature vector of equal parts
    latent                a network without its softmax layer

Networks that were trained elsewhere
    keras_file            networks from files of others, without running code from them
    pretrained            the output of a layer as features
    preprocessing         scaling of pixels
    efficientnet_lite0    EfficientNet-lite0, and its weights from a checkpoint
    torch_checkpoint      arrays of a PyTorch checkpoint, without unpickling

Training of networks
    training              NetworkTrainer: trains one network many times
    threads               threads of TensorFlow, memory of its devices
    training_rule         learning rate, epochs, and when training ends
    endings               how a training ended, and the length of one without validation
    schedule              the learning rate of each epoch, the end of a training
    fixed_schedule        the same for a training of a length that was chosen before
    epochs                one epoch as one call into TensorFlow
    epoch_blocks          which samples the graph holds: all of a small part, or a block
    batches               checks of the input, order of the samples
    augmentation          settings of augmentation
    augmented_batches     augmentation inside the training graph
    best_epoch            early stopping
    divergence            stop and explain a loss that is not finite
    weight_average        average of the weights over the last updates
    fitted_network        a trained network, its predictions and its file
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from models.options import (
    ACTIVATION,
    BLOCKS,
    DEPTH,
    DROPOUT,
    FILTERS,
    PADDING,
    POOLING,
    POOLING_OR_NONE,
    STEM,
    WIDTH,
    Option,
)
from models.search_space import SearchRange

InputKind = Literal["features", "image", "signal"]


@dataclass(frozen=True)
class Model:
    """Where a model is built, its input and its options.

    Parameters
    ----------
    module, function : str
        ``getattr(import_module(module), function)`` builds it: a classifier from a seed, a network
        from an input shape and a number of classes.
    kind : {"classifier", "network"}
        With the interface of scikit-learn, or from Keras.
    inputs : tuple of {"features", "image", "signal"}
        The representations it can be fitted on.
    options : tuple of Option
        Keyword arguments of the function that a card can set, all but `features`.
    joins_features : bool
        Whether hand-crafted features can be joined to its samples.
    space : tuple of SearchRange
        Search space of tuning: keyword arguments of a classifier, the learning rate of a network.
    fixed_filter : bool
        Whether it is a classifier on raw samples, behind filters that are neither designed for the
        task nor learned.
    """

    module: str
    function: str
    kind: Literal["classifier", "network"]
    inputs: tuple[InputKind, ...]
    options: tuple[Option, ...] = ()
    joins_features: bool = False
    space: tuple[SearchRange, ...] = ()
    fixed_filter: bool = False
    by_feature_set: bool = False

    @property
    def build(self) -> Callable[..., Any]:
        return getattr(importlib.import_module(self.module), self.function)

    def check_options(self, chosen: Mapping[str, Any]) -> None:
        """Raise ValueError naming an option that does not exist or has an invalid value."""
        known = {option.name: option for option in self.options}
        for name, value in chosen.items():
            if name not in known:
                valid = ", ".join(known) or "none"
                raise ValueError(f"{self.function} has no option {name!r}; its options: {valid}")
            known[name].check(value)


LEARNING_RATE = SearchRange("learning_rate", 1e-4, 3e-2)
PENALTY = SearchRange("penalty", 1e-5, 1e1)


def _classifier(function: str, *space: SearchRange) -> Model:
    return Model("models.classical", function, "classifier", ("features",), space=space)


def _network(
    name: str,
    inputs: tuple[InputKind, ...],
    options: tuple[Option, ...],
    joins_features: bool = True,
) -> Model:
    space = (LEARNING_RATE,)
    return Model(f"models.{name}", name, "network", inputs, options, joins_features, space)


def _fixed_filter(name: str, *inputs: InputKind) -> Model:
    return Model(f"models.{name}", name, "classifier", inputs, space=(PENALTY,), fixed_filter=True)


MODELS = {
    "majority": _classifier("majority"),
    "logistic_regression": _classifier("logistic_regression", SearchRange("c", 1e-3, 1e2)),
    "rbf_svm": _classifier("rbf_svm", SearchRange("c", 0.1, 1e3), SearchRange("width", 0.1, 10)),
    "svm_product": Model(
        "models.svm_product",
        "svm_product",
        "classifier",
        ("features",),
        space=(SearchRange("c", 0.1, 1e3), SearchRange("width", 0.1, 10)),
        by_feature_set=True,
    ),
    "svm_product_mondejar": Model(
        "models.svm_product",
        "svm_product_mondejar",
        "classifier",
        ("features",),
        by_feature_set=True,
    ),
    "random_forest": _classifier(
        "random_forest", SearchRange("leaf", 1, 16, whole=True), SearchRange("tried", 0.3, 0.9)
    ),
    "extra_trees": _classifier(
        "extra_trees", SearchRange("leaf", 1, 16, whole=True), SearchRange("tried", 0.3, 0.9)
    ),
    "rotation_forest": Model(
        "models.rotation_forest",
        "rotation_forest",
        "classifier",
        ("features",),
        space=(SearchRange("leaf", 1, 16, whole=True), SearchRange("group", 2, 12, whole=True)),
    ),
    "ridge": _classifier("ridge", PENALTY),
    "linear_discriminants": _classifier("linear_discriminants"),
    "linear_discriminants_of_leads": _classifier("linear_discriminants_of_leads"),
    "gradient_boosting": _classifier(
        "gradient_boosting",
        SearchRange("shrinkage", 0.02, 0.3),
        SearchRange("leaves", 4, 63, whole=True),
    ),
    "minirocket": _fixed_filter("minirocket", "signal"),
    "multirocket": _fixed_filter("multirocket", "signal"),
    "scattering": _fixed_filter("scattering", "image"),
    "feature_mlp": _network(
        "feature_mlp", ("features",), (ACTIVATION, DROPOUT), joins_features=False
    ),
    "pixel_mlp": _network("pixel_mlp", ("image", "signal"), (ACTIVATION, DROPOUT)),
    "simple_cnn": _network(
        "simple_cnn", ("image",), (ACTIVATION, POOLING_OR_NONE, PADDING, DROPOUT)
    ),
    "lenet5": _network("lenet5", ("image",), (ACTIVATION, POOLING, PADDING, DROPOUT)),
    "small_cnn": _network("small_cnn", ("image",), (ACTIVATION, POOLING, DROPOUT)),
    "residual_cnn": _network(
        "residual_cnn", ("image",), (ACTIVATION, DROPOUT, WIDTH, BLOCKS, STEM)
    ),
    "fast_cnn": _network("fast_cnn", ("image",), (ACTIVATION, DROPOUT, WIDTH)),
    "lenet5_1d": _network("lenet5_1d", ("signal",), (ACTIVATION, POOLING, PADDING, DROPOUT)),
    "residual_cnn_1d": _network("residual_cnn_1d", ("signal",), (ACTIVATION, POOLING, DROPOUT)),
    "inception_time": _network("inception_time", ("signal",), (DROPOUT, DEPTH, FILTERS)),
    "sellami_cnn": _network("sellami_cnn", ("features",), (DROPOUT,), joins_features=False),
    "niu_cnn": _network("niu_cnn", ("features",), (DROPOUT,), joins_features=False),
    "lite": _network("lite", ("signal",), (DROPOUT, FILTERS)),
}

"""Values of columns as words."""

from craftbench.stats.primary_metric import IN_WORDS

VALUES: dict[str, dict[str, str]] = {
    "metric": IN_WORDS,
    "undecided_because": {
        "equivalent": "no difference that matters",
        "not enough data": "not enough data",
    },
    "severity": {"area": "mean of all"},
    "corruption": {"all": "mean of all"},
    "purpose": {"family": "its family", "network": "the best network"},
    "method": {"grad_cam": "Grad-CAM", "saliency": "saliency"},
    "kind": {
        "InputLayer": "input",
        "Conv1D": "convolution",
        "Conv2D": "convolution",
        "SeparableConv1D": "separable convolution",
        "SeparableConv2D": "separable convolution",
        "DepthwiseConv1D": "depthwise convolution",
        "DepthwiseConv2D": "depthwise convolution",
        "AveragePooling1D": "average pooling",
        "AveragePooling2D": "average pooling",
        "MaxPooling1D": "max pooling",
        "MaxPooling2D": "max pooling",
        "GlobalAveragePooling1D": "global average pooling",
        "GlobalAveragePooling2D": "global average pooling",
        "BatchNormalization": "batch normalisation",
    },
}
"""By column and value. A value that is not named is shown with spaces for its underscores."""
OWN_WORDS = {"class", "true", "predicted", "label", "group", "source", "sample", "dataset", "log"}
OWN_WORDS |= {"left_out", "most_confused_with"}
OWN_WORDS |= {
    "tested_on",
    "shared_dataset",
    "arm_key",
    "target_arm",
    "compared_arm",
    "hindsight_arm",
}
"""Columns whose values are the user's own words, shown as they are."""


def value_words(column: str, value: str) -> str:
    """A text of a column as words; what the user has named stays as it is."""
    if column in OWN_WORDS:
        return value
    return VALUES.get(column, {}).get(value) or value.replace("_", " ")

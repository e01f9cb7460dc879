"""Names of arms for readers: ``HOG + RBF SVM`` for the key ``hog_svm``."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from craftbench.config.arms import Arm
from craftbench.own.reference import short_name

MODELS = {
    "majority": "most frequent class",
    "logistic_regression": "logistic regression",
    "rbf_svm": "RBF SVM",
    "svm_product": "RBF SVM of each feature set",
    "svm_product_mondejar": "RBF SVM of each feature set",
    "random_forest": "random forest",
    "extra_trees": "extra trees",
    "rotation_forest": "rotation forest",
    "ridge": "ridge regression",
    "gradient_boosting": "gradient boosting",
    "minirocket": "MiniRocket",
    "multirocket": "MultiRocket",
    "scattering": "scattering transform",
    "feature_mlp": "MLP",
    "pixel_mlp": "MLP on raw values",
    "simple_cnn": "simple CNN",
    "lenet5": "LeNet-5",
    "small_cnn": "small CNN",
    "residual_cnn": "residual CNN",
    "fast_cnn": "fast CNN",
    "lenet5_1d": "LeNet-5 (1-D)",
    "residual_cnn_1d": "residual CNN (1-D)",
    "inception_time": "InceptionTime",
    "lite": "LITE",
    "sellami_cnn": "residual CNN of three beats",
    "niu_cnn": "multi-perspective CNN",
    "linear_discriminants": "linear discriminants",
    "linear_discriminants_of_leads": "linear discriminants of each lead",
}
FEATURE_SETS = {
    "hog": "HOG",
    "geometry": "geometry",
    "local_binary_patterns": "LBP",
    "cooccurrence": "co-occurrence",
    "daisy": "DAISY",
    "colour_histogram": "colour histogram",
    "honv": "HONV",
    "honv_object": "HONV of the object",
    "parcel": "parcel",
    "parcel_shape": "shape",
    "table": "computed features",
    "quant": "QUANT",
    "signal_statistics": "signal statistics",
    "de_chazal_2004": "de Chazal 2004",
    "llamedo_2011": "Llamedo 2011",
    "saenz_cogollo_2020": "Saenz-Cogollo 2020",
    "sellami_2019": "Sellami 2019",
    "niu_2020": "Niu 2020",
}
"""By name; of all others, underscores become spaces."""

MOST_NAMED = 3
"""Feature sets that a name lists; of more it gives the number."""


def arm_names(arms: Mapping[str, Arm], views: Collection[str]) -> dict[str, str]:
    """A name for every arm of a card; no two are the same.

    Parameters
    ----------
    arms : mapping of Arm
        By key, as on the card.
    views : collection of str
        Names of the views of the card.

    Returns
    -------
    dict
        By key: features and model, such as ``HOG + RBF SVM``. Where several arms would have the
        same name, the key follows in brackets.
    """
    names = {key: _name(arm, views) for key, arm in arms.items()}
    count = Counter(names.values())
    return {
        key: name if count[name] == 1 else f"{name} ({_spaced(key)})" for key, name in names.items()
    }


def _name(arm: Arm, views: Collection[str]) -> str:
    features = [
        FEATURE_SETS.get(short, _spaced(short))
        for short in (short_name(part) for part in arm.representation if part not in views)
    ]
    several = f"{len(features)} feature sets" if len(features) > MOST_NAMED else ", ".join(features)
    network = _behind(arm)
    parts = [several, network, _model(arm.model)]
    if len(features) < len(arm.representation) and not network:
        parts = [_model(arm.model), several]
    name = " + ".join(part for part in parts if part)
    return name[:1].upper() + name[1:]


def _behind(arm: Arm) -> str:
    """The network whose output a classifier sees, if there is one."""
    if arm.pretrained:
        return Path(arm.pretrained.file).stem
    return f"{_model(str(arm.latent))} features" if arm.latent else ""


def _model(name: str) -> str:
    short = short_name(name)
    return MODELS.get(short, _spaced(short))


def _spaced(key: str) -> str:
    return key.replace("_", " ")

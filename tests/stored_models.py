"""Small stored models of digits, made without training runs, so that tests can damage them."""

import json
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)

from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ModelDescription, save_model
from features import FEATURE_SETS
from models import rotation_forest
from models.classical import FittedClassifier, linear_discriminants, rbf_svm
from models.svm_product import svm_product

CLASSES = list("0123456789")
MADE: dict[str, Callable[[], Any]] = {
    "random_forest": lambda: RandomForestClassifier(3, random_state=0),
    "extra_trees": lambda: ExtraTreesClassifier(3, random_state=0),
    "gradient_boosting": lambda: HistGradientBoostingClassifier(
        max_iter=2, min_samples_leaf=2, random_state=0
    ),
    "rotation_forest": lambda: rotation_forest.rotation_forest(0, (60, 13)),
    "rbf_svm": lambda: rbf_svm(0, (60, 13)),
    "svm_product": lambda: svm_product(0, (60, 13), parts=[6, 7]),
    "linear_discriminants": lambda: linear_discriminants(0, (60, 13)),
}


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Sixty images of 8 × 8 pixels from 0 to 16, and their classes."""
    values, labels = load_digits(return_X_y=True)
    return values[:60].reshape(60, 8, 8).astype(np.uint8), labels[:60]


@lru_cache(maxsize=1)
def prepared() -> tuple[InputPipeline, np.ndarray]:
    """The pipeline of geometric features, fitted on all images, and its output."""
    values, _ = digits()

    def of_set(name: str) -> pd.DataFrame:
        return FEATURE_SETS[name].compute(values)

    pipeline = InputPipeline(("geometry",))
    data = pipeline.represent(values, pd.DataFrame(index=range(len(values))), of_set)
    fitted = pipeline.fit(data, np.arange(len(values)))
    return fitted, fitted.transform(data)


def made_classifier(name: str) -> Any:
    """A classifier of few trees, fitted."""
    before, rotation_forest.TREES = rotation_forest.TREES, 3
    try:
        return MADE[name]().fit(prepared()[1], digits()[1])
    finally:
        rotation_forest.TREES = before


def store(folder: Path, name: str, estimator: Any) -> Path:
    """Write a classifier with its description; returns the path of the model."""
    about = ModelDescription(
        "d", name, "hand-crafted", name, "classifier", CLASSES, 60, {"kind": "digits"}
    )
    return save_model(FittedClassifier(estimator, 10), about, prepared()[0], folder / name)


def edit_sidecar(model: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the description beside a model."""
    file = model.with_suffix(".json")
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def edit_member(archive: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """Change one file inside a model."""
    with zipfile.ZipFile(archive) as file:
        content = {name: file.read(name) for name in file.namelist()}
    content[member] = change(content[member])
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)

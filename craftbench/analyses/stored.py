"""Reading of stored samples, models and units of features, for analyses of trained models."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from craftbench.datasets.samples import Samples, read_recordings, read_values
from craftbench.predict.predictor import Predictor, load_predictor


def read_samples(values: Path, table: Path, recordings: Path) -> Samples:
    """The samples of a data set: ``samples.npy``, ``samples.parquet``, folder ``recordings``."""
    return Samples(
        read_values(values), pd.read_parquet(table), recordings=read_recordings(recordings)
    )


def read_predictor(model: Path, threads: int) -> Predictor:
    """A stored model; if it needs TensorFlow, that is limited to so many threads."""
    if model.suffix == ".keras" or model.with_suffix(".latent.keras").is_file():
        from models.training import use_threads

        use_threads(threads)
    return load_predictor(model)


def units_beside(features: Sequence[Path]) -> dict[str, str]:
    """Units by ``{feature set}:{feature}``, from the ``.json`` beside each table of features."""
    return {
        f"{file.stem}:{name}": feature["unit"]
        for file in features
        for name, feature in json.loads(
            file.with_suffix(".json").read_text(encoding="utf-8")
        ).items()
    }

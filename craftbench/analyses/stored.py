"""Reading of stored samples, models and units of features, for analyses of trained models."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from craftbench.datasets.samples import Samples, read_recordings, read_values
from craftbench.datasets.stored_file import read_json, read_parquet
from craftbench.predict.predictor import Predictor, load_predictor


@dataclass(frozen=True)
class SampleFiles:
    """Files of a data set: ``samples.npy``, ``samples.parquet``, folder ``recordings``."""

    values: Path
    table: Path
    recordings: Path

    def read(self) -> Samples:
        """The samples; their values are memory-mapped."""
        recordings = read_recordings(self.recordings)
        return Samples(read_values(self.values), read_parquet(self.table), recordings=recordings)


@dataclass(frozen=True)
class ModelFiles:
    """Models of the largest training size, of every arm of a data set.

    Parameters
    ----------
    first : sequence of Path
        ``models/{arm}.keras`` or ``.skops``, of the first repeat.
    repeats : sequence of Path
        Folders ``models/repeats/{arm}`` with the models of the other repeats, where these are kept.
    threads : int
        Number of threads of TensorFlow.
    """

    first: Sequence[Path]
    repeats: Sequence[Path]
    threads: int = 1

    def read_first(self, arm: str) -> Predictor:
        """The model of the first repeat."""
        return read_predictor(self._first(arm), self.threads)

    def read_others(self, arm: str) -> list[Predictor]:
        """The models of the other repeats, in their order."""
        ending = self._first(arm).suffix
        folder = next(one for one in self.repeats if one.name == arm)
        # Not `{repeat}.latent.keras`, which is part of a model.
        found = [one for one in folder.glob(f"*{ending}") if one.stem.isdigit()]
        ordered = sorted(found, key=lambda one: int(one.stem))
        return [read_predictor(one, self.threads) for one in ordered]

    def read_all(self, arm: str) -> list[Predictor]:
        """The models of all repeats, in their order."""
        return [self.read_first(arm), *self.read_others(arm)]

    def _first(self, arm: str) -> Path:
        return next(one for one in self.first if one.stem == arm)


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
        for name, feature in read_json(file.with_suffix(".json")).items()
    }

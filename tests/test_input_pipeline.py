"""The input of a model: what training saw is what `predict` sees."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.config.cards import Card, read_card
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples, read_recordings, read_values, write_samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import load_predictor
from craftbench.protocol.prepare import prepare
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.arm_data import arm_data
from craftbench.runs.collect import collect, copy_model
from craftbench.runs.extraction import extract
from craftbench.runs.fitters import fitter
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ENDINGS
from craftbench.runs.run_store import RunStore
from craftbench.runs.train_arm import train_arm
from models.training import use_threads

use_threads(1)
CARDS = Path(__file__).parent / "cards"
ARMS = {
    "digits_tiny": ["majority", "hog_logistic", "geometry_mlp", "scattering", "lenet5"],
    "parcels_tiny": ["parcel_forest", "lenet5", "small_cnn"],
    "parcels_channels_tiny": ["residual_cnn"],
    "ecg_tiny": [
        "all_boosting",
        "catch22_forest",
        "minirocket",
        "lenet5_1d",
        "lenet5_1d_rhythm",
        "lenet5_1d_latent",
    ],
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Cards with the files that the steps `prepare` and `extract` write for them."""
    found: dict[str, tuple[Card, Path]] = {}

    def files_of(name: str) -> tuple[Card, Path]:
        if name not in found:
            card = read_card(CARDS / f"{name}.yaml")
            card = card.model_copy(update={"training_sizes": card.training_sizes[:1]})
            folder = tmp_path_factory.mktemp(name)
            write_files(card, folder)
            found[name] = card.model_copy(update={"repeats": 1}), folder
        return found[name]

    return files_of


def write_files(card: Card, folder: Path) -> None:
    samples = prepare(card.source, card.classes, card.split, 0)
    names = ("samples.npy", "samples.parquet", "rejected.csv", "truth", "recordings")
    write_samples(samples, *(folder / name for name in names))
    for name in card.feature_sets():
        features, _ = extract(name, samples.values, samples.table, samples.recordings)
        features.to_parquet(folder / f"{name}.parquet", index=False)


def read_samples(folder: Path) -> Samples:
    table = pd.read_parquet(folder / "samples.parquet")
    recordings = read_recordings(folder / "recordings")
    return Samples(read_values(folder / "samples.npy"), table, recordings=recordings)


def arrays(x) -> tuple[np.ndarray, ...]:
    return x if isinstance(x, tuple) else (x,)


@pytest.mark.parametrize(("name", "arm"), [(name, arm) for name in ARMS for arm in ARMS[name]])
def test_predict_sees_what_training_saw(name, arm, prepared, tmp_path):
    card, folder = prepared(name)
    features = [folder / f"{one}.parquet" for one in card.feature_sets(arm)]
    data = arm_data(card, arm, folder / "samples.npy", folder / "samples.parquet", features)
    source = card.source.model_dump(mode="json")
    task = ArmTask(name, arm, card, Training(epochs=1, block_updates=2), seed=0, source=source)
    seen = {}

    def watched(task, data):
        fit = fitter(task, data)

        def watch(given):
            # The last fit is that of the stored model, on the whole subset.
            seen["train"] = given.train[0]
            return fit(given)

        return watch

    store = RunStore(tmp_path / "runs", "key")
    train_arm(task, data, watched, store)
    model = tmp_path / f"{arm}{ENDINGS[card.arms[arm].kind]}"
    copy_model(task, store, model)

    predictor, samples = load_predictor(model), read_samples(folder)
    assert predictor.source == card.source
    predictions = collect(task, store, "predictions.parquet")
    for split, x in seen.items():
        rows = predictions.loc[predictions["split"] == split, "sample"].to_numpy()
        found = predictor.prepare(samples, rows)
        assert len(arrays(found)) == len(arrays(x))
        for one, other in zip(arrays(found), arrays(x), strict=True):
            assert one.dtype == other.dtype == np.float32
            assert np.array_equal(one, other)
    tested = predictions[predictions["split"] == "test"]
    found = predictor.predict(samples, tested["sample"].to_numpy())
    expected = tested[[f"p_{label}" for label in card.classes]]
    assert np.allclose(found.to_numpy(), expected.to_numpy(), atol=1e-6)


DATA = ArmData((np.arange(12.0).reshape(6, 2),), pd.DataFrame(index=range(6)), ["s:a", "s:b"], (3,))


def test_standardisation_follows_from_the_rows_it_is_fitted_on():
    pipeline = InputPipeline(("s",)).fit(DATA, np.array([0, 1, 2]))
    x = pipeline.transform(DATA)
    assert np.allclose(x[:3].mean(axis=0), 0) and np.allclose(x[:3].std(axis=0), 1)
    assert np.array_equal(pipeline.transform(DATA, np.array([4, 1])), x[[4, 1]])
    changed = replace(DATA, inputs=(np.where(np.arange(6)[:, None] > 2, 99, DATA.inputs[0]),))
    assert pipeline.to_json() == InputPipeline(("s",)).fit(changed, np.arange(3)).to_json()


def test_a_pipeline_is_stored_without_loss():
    pipeline = InputPipeline(("s",)).fit(DATA, np.array([0, 1, 3]))
    again = InputPipeline.from_json(pipeline.to_json())
    assert np.array_equal(again.transform(DATA), pipeline.transform(DATA))
    assert again.to_json() == pipeline.to_json()


def test_a_fitted_pipeline_refuses_other_shapes_and_features():
    pipeline = InputPipeline(("s",)).fit(DATA, np.arange(6))
    table = pd.DataFrame(index=range(2))
    with pytest.raises(CraftbenchError, match="shape 4, but the model was trained on 3"):
        pipeline.represent(np.zeros((2, 4)), table, lambda _: pd.DataFrame({"a": [0, 0]}))
    with pytest.raises(CraftbenchError, match="1 features, but the model was trained on 2 other"):
        pipeline.represent(np.zeros((2, 3)), table, lambda _: pd.DataFrame({"a": [0, 0]}))


def test_a_pipeline_that_is_not_fitted_transforms_nothing():
    with pytest.raises(ValueError, match="call fit first"):
        InputPipeline(("s",)).transform(DATA)


def test_feature_files_of_other_samples_are_told(prepared, tmp_path):
    card, folder = prepared("digits_tiny")
    hog = pd.read_parquet(folder / "hog.parquet")
    hog[1:].to_parquet(tmp_path / "hog.parquet", index=False)
    files = folder / "samples.npy", folder / "samples.parquet", [tmp_path / "hog.parquet"]
    with pytest.raises(CraftbenchError, match="hog.parquet has other samples than"):
        arm_data(card, "hog_logistic", *files)

"""Memory does not grow with the samples: what a step adds for 15,000 more is little of their size.

Anonymous memory is measured, which the system cannot take back, unlike pages of files.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import models.blocks
from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.samples import Samples, read_values, write_values
from craftbench.datasets.views import ImageView
from craftbench.protocol.duplicates import sample_hashes
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline
from features import FeatureSet
from models.scattering import scattering
from models.training import NetworkTrainer, TrainingRule, use_threads

use_threads(1)
STATUS = Path("/proc/self/status")
FEW, MANY, SIDE = 5000, 20_000, 32
SHARE = 0.25
"""Of the bytes of the added samples, that their step may add to its memory."""
SAMPLE = SIDE * SIDE * 4

pytestmark = pytest.mark.skipif(
    not STATUS.is_file() or "RssAnon" not in STATUS.read_text(), reason="Linux tells RssAnon"
)


def anonymous() -> int:
    """Bytes of anonymous memory of this process."""
    line = next(one for one in STATUS.read_text().splitlines() if one.startswith("RssAnon"))
    return 1024 * int(line.split()[1])


def peak_of(work: Callable[[], object]) -> int:
    """Highest anonymous memory during `work`, looked at every 2 ms."""
    found, done = [anonymous()], threading.Event()

    def look():
        while not done.wait(0.002):
            found.append(anonymous())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(found)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[int, Path]:
    """By number of samples: a folder with ``values.npy`` and ``labels.csv``."""
    found = {}
    for n in (FEW, MANY):
        found[n] = tmp_path_factory.mktemp(str(n))
        shape = (n, SIDE, SIDE)
        values = np.lib.format.open_memmap(found[n] / "values.npy", "w+", np.float32, shape)
        rng = np.random.default_rng(0)
        for start in range(0, n, 1000):
            values[start : start + 1000] = rng.random((1000, SIDE, SIDE), np.float32)
        values.flush()
        labels(n).to_csv(found[n] / "labels.csv", index=False)
    return found


def labels(n: int) -> pd.DataFrame:
    return pd.DataFrame({"label": np.array(["a", "b"])[np.arange(n) % 2]})


def prepared(folder: Path, n: int) -> None:
    source = ArraysSource(
        kind="arrays", samples=folder / "values.npy", labels=folder / "labels.csv"
    )
    samples = prepare(source, ["a", "b"], HoldOut(kind="hold_out", share=0.2), 0)
    write_values(folder / "samples.npy", samples.values)


def some_rejected(folder: Path, n: int) -> None:
    source = ArraysSource(
        kind="arrays", samples=folder / "values.npy", labels=folder / "labels.csv"
    )
    write_values(folder / "some.npy", source.load(["a"]).values)


def extracted(folder: Path, n: int) -> None:
    table = labels(n).assign(sample=range(n), source="x")
    extract("means", read_values(folder / "values.npy"), table)


def means(x: np.ndarray) -> pd.DataFrame:
    """A feature set that copies its samples."""
    return pd.DataFrame({"mean": (x + 1.0).mean(axis=(1, 2))})


def hashed(folder: Path, n: int) -> None:
    sample_hashes(read_values(folder / "values.npy"), np.arange(n))


def chosen(folder: Path, n: int) -> None:
    Samples(read_values(folder / "values.npy"), labels(n)).at(np.arange(n))


def standardised(folder: Path, n: int, view: ImageView | None = None):
    """The training part, standardised, and its labels."""
    view = view or ImageView(kind="image", height=SIDE, width=SIDE)
    pipeline, rows = InputPipeline((), view), np.arange(0, n)
    values = read_values(folder / "values.npy")
    data = pipeline.represent(values, labels(n), lambda name: pd.DataFrame())
    return pipeline.fit(data, rows).transform(data, rows), rows % 2


def with_border(folder: Path, n: int) -> None:
    x, _ = standardised(folder, n, ImageView(kind="image", height=36, width=36, method="pad"))
    assert len(x[-5:]) == 5


def filtered(folder: Path, n: int) -> None:
    """One coefficient of fixed filters; their features themselves stay in memory."""
    x, y = standardised(folder, n)
    estimator = scattering(0, x.shape)
    estimator.transform = Means()
    estimator.fit(x, y)


class Means:
    """A transform with one feature."""

    parameters = 0

    def fit(self, x):
        return self

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return x.mean(axis=(1, 2))


@pytest.mark.parametrize(
    "step",
    [prepared, some_rejected, extracted, hashed, chosen, standardised, with_border, filtered],
)
def test_memory_does_not_grow_with_the_samples(step, folders, monkeypatch):
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 2**21)
    monkeypatch.setattr("craftbench.datasets.npy_file.BLOCK_BYTES", 2**21)
    means = FeatureSet(__name__, "means", ("samples",), "")
    monkeypatch.setattr("craftbench.runs.extraction.feature_set", lambda name: means)
    few, many = (peak_of(lambda n=n: step(folders[n], n)) for n in (FEW, MANY))
    assert many - few < SHARE * SAMPLE * (MANY - FEW)


def one_layer(shape, classes):
    import keras
    from keras import layers

    pooled = [layers.AveragePooling2D(8), layers.Flatten()]
    return keras.Sequential(
        [keras.Input(shape), *pooled, layers.Dense(classes, activation="softmax")]
    )


def test_memory_of_a_training_does_not_grow_with_the_samples(folders, monkeypatch):
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 2**21)
    rule = TrainingRule(1e-3, batch_size=100, block_updates=1, epochs=1, patience=1, decay=0)
    trainer = NetworkTrainer(one_layer, (SIDE, SIDE, 1), 2, rule)

    def trained(n: int) -> None:
        part = standardised(folders[n], n)
        trainer.fit(part, part, 0).probabilities(part[0])

    few, many = (peak_of(lambda n=n: trained(n)) for n in (FEW, MANY))
    assert many - few < SHARE * SAMPLE * (MANY - FEW)

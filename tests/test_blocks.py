"""Large arrays are read a block at a time, with the results of reading them whole."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import models.blocks
from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.image_folder.source import ImageFolderSource
from craftbench.datasets.samples import Samples, read_values, write_values
from craftbench.datasets.shown_rows import show_rows
from craftbench.datasets.signal_view import SignalView
from craftbench.datasets.stored_rows import StoredRows, blocks, chosen_rows, converted, give_back
from craftbench.datasets.views import ImageView, show
from craftbench.errors import CraftbenchError
from craftbench.protocol.duplicates import sample_hashes
from craftbench.runs.arm import ArmData
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline
from models.blocks import row_blocks
from models.prepared_rows import PreparedRows, blocks_of
from models.standardisation import Standardisation

N = 60


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 4,000 bytes: a few samples of this page."""
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 4000)


def stored(folder: Path, values: np.ndarray) -> np.ndarray:
    write_values(folder / "samples.npy", values)
    return read_values(folder / "samples.npy")


def images(dtype=np.float32, shape=(N, 12, 10)) -> np.ndarray:
    drawn = np.random.default_rng(0).normal(100, 30, shape)
    return drawn.clip(0, 255).astype(dtype)


def table(n: int = N) -> pd.DataFrame:
    return pd.DataFrame({"label": ["a", "b"] * (n // 2)})


@pytest.mark.parametrize("shape", [(7, 3), (1, 2000), (2000, 1), (0, 5)])
def test_blocks_are_all_rows_once_and_in_order(shape, small_blocks):
    found = list(row_blocks(shape))
    assert [row for rows in found for row in range(rows.start, rows.stop)] == list(range(shape[0]))
    assert all(rows.stop - rows.start == 1 or shape[1] * 4 <= 4000 for rows in found)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(
    "view",
    [
        ImageView(kind="image", height=12, width=10),
        ImageView(kind="image", height=12, width=10, mask=True),
        ImageView(kind="image", height=16, width=16, method="pad"),
        ImageView(kind="image", height=6, width=5),
        ImageView(kind="image", height=20, width=7),
        SignalView(kind="signal"),
        SignalView(kind="signal", length=9, leads=4),
    ],
)
def test_a_view_in_blocks_has_the_values_of_the_whole_view(view, dtype, tmp_path, small_blocks):
    values = images(dtype)
    found = show_rows(stored(tmp_path, values), view, table())
    expected = show(values, view, table())
    assert isinstance(found, StoredRows) and found.shape == expected.shape
    assert found.dtype == expected.dtype
    rows = np.array([50, 3, 3, 17])
    assert np.array_equal(found[rows], expected[rows])
    assert np.array_equal(np.asarray(found), expected)
    assert np.array_equal(show_rows(values, view, table()), expected)


def test_few_samples_are_shown_in_memory(tmp_path):
    view = ImageView(kind="image", height=6, width=5)
    assert isinstance(show_rows(stored(tmp_path, images()), view, table()), np.ndarray)


def test_a_view_that_does_not_suit_is_refused_before_anything_is_written(tmp_path, small_blocks):
    view = ImageView(kind="image", height=6, width=5, method="pad")
    with pytest.raises(CraftbenchError, match="12 × 10 pixels cannot be padded to 6 × 5"):
        show_rows(stored(tmp_path, images()), view, table())
    heights = table().assign(qrs_height_1_mv=[1.0] * 59 + [0.0])
    view = SignalView(kind="signal", leads=1, scaling="record")
    with pytest.raises(CraftbenchError, match="sample 59 has 0"):
        show_rows(stored(tmp_path, images()), view, heights)


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("shape", [(N, 12, 10, 2), (N, 30)])
def test_standardisation_in_blocks_is_that_of_the_whole(shape, missing, monkeypatch):
    x = images(shape=shape)
    if missing:
        x[np.random.default_rng(1).random(shape) < 0.2] = np.nan
        x[..., 0] = np.nan
    whole = Standardisation.fit(x)
    expected = whole(x)
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 4000)
    for given in (x, PreparedRows(x, np.arange(N), lambda part: part)):
        found = Standardisation.fit(given)
        assert np.array_equal(found.median, whole.median, equal_nan=True) or not missing
        for name in ("median", "mean", "scale"):
            assert np.allclose(getattr(found, name), getattr(whole, name), 1e-6, equal_nan=True)
    assert np.array_equal(whole(x), expected)


@pytest.mark.parametrize("signed", [1.0, -1.0])
def test_medians_found_bit_by_bit_are_exact(signed, small_blocks):
    rng = np.random.default_rng(2)
    for n in (9, 10, 301):
        x = (signed * rng.exponential(size=(n, 5, 1)) - 0.5).astype(np.float32)
        x[0, 0] = np.nan
        rows = PreparedRows(x, np.arange(n), lambda part: part)
        assert Standardisation.fit(rows).median == np.nanmedian(x)


def test_the_input_of_a_model_is_the_same_in_blocks(tmp_path, monkeypatch):
    values, view = images(), ImageView(kind="image", height=6, width=6)
    mapped, rows = stored(tmp_path, values), np.arange(5, 50)
    pipeline = InputPipeline((), view)
    data = pipeline.represent(values, table(), lambda name: pd.DataFrame())
    fitted = pipeline.fit(data, rows)
    expected = fitted.transform(data, rows)
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 4000)
    data = pipeline.represent(mapped, table(), lambda name: pd.DataFrame())
    assert isinstance(data.inputs[0], StoredRows)
    found = fitted.transform(data, rows)
    assert isinstance(found, PreparedRows) and found.shape == expected.shape
    assert np.array_equal(np.asarray(found), expected)
    assert np.array_equal(np.concatenate(list(blocks_of(found))), expected)
    again = pipeline.fit(data, rows).standardisations[0]
    assert np.allclose(again.mean, fitted.standardisations[0].mean, rtol=1e-12)
    assert np.allclose(again.scale, fitted.standardisations[0].scale, rtol=1e-12)
    few = fitted.transform(data, rows[:3])
    assert isinstance(few, np.ndarray) and np.array_equal(few, expected[:3])
    assert fitted.trained_on == pipeline.fit(data, rows).trained_on


@pytest.mark.parametrize("kind", ["<f4", ">f4", "<f8", "|u1"])
def test_a_source_of_arrays_in_blocks_gives_the_same_samples(kind, tmp_path, monkeypatch):
    values = images(kind)
    if values.dtype.kind == "f":
        values[7, 3, 3] = np.nan
    np.save(tmp_path / "values.npy", values)
    table().assign(label=["a", "b", "c"] * 20).to_csv(tmp_path / "labels.csv", index=False)
    source = ArraysSource(
        kind="arrays", samples=tmp_path / "values.npy", labels=tmp_path / "labels.csv"
    )
    whole = source.load(["a", "b"])
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 4000)
    monkeypatch.setattr("craftbench.datasets.npy_file.BLOCK_BYTES", 4000)
    found = source.load(["a", "b"])
    assert isinstance(found.values, np.memmap) and found.values.dtype == whole.values.dtype
    assert np.array_equal(found.values, whole.values)
    assert found.table.equals(whole.table) and found.rejected.equals(whole.rejected)
    write_values(tmp_path / "found.npy", found.values)
    np.save(tmp_path / "whole.npy", whole.values)
    assert (tmp_path / "found.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()


@pytest.mark.parametrize("colour", ["auto", "grey", "rgb"])
def test_pictures_in_blocks_are_the_same_samples(colour, tmp_path, monkeypatch):
    for number, picture in enumerate(images(np.uint8)):
        (tmp_path / "ab"[number % 2]).mkdir(exist_ok=True)
        given = np.stack([picture, picture // 2, picture], -1) if number == 3 else picture
        Image.fromarray(given).save(tmp_path / "ab"[number % 2] / f"{number:02}.png")
    source = ImageFolderSource(kind="image_folder", folder=str(tmp_path), colour=colour)
    whole = source.load(["a", "b"])
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 4000)
    monkeypatch.setattr("craftbench.datasets.image_folder.spool.BLOCK_BYTES", 4000)
    found = source.load(["a", "b"])
    assert isinstance(found.values, np.memmap) and not isinstance(whole.values, np.memmap)
    assert np.array_equal(found.values, whole.values) and found.table.equals(whole.table)


def test_chosen_and_converted_rows_of_arrays_on_disk(tmp_path, small_blocks):
    values = images()
    mapped = stored(tmp_path, values)
    some = np.arange(N) % 7 == 2
    assert chosen_rows(mapped, np.ones(N, bool)) is mapped
    assert np.array_equal(chosen_rows(mapped, some), values[some])
    assert len(chosen_rows(mapped, np.zeros(N, bool))) == 0
    assert converted(mapped, np.float32) is mapped
    assert np.array_equal(converted(mapped, np.uint8), values.astype(np.uint8))
    assert np.array_equal(np.concatenate([part for _, part in blocks(mapped)]), values)


def test_pages_are_given_back_only_where_that_loses_nothing(tmp_path):
    np.save(tmp_path / "x.npy", np.arange(10.0))
    private = np.load(tmp_path / "x.npy", mmap_mode="c")
    private[3] = 99
    give_back(private)
    assert private[3] == 99
    in_memory = np.arange(3)
    give_back(in_memory)
    assert list(in_memory) == [0, 1, 2]


def test_features_and_hashes_are_the_same_in_blocks(tmp_path, monkeypatch):
    values = images()
    mapped = stored(tmp_path, values)
    about = table().assign(sample=range(N), source="x")
    expected, _ = extract("geometry", values, about)
    monkeypatch.setattr(models.blocks, "BLOCK_BYTES", 500)
    found, seconds = extract("geometry", mapped, about)
    assert len(seconds) == N > 10
    pd.testing.assert_frame_equal(found, expected)
    assert list(sample_hashes(mapped, np.arange(N))) == list(sample_hashes(values, np.arange(N)))


def test_many_samples_at_rows_stay_on_disk(tmp_path, small_blocks):
    values = images()
    samples, rows = Samples(stored(tmp_path, values), table()), np.arange(N)[::-2]
    assert not isinstance(samples.at(rows[:2]).values, np.memmap)
    found = samples.at(rows).values
    assert isinstance(found, np.memmap) and np.array_equal(found, values[rows])


def test_arm_data_of_features_alone_is_in_memory():
    data = ArmData((np.zeros((4, 2), np.float32),), pd.DataFrame(index=range(4)), ["a", "b"], (3,))
    assert isinstance(InputPipeline(("s",)).fit(data, np.arange(4)).transform(data), np.ndarray)

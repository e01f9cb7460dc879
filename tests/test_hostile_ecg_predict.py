"""ECG files beside a model of heartbeats: their rate, unit, leads and range."""

import json
from pathlib import Path

import numpy as np
import pytest
from made_records import ecg_counts, header_text, list_checksums, write_record
from sklearn.ensemble import RandomForestClassifier

from craftbench.cli.main import main
from craftbench.datasets.signal_view import SignalView
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.errors import CraftbenchError
from craftbench.predict.as_trained import as_trained
from craftbench.predict.new_files import read_new_samples
from craftbench.predict.predictor import load_predictor
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ModelDescription, save_model
from craftbench.runs.training_range import Extremes, TrainingRange
from models.classical import FittedClassifier

FS = 360


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return made_model(tmp_path_factory.mktemp("ecg"), "rhythm", "landmarks")


@pytest.fixture(scope="module")
def window_model(tmp_path_factory) -> Path:
    """A model that needs nothing but the windows of beats."""
    return made_model(tmp_path_factory.mktemp("windows"), "signal_statistics")


def made_model(folder: Path, *feature_sets: str, window_s: float = 0.5) -> Path:
    """A forest on the heartbeats of two records of 360 samples a second, their own rate."""
    (folder / "made").mkdir()
    for seed, name in enumerate("ab"):
        write_record(folder / "made", name, fs=FS, seed=seed)
    list_checksums(folder / "made")
    source = WfdbBeatsSource(
        kind="wfdb_beats",
        folder="made",
        url="https://127.0.0.1:9/",
        lead="MLII",
        before_s=0.28,
        after_s=window_s,
        records=["a", "b"],
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRAFTBENCH_DATA", str(folder))
        samples = source.load(["N", "V"])
    pipeline = InputPipeline(feature_sets)

    def of_set(name: str):
        table = samples.table.assign(sample=range(len(samples.table)))
        found, _ = extract(name, samples.values, table, samples.recordings)
        return found.drop(columns="sample")

    data = pipeline.represent(samples.values, samples.table, of_set)
    pipeline = pipeline.fit(data, np.arange(len(samples.values)))
    codes = (samples.table["label"] == "V").to_numpy().astype(int)
    forest = RandomForestClassifier(5, random_state=0).fit(pipeline.transform(data), codes)
    about = ModelDescription(
        *("d", "forest", "hand-crafted", "random_forest", "classifier"),
        *(["N", "V"], 2, source.model_dump(mode="json")),
    )
    return save_model(FittedClassifier(forest, 2), about, pipeline, folder / "forest")


def predicted(model: Path, file: Path, capsys) -> list[str]:
    assert main(["predict", str(model), str(file)]) == 0
    return capsys.readouterr().out.splitlines()


def told(model: Path, file: Path, capsys, *options: str) -> str:
    assert main(["predict", str(model), str(file), *options]) == 1
    error = capsys.readouterr().err
    assert error.startswith("craftbench: ") and error.count("\n") == 1, error
    return error


def test_the_rate_of_training_is_stored(model):
    stored = json.loads(model.with_suffix(".json").read_text())
    assert stored["source"]["sampling_rate_hz"] is None
    assert stored["input"]["trained_on"]["sampling_rate_hz"] == FS


@pytest.mark.parametrize("fs", [250, 1000])
def test_a_record_of_another_rate_is_resampled_to_that_of_training(model, tmp_path, capsys, fs):
    write_record(tmp_path, "same", fs=FS, seed=5)
    write_record(tmp_path, "other", fs=fs, seed=5)
    same, other = (predicted(model, tmp_path / f"{name}.hea", capsys) for name in ("same", "other"))
    assert len(same) == len(other) > 30
    samples = read_new_samples(tmp_path / "other.hea", load_predictor(model), {})
    assert samples.values.shape[1] == round(0.28 * FS) + round(0.5 * FS)
    assert set(samples.table["sampling_rate_hz"]) == {FS}
    agree = [a.split(": ")[1][:1] == b.split(": ")[1][:1] for a, b in zip(same, other, strict=True)]
    assert np.mean(agree) > 0.9


LINE = "new.dat 16 1000(0)/mV 16 0 0 0 0 MLII"
RECORDS = {
    "microvolts as millivolts": (LINE.replace("1000(0)", "1(0)"), "but the model was trained on"),
    "volts as millivolts": (LINE.replace("1000(0)", "1e6(0)"), "but the model was trained on"),
    "counts": (LINE.replace("1000(0)/mV", "1(0)/adu"), "is in adu, expected mV, uV or V"),
    "another lead": (LINE.replace("MLII", "V5"), "has no lead MLII, only V5"),
    "an unknown format": (LINE.replace(" 16 1000", " 99 1000"), "does not agree with new.hea"),
    "an absent signal file": (LINE.replace("new.dat", "x.dat"), "which is no file"),
}


@pytest.mark.parametrize(("line", "message"), RECORDS.values(), ids=RECORDS)
def test_a_record_that_does_not_suit_is_told(model, tmp_path, capsys, line, message):
    write_record(tmp_path, "new", fs=FS, line=line)
    error = told(model, tmp_path / "new.hea", capsys)
    assert "new" in error and message in error


HEADERS = {
    "empty": (b"", "not a WFDB header"),
    "a web page": (b"<html>404</html>", "not a WFDB header"),
    "bytes": (bytes(range(256)), "not a WFDB header"),
    "without a rate": (header_text("new", LINE, 0.5).encode(), "gives a sampling rate"),
}


@pytest.mark.parametrize(("header", "message"), HEADERS.values(), ids=HEADERS)
def test_a_header_that_is_none_is_told(model, tmp_path, capsys, header, message):
    write_record(tmp_path, "new", fs=FS)
    (tmp_path / "new.hea").write_bytes(header)
    assert message in told(model, tmp_path / "new.dat", capsys)


def test_a_record_without_its_header_is_told(model, tmp_path, capsys):
    write_record(tmp_path, "new", fs=FS)
    (tmp_path / "new.hea").unlink()
    assert "new.hea: there is no such file" in told(model, tmp_path / "new.dat", capsys)


def test_beats_at_the_ends_are_listed_and_not_predicted(model, tmp_path, capsys):
    counts, _ = ecg_counts(FS, seed=5)
    write_record(tmp_path, "new", fs=FS, dat=counts[200:7000].tobytes(), header=None)
    text = (tmp_path / "new.hea").read_text().replace(f" {len(counts)}\n", " 6800\n")
    (tmp_path / "new.hea").write_text(text)
    lines = predicted(model, tmp_path / "new.hea", capsys)
    listed = [line for line in lines if "not predicted" in line]
    assert all("passes the beginning or the end of the record" in line for line in listed)
    assert len(lines) - len(listed) > 10


def test_a_record_without_a_usable_beat_lists_them_all(tmp_path, tmp_path_factory, capsys):
    """Windows of 14 seconds, on a record of 14 seconds."""
    model = made_model(tmp_path_factory.mktemp("long"), "signal_statistics", window_s=14.0)
    write_record(tmp_path, "new", fs=FS, dat=ecg_counts(FS, seed=5)[0][:5000].tobytes())
    text = (tmp_path / "new.hea").read_text()
    (tmp_path / "new.hea").write_text(text.replace(f" {30 * FS}\n", " 5000\n"))
    lines = predicted(model, tmp_path / "new.hea", capsys)
    assert lines and all("not predicted" in line for line in lines)


def test_an_offset_of_the_electrode_does_not_matter(model, tmp_path, capsys):
    counts, _ = ecg_counts(FS, seed=5)
    write_record(tmp_path, "new", fs=FS, dat=(counts + 6000).astype("<i2").tobytes())
    assert sum("%" in line for line in predicted(model, tmp_path / "new.hea", capsys)) > 30


def test_an_offset_counts_where_a_network_sees_it():
    import pandas as pd

    values = np.random.default_rng(0).normal(size=(50, 20, 1))
    table = pd.DataFrame({"sampling_rate_hz": [360.0] * 50})
    for scaling, seen in (("none", 50), ("record", 0)):
        view = SignalView(kind="signal", scaling=scaling)
        pipeline = InputPipeline((), view)
        found = pipeline.extremes_of(values + 6, table)
        assert (found.lowest > 0).sum() == seen


def windows(model: Path, folder: Path, change) -> Path:
    write_record(folder, "w", fs=FS)
    samples = read_new_samples(folder / "w.hea", load_predictor(model), {})
    np.save(folder / "w.npy", change(samples.values))
    return folder / "w.npy"


WINDOWS = {
    "of two leads": (lambda x: np.repeat(x, 2, axis=2), "281 × 2, but the model was trained on"),
    "of another length": (lambda x: x[:, :200], "200 × 1, but the model was trained on 281 × 1"),
    "of complex numbers": (lambda x: x * 1j, "of numbers, found complex"),
    "with gaps": (lambda x: x * np.nan, "NaN or infinite"),
    "in counts with an offset": (lambda x: np.round(x * 200 + 1024), "the model was trained on"),
    "of one value": (lambda x: x * 0, "here they spread by 0"),
}


@pytest.mark.parametrize(("change", "message"), WINDOWS.values(), ids=WINDOWS)
def test_windows_that_do_not_suit_are_told(window_model, tmp_path, capsys, change, message):
    file = windows(window_model, tmp_path, change)
    assert message in told(window_model, file, capsys)


def test_windows_at_a_rate_that_is_stated_and_another_are_told(window_model, tmp_path, capsys):
    file = windows(window_model, tmp_path, lambda x: x)
    assert len(predicted(window_model, file, capsys)) > 30
    error = told(window_model, file, capsys, "--set", "sampling_rate_hz=250")
    assert "250 samples per second, but the model was trained on 360" in error


def test_single_beats_out_of_range_are_rejected(model, tmp_path):
    write_record(tmp_path, "w", fs=FS)
    predictor = load_predictor(model)
    samples = read_new_samples(tmp_path / "w.hea", predictor, {})
    samples.values[3] *= 50
    found = as_trained(Path("w"), samples, predictor.pipeline, {})
    assert len(found.values) == len(samples.values) - 1
    assert found.rejected["source"].tolist() == [samples.table["source"][3]]
    samples.values[:] *= 50
    with pytest.raises(CraftbenchError, match="samples, the first of values from"):
        as_trained(Path("w"), samples, predictor.pipeline, {})


def test_extremes_are_of_each_lead():
    import pandas as pd

    values = np.stack([np.arange(12.0).reshape(3, 4), -np.arange(12.0).reshape(3, 4)], axis=2)
    found = Extremes.of(values, pd.DataFrame(index=range(3)), signals=True)
    assert found.lowest.tolist() == [[0, -3], [4, -7], [8, -11]]
    assert found.highest.tolist() == [[3, 0], [7, -4], [11, -8]]
    assert found.spread.tolist() == [3, 3, 3]


def test_gaps_and_samples_without_a_value_do_not_count():
    import pandas as pd

    values = np.random.default_rng(0).normal(size=(5, 20, 1)).astype(np.float32)
    values[0, 3:9], values[1] = np.nan, np.nan
    found = Extremes.of(values, pd.DataFrame(index=range(5)), signals=True)
    fitted = TrainingRange.fit(found, np.arange(5))
    assert np.isfinite([*fitted.low, *fitted.high, fitted.spread]).all()
    assert fitted.low == [float(np.nanmin(values))]
    assert TrainingRange.fit(found, np.array([1])) is None

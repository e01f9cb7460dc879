"""What every kind of source does with its samples, and that nothing imports more than it needs."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from skimage.io import imsave

from craftbench.datasets.arrays import ArraysSource
from craftbench.datasets.by_name import imported
from craftbench.datasets.corruptions.heights import HEIGHT_LADDER
from craftbench.datasets.corruptions.images import IMAGE_LADDER
from craftbench.datasets.corruptions.signals import RECORDING_LADDER, WINDOW_LADDER
from craftbench.datasets.registry import SOURCES, parse_source
from craftbench.datasets.samples import Samples
from craftbench.datasets.sources import Source
from craftbench.errors import CraftbenchError
from craftbench.runs.code_closure import import_closure

WFDB = {
    "kind": "wfdb_beats",
    "folder": "mitdb",
    "url": "https://x/",
    "lead": "MLII",
    "before_s": 0.28,
    "after_s": 0.5,
    "records": ["100"],
}
ARRAYS = {"kind": "arrays", "samples": "x.npy", "labels": "y.csv"}
DEPTH = {"kind": "depth_folder", "folder": "x", "unit_mm": 1, "measures": "height", "pixel_mm": 2}
FILE = {"name": "x.gz", "sha256": "0" * 64}
PART = {"images": FILE, "labels": FILE}
SETTINGS = {
    "arrays": ARRAYS,
    "cifar": {"kind": "cifar", "folder": "x", "url": "https://x/", "md5": "0" * 32},
    "depth_folder": DEPTH,
    "digits": {"kind": "digits"},
    "feature_table": {"kind": "feature_table", "file": "x.csv"},
    "function": {"kind": "function", "function": "my_data.py:load"},
    "idx": {"kind": "idx", "folder": "x", "url": "https://x/", "pool": PART, "test": PART},
    "image_folder": {"kind": "image_folder", "folder": "x", "size": [8, 8]},
    "image_manifest": {"kind": "image_manifest", "file": "x.csv"},
    "signal_table": {"kind": "signal_table", "file": "x.csv"},
    "simulated_ecg": {"kind": "simulated_ecg"},
    "simulated_parcels": {"kind": "simulated_parcels"},
    "ucr": {"kind": "ucr", "name": "GunPoint"},
    "wfdb_beats": WFDB,
}
IMAGES = np.zeros((3, 8, 8), np.uint8)
BEATS = np.zeros((3, 281, 1), np.float32)
TABLE = pd.DataFrame({"label": list("aba")})
HEIGHTS = TABLE.assign(height_unit_mm=0.1)


def test_registry_and_cards_know_the_same_sources():
    union = get_args(get_args(Source)[0])
    assert {kind: imported(reference) for kind, reference in SOURCES.items()} == {
        get_args(source.model_fields["kind"].annotation)[0]: source for source in union
    }
    assert set(SETTINGS) == set(SOURCES)


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_is_parsed_from_what_it_is_dumped_to(kind):
    source = parse_source(SETTINGS[kind])
    assert type(source) is imported(SOURCES[kind])
    assert parse_source(source.model_dump(mode="json")) == source


def test_wrong_sources_are_told():
    with pytest.raises(CraftbenchError, match="'digit' is not known; did you mean 'digits'"):
        parse_source({"kind": "digit"})
    with pytest.raises(CraftbenchError, match="source: patient: unknown key; did you mean 'patien"):
        parse_source({"kind": "simulated_ecg", "patient": 8})


def test_parsing_a_source_imports_no_other_one():
    code = (
        "import sys; from craftbench.datasets.registry import parse_source;"
        "parse_source({'kind': 'digits'});"
        "print([m for m in sys.modules if m.startswith('craftbench.datasets') and 'ecg' in m])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", SOURCES)
def test_behaviour_exists_and_loading_does_not_depend_on_its_code(kind):
    source = parse_source(SETTINGS[kind])
    own = Path(sys.modules[type(source).__module__].__file__).relative_to(Path.cwd())
    loading = {str(own), *import_closure([own])}
    for reference in (*source.readers, *source.ladders, *source.drawings):
        assert imported(reference) is not None
        module = reference.split(":")[0].replace(".", "/") + ".py"
        assert Path(module).is_file()
        assert module not in loading


@pytest.mark.parametrize(
    ("kind", "values", "table", "ladder"),
    [
        ("digits", IMAGES, TABLE, IMAGE_LADDER),
        ("cifar", IMAGES, TABLE, IMAGE_LADDER),
        ("image_folder", IMAGES, TABLE, IMAGE_LADDER),
        ("ucr", BEATS, TABLE, WINDOW_LADDER),
        ("idx", IMAGES, TABLE, IMAGE_LADDER),
        ("depth_folder", IMAGES, HEIGHTS, HEIGHT_LADDER),
        ("simulated_parcels", IMAGES, HEIGHTS, HEIGHT_LADDER),
        ("simulated_ecg", BEATS, TABLE, RECORDING_LADDER),
        ("wfdb_beats", BEATS, TABLE, RECORDING_LADDER),
        ("arrays", IMAGES, TABLE, IMAGE_LADDER),
        ("arrays", IMAGES, HEIGHTS, HEIGHT_LADDER),
        ("function", BEATS, TABLE, WINDOW_LADDER),
        ("arrays", BEATS, TABLE, WINDOW_LADDER),
    ],
)
def test_corruptions_and_drawing_follow_from_the_source(kind, values, table, ladder):
    source = parse_source(SETTINGS[kind])
    assert source.corruptions(Samples(values, table)) is ladder
    axis = Figure().subplots()
    source.draw(axis, values[0], table)
    assert bool(axis.lines) == (values is BEATS)
    assert bool(axis.images) == (values is not BEATS)
    assert source.shows_heights == (kind in ("depth_folder", "simulated_parcels"))


def test_views_say_whether_arrays_are_images_or_signals():
    source = ArraysSource.model_validate(ARRAYS)
    twelve_leads = Samples(np.zeros((3, 500, 12), np.float32), TABLE)
    assert source.corruptions(twelve_leads, {"signal"}) is WINDOW_LADDER
    assert source.corruptions(twelve_leads, {"image"}) is IMAGE_LADDER
    assert source.corruptions(twelve_leads) is IMAGE_LADDER
    colours = Samples(np.zeros((3, 20, 20, 3), np.uint8), TABLE)
    assert source.corruptions(colours, {"image"}) is IMAGE_LADDER


def test_unmeasured_heights_and_colours_are_drawn_as_such():
    heights = np.array([[0, 5], [9, 0]], np.uint16)
    axis = Figure().subplots()
    parse_source(SETTINGS["simulated_parcels"]).draw(axis, heights, HEIGHTS)
    assert np.array_equal(axis.images[0].get_array().mask, heights == 0)
    axis = Figure().subplots()
    ArraysSource.model_validate(ARRAYS).draw(axis, np.full((4, 4, 3), 128, np.uint8), TABLE)
    assert axis.images[0].get_array().shape == (4, 4, 3)


def test_new_arrays_are_one_sample_or_many(tmp_path):
    source = ArraysSource.model_validate(ARRAYS)
    np.save(tmp_path / "one.npy", np.ones((8, 8)))
    np.save(tmp_path / "many.npy", np.ones((5, 8, 8)))
    np.save(tmp_path / "signal.npy", np.ones(281))
    one = source.read_new(tmp_path / "one.npy", {}, (8, 8), {"image"})
    assert one.values.shape == (1, 8, 8)
    assert one.table["source"].tolist() == [str(tmp_path / "one.npy")]
    many = source.read_new(tmp_path / "many.npy", {}, (8, 8))
    assert many.values.shape == (5, 8, 8)
    assert many.table["source"][4].endswith("many.npy[4]")
    signal = source.read_new(tmp_path / "signal.npy", {}, (281, 1), {"signal"})
    assert signal.values.shape == (1, 281, 1) and signal.values.dtype == np.float32
    imsave(tmp_path / "one.png", np.zeros((8, 8), np.uint8), check_contrast=False)
    with pytest.raises(CraftbenchError, match="one.png: expected signals"):
        source.read_new(tmp_path / "one.png", {}, (281, 1), {"signal"})


@pytest.mark.parametrize("kind", ["simulated_ecg", "wfdb_beats"])
def test_sources_of_heartbeats_read_records_and_windows(kind, real_data, tmp_path):
    source = parse_source(SETTINGS[kind])
    samples = source.read_new(real_data / "mitdb" / "100", {}, (281, 1), {"signal"})
    assert samples.values.shape[1:] == (281, 1)
    assert len(samples.table) == pytest.approx(2273, rel=0.01)
    signal, rate = samples.recordings.of("100")
    place = samples.table["r_peak"][7]
    assert np.array_equal(samples.values[7, :, 0], signal[place - 101 : place + 180])
    assert rate == 360
    np.save(tmp_path / "windows.npy", BEATS)
    assert source.read_new(tmp_path / "windows.npy", {}, (281, 1)).values.shape == BEATS.shape
    with pytest.raises(CraftbenchError, match="record 102 has no lead MLII"):
        source.read_new(real_data / "mitdb" / "102.hea", {}, (281, 1))
    with pytest.raises(CraftbenchError, match="nothing: there is no such file"):
        source.read_new(tmp_path / "nothing", {}, (281, 1))

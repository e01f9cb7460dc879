"""Wrong units and samples that mean nothing: this data set, this message of `check` and the run."""

import logging

import numpy as np
import pandas as pd
import pytest
from skimage.io import imsave

from craftbench.cli.main import main
from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.measured import measured, refuse_impossible
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut

HOLD_OUT = HoldOut(kind="hold_out")
CAMERA_MM = 1500.0
rng = np.random.default_rng(0)


def distances(boxes: int = 1) -> np.ndarray:
    """A belt 1.5 m below the camera in mm, with boxes of 100 mm height on it."""
    frame = CAMERA_MM + rng.normal(0, 0.5, (48, 48))
    for number in range(boxes):
        frame[10 + 14 * number : 20 + 14 * number, 10:30] -= 100
    return frame


@pytest.fixture
def folder(tmp_path):
    """Writes frames in any unit and type, with items of two classes."""

    def write(unit_mm: float, dtype: str = "float32", sentinel: float | None = None):
        for name, boxes in (("ONE", 1), ("TWO", 2)):
            (tmp_path / name).mkdir()
            for number in range(6):
                frame = distances(boxes) / unit_mm
                if sentinel is not None:
                    frame[:4, :4] = sentinel
                if dtype == "float32":
                    np.save(tmp_path / name / f"{number}.npy", frame.astype(np.float32))
                else:
                    imsave(
                        tmp_path / name / f"{number}.png",
                        frame.round().astype(np.uint16),
                        check_contrast=False,
                    )
        return tmp_path

    return write


def source(folder, **changes) -> DepthFolderSource:
    given = {"unit_mm": 1, "measures": "distance", "belt": {"kind": "plane"}, "focal_px": 600}
    return DepthFolderSource.model_validate(
        {"kind": "depth_folder", "folder": str(folder)} | given | changes
    )


@pytest.mark.parametrize(
    ("stored_unit", "given_unit", "remedy"),
    [
        pytest.param(1000, 1, "With unit_mm: 1000 it would be 1500 mm", id="metres-as-mm"),
        pytest.param(1000, 0.1, "With unit_mm: 1000 it would be 1500 mm", id="metres-as-tenths"),
        pytest.param(0.1, 10, "With unit_mm: 0.1 it would be 1500 mm", id="tenths-as-cm"),
        pytest.param(1, 1000, "With unit_mm: 1 it would be 1500 mm", id="mm-as-metres"),
    ],
)
def test_distances_in_another_unit(stored_unit, given_unit, remedy, folder):
    where = folder(stored_unit)
    with pytest.raises(CraftbenchError, match="none of 12 depth images can be used") as error:
        prepare(source(where, unit_mm=given_unit), ["ONE", "TWO"], HOLD_OUT, 0)
    assert remedy in str(error.value)
    assert "expected 50 mm to 20 m" in str(error.value)
    right = prepare(source(where, unit_mm=stored_unit), ["ONE", "TWO"], HOLD_OUT, 0)
    assert len(right.values) == 12


def test_heights_in_metres(tmp_path):
    for name in ("ONE", "TWO"):
        (tmp_path / name).mkdir()
        for number in range(6):
            frame = np.maximum(CAMERA_MM - distances(), 0) / 1000
            np.save(tmp_path / name / f"{number}.npy", frame.astype(np.float32))
    given = {"measures": "height", "belt": None, "pixel_mm": 2, "focal_px": None}
    with pytest.raises(CraftbenchError, match="12 of 12 height images are empty.* 1000 for files"):
        prepare(source(tmp_path, **given), ["ONE", "TWO"], HOLD_OUT, 0)
    right = prepare(source(tmp_path, unit_mm=1000, **given), ["ONE", "TWO"], HOLD_OUT, 0)
    found = {one.what: one for one in measured(right)}
    assert found["highest point of an image"].median == pytest.approx(100, abs=3)
    assert found["area above the belt"].median == pytest.approx(10 * 20 * 2**2 / 100, rel=0.05)
    assert found["width of an image"].largest == 96


def test_saturated_pixels_of_16_bits_are_no_measurement_and_are_told(folder, caplog):
    where = folder(1, "uint16", sentinel=65535)
    with caplog.at_level(logging.INFO):
        samples = prepare(source(where), ["ONE", "TWO"], HOLD_OUT, 0)
    told = "12 of 12 images have pixels of 65535, 16 in the median; they count as not measured"
    assert told in caplog.text
    assert samples.values[:, :4, :4].max() == 0


def test_empty_frame_with_saturated_pixels_makes_no_phantom(folder):
    where = folder(1, "uint16")
    empty = distances(0)
    empty[:4, :4] = 65535
    imsave(where / "empty.png", empty.round().astype(np.uint16), check_contrast=False)
    belt = {"kind": "frame", "file": str(where / "empty.png")}
    samples = prepare(source(where, belt=belt), ["ONE", "TWO"], HOLD_OUT, 0)
    assert samples.values[:, :4, :4].max() == 0
    assert 900 < samples.values.max() < 1100


def test_another_sentinel_is_a_key_of_the_card(folder):
    where = folder(1, "uint16", sentinel=4000)
    samples = prepare(source(where, unmeasured=[4000]), ["ONE", "TWO"], HOLD_OUT, 0)
    assert samples.values[:, :4, :4].max() == 0


def heights(n: int = 20, **columns) -> Samples:
    values = rng.integers(0, 2000, (n, 8, 8)).astype(np.uint16)
    table = {"label": ["a", "b"] * (n // 2), "height_unit_mm": 0.1, "pixel_mm": 5.0}
    table |= {"source": [f"x[{i}]" for i in range(n)]} | columns
    return Samples(values, pd.DataFrame(table))


def beats(rate: float = 72.0, qrs_mv: float = 1.2, recordings: int = 4) -> Samples:
    n = 10 * recordings
    values = rng.normal(size=(n, 20, 1)).astype(np.float32)
    table = {
        "label": ["N", "V"] * (n // 2),
        "group": [f"r{i // 10}" for i in range(n)],
        "rr_before_s": 60 / rate,
        "qrs_height_1_mv": qrs_mv,
    }
    return Samples(values, pd.DataFrame(table))


def changed(samples: Samples, values) -> Samples:
    return Samples(values(samples.values), samples.table)


IMPOSSIBLE = {
    "phantom": (
        heights(height_unit_mm=[0.1] * 19 + [100.0]),
        r"1 of 20 height images reach above 5 m, the first is x\[19\].*such as 65535, must be 0",
    ),
    "counts-are-metres": (heights(height_unit_mm=1000.0), "20 of 20 height images reach above 5 m"),
    "pixels-in-metres": (heights(pixel_mm=0.001), "are 0.008 mm wide.*expected 10 mm to 50 m"),
    "pixels-huge": (heights(pixel_mm=1e5), "are 8e.05 mm wide"),
    "pixels-unknown": (heights(pixel_mm=float("nan")), "are nan mm wide"),
    "empty": (changed(heights(), lambda x: x * 0), "20 of 20 height images are empty"),
    "constant": (
        Samples(np.full((6, 4, 4), 7, np.uint8), pd.DataFrame({"label": list("ababab")})),
        "6 of 6 samples have nothing but the value 7; nothing can be learned",
    ),
    "slow-heart": (
        beats(rate=7.2),
        "4 of 4 recordings .* heart rate, the first is r0 with 7.2 /min",
    ),
    "fast-heart": (beats(rate=720), "expected 20 to 300 /min. Check the sampling rate"),
    "counts-as-millivolts": (beats(qrs_mv=240), "impossible QRS height.* 240 mV.*gain and unit"),
    "volts-as-millivolts": (
        beats(qrs_mv=0.0012),
        "recordings have an impossible QRS height.* 0.0012 mV",
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_impossible_samples_are_refused_with_the_remedy(case):
    samples, message = IMPOSSIBLE[case]
    with pytest.raises(CraftbenchError, match=message):
        refuse_impossible(samples)


POSSIBLE = {
    "one-value-each": Samples(
        np.ones((20, 4, 1), np.float32) * np.arange(20, dtype=np.float32)[:, None, None],
        pd.DataFrame({"label": ["a", "b"] * 10}),
    ),
    "heights": heights(),
    "some-empty": changed(heights(), lambda x: x * (np.arange(20) % 2)[:, None, None]),
    "beats": beats(),
    "newborn": beats(rate=190),
    "one-recording-at-fault": Samples(
        beats().values, beats().table.assign(rr_before_s=[6.0] * 10 + [0.8] * 30)
    ),
    "half-constant": Samples(
        np.arange(20)[:, None, None] * np.ones((20, 4, 4)) * np.eye(4) * [1],
        pd.DataFrame({"label": ["a", "b"] * 10}),
    ),
}


@pytest.mark.parametrize("case", POSSIBLE)
def test_possible_samples_pass(case):
    refuse_impossible(POSSIBLE[case])
    assert all(np.isfinite([one.smallest, one.largest]).all() for one in measured(POSSIBLE[case]))


@pytest.mark.parametrize("card", ["parcels_tiny", "ecg_tiny", "digits_tiny"])
def test_check_prints_measured_numbers(card, capsys):
    assert main(["check", "--load", "--no-networks", f"tests/cards/{card}.yaml"]) == 0
    lines = {
        what: numbers
        for what, sign, numbers in (
            line.strip().partition(": ") for line in capsys.readouterr().out.splitlines()
        )
        if sign
    }
    expected = {
        "parcels_tiny": ["highest point of an image", "area above the belt", "width of an image"],
        "ecg_tiny": ["heart rate of a recording", "missing values of a lead"],
        "digits_tiny": ["smallest value of a sample", "largest value of a sample"],
    }
    assert set(expected[card]) <= set(lines)
    if card == "digits_tiny":
        assert lines["largest value of a sample"] == "14 … 16 … 16"
    if card == "ecg_tiny":
        assert 50 < float(lines["heart rate of a recording"].split()[2]) < 110


def test_check_refuses_what_the_run_would_refuse(tmp_path, capsys):
    np.save(tmp_path / "x.npy", np.zeros((20, 8, 8), np.uint8))
    pd.DataFrame({"label": ["a", "b"] * 10}).to_csv(tmp_path / "y.csv", index=False)
    arguments = [str(tmp_path / "x.npy"), "--labels", str(tmp_path / "y.csv")]
    assert main(["new-dataset", "empty", *arguments, "--folder", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["check", "--load", str(tmp_path / "empty.yaml")]) == 1
    assert "20 of 20 samples have nothing but the value 0" in capsys.readouterr().err

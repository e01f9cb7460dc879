"""Drawings of what was measured on a sample, and of what a network looked at."""

import re

import numpy as np
import pandas as pd
import pytest
from made_predictor import made_predictor

from craftbench.analyses.explanation.attention import NOTHING, Attention, attention
from craftbench.analyses.explanation.attention_drawing import draw_attention
from craftbench.analyses.explanation.beat_drawing import Beat, draw_beat
from craftbench.analyses.explanation.explained import explain
from craftbench.analyses.explanation.explained_page import explained_page, panels
from craftbench.analyses.explanation.explained_sample import (
    ArmProbabilities,
    Drawn,
    ExplainedSample,
)
from craftbench.analyses.explanation.feature_rows import feature_rows
from craftbench.analyses.explanation.gradient_drawing import cell_orientations, draw_gradients
from craftbench.analyses.explanation.height_drawing import draw_heights, rectangle_corners
from craftbench.analyses.explanation.measured import MeasuredSamples
from craftbench.analyses.explanation.plain_drawing import draw_signal
from craftbench.analyses.explanation.svg import element
from craftbench.analyses.feature_words import in_words
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.views import ImageView
from features.parcel import extract
from models.standardisation import Standardisation

RNG = np.random.default_rng(0)


def box_of(rows=40, columns=30, height=25.0):
    heights = np.zeros((60, 60))
    heights[8 : 8 + rows, 5 : 5 + columns] = height
    return heights


def words_of(svg) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_a_parcel_has_the_numbers_of_its_features():
    heights = box_of()
    measured = extract(heights[None], 5.0).iloc[0]
    words = words_of(draw_heights(heights, 5.0))
    assert f"rectangle {measured.side_long:.0f} × {measured.side_short:.0f} mm" in words
    assert f"diagonals {measured.diagonal:.0f} mm" in words
    assert "height in mm" in words


@pytest.mark.parametrize("angle", [0, 17, 45, 80])
def test_the_drawn_rectangle_encloses_the_object_and_has_its_sides(angle):
    rows, columns = np.mgrid[:80, :80] - 40.0
    turn = np.deg2rad(angle)
    along = columns * np.cos(turn) + rows * np.sin(turn)
    across = rows * np.cos(turn) - columns * np.sin(turn)
    mask = (np.abs(along) <= 24) & (np.abs(across) <= 11)
    corners = rectangle_corners(mask).corners
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    measured = extract(mask[None].astype(float), 1.0).iloc[0]
    assert sorted(sides)[::2] == pytest.approx([measured.side_short, measured.side_long])
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        direction = (other - one) / np.linalg.norm(other - one)
        normal = np.array([direction[1], -direction[0]])
        beside = (np.argwhere(mask) - one) @ normal
        assert beside.min() > -0.01 or beside.max() < 0.01  # all pixels on one side


def test_an_empty_height_image_says_so():
    assert "nothing measured" in draw_heights(np.zeros((20, 20)), 5.0)


def test_a_heartbeat_has_its_intervals_in_milliseconds():
    marks = pd.Series(
        dict(
            zip(
                ("p_on", "p_peak", "p_off", "qrs_on", "r_peak", "qrs_off"),
                (400, 420, 440, 460, 480, 500),
                strict=True,
            )
        )
        | {"t_on": 560, "t_peak": 600, "t_off": 640},
        dtype=float,
    )
    signal = np.sin(np.arange(1500) / 20)
    beat = Beat(signal, 500.0, marks, 80.0, 900.0)
    assert beat.intervals_ms == {"RR": 800, "PR": 120, "QRS": 80, "QT": 360}
    words = words_of(draw_beat(beat))
    for expected in ("RR 800 ms", "PR 120 ms", "QRS 80 ms", "QT 360 ms"):
        assert expected in words


def test_a_beat_without_p_wave_and_neighbours_is_drawn_and_says_so():
    marks = pd.Series(np.nan, index=["p_on", "p_peak", "p_off", "t_on", "t_peak", "t_off"])
    marks = pd.concat([marks, pd.Series({"qrs_on": 90.0, "r_peak": 100.0, "qrs_off": 110.0})])
    words = words_of(draw_beat(Beat(np.full(300, np.nan), 250.0, marks)))
    assert "QRS 80 ms" in words and "RR" not in words and "no P and no T wave found" in words


def test_a_vertical_edge_gives_a_vertical_line_in_its_cells():
    image = np.zeros((28, 28))
    image[:, 14:] = 255
    found = cell_orientations(image)
    assert found.shape == (9, 9, 9)
    inner = found[3:6, 3:6].sum(axis=(0, 1))
    assert inner.argmax() in (0, 8)  # the gradient lies along the columns
    found = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", draw_gradients(image))
    lines = np.array(found, float)
    middle = lines[np.abs(lines[:, [1, 3]].mean(axis=1) - 124) < 20]  # away from the border
    edges = middle[np.ptp(middle[:, [0, 2]], axis=1) < 100]  # without the grid of cells
    x1, y1, x2, y2 = edges[np.ptp(edges[:, [1, 3]], axis=1).argmax()]
    assert abs(y2 - y1) > 4 * abs(x2 - x1)


@pytest.mark.parametrize("shape", [(8, 8), (28, 28), (32, 20, 3), (16, 16, 4)])
def test_images_of_any_size_and_channels_have_cells(shape):
    assert "cells" in draw_gradients(RNG.random(shape))


def test_a_signal_with_gaps_and_many_leads_is_drawn():
    signal = RNG.normal(size=(50, 5))
    signal[10:20] = np.nan
    assert draw_signal(signal).count("<path") >= 3


def test_text_of_a_drawing_is_escaped():
    assert "<script" not in element("text", "<script>", title='"<')


@pytest.mark.parametrize(
    ("values", "columns", "sets", "expected"),
    [
        (np.ones((2, 20, 20), np.uint16), ["pixel_mm", "height_unit_mm"], ["parcel"], "rectangle"),
        (np.ones((2, 20, 20), np.uint16), ["pixel_mm", "height_unit_mm"], [], "rectangle"),
        (np.ones((2, 20, 20), np.uint16), [], ["hog"], "cells"),
        (np.ones((2, 20, 20), np.uint16), [], [], "cells"),
        (np.ones((2, 20, 20), np.uint16), [], ["edges"], ""),
        (np.ones((2, 30, 1)), [], ["quant"], "30 values"),
        (np.ones((2, 4, 4)), [], ["hog"], ""),
    ],
)
def test_the_kind_of_samples_and_features_decides_what_is_drawn(values, columns, sets, expected):
    table = pd.DataFrame({name: [5.0, 5.0] for name in columns} | {"sample": [0, 1]})
    drawn = MeasuredSamples(Samples(values, table), sets).draw(1)
    assert expected in words_of(drawn.svg) and drawn.svg.startswith("<svg")


def test_a_row_of_features_has_no_drawing():
    assert (
        MeasuredSamples(Samples(np.ones((2, 5)), pd.DataFrame({"sample": [0, 1]}))).draw(0).svg
        == ""
    )


@pytest.mark.parametrize("owner", ["group", "recording"])
def test_beats_are_drawn_with_the_marks_of_their_recording(owner):
    rate, peaks = 250.0, np.arange(250, 5000, 225)
    time = np.arange(5200)
    signal = sum(np.exp(-(((time - r) / 5.0) ** 2)) for r in peaks)
    signal += sum(0.2 * np.exp(-(((time - r + 45) / 8.0) ** 2)) for r in peaks)
    recordings = Recordings.joined({"a": (signal[:, None].astype(np.float32), rate)})
    table = pd.DataFrame({"sample": range(len(peaks)), owner: "a", "r_peak": peaks})
    samples = Samples(np.zeros((len(peaks), 100, 1)), table, recordings=recordings)
    words = words_of(MeasuredSamples(samples, ["landmarks"]).draw(7).svg)
    assert "RR 900 ms" in words and "QRS" in words


def test_features_farthest_from_training_come_first_with_units():
    predictor = made_predictor(
        None,
        ["a", "b"],
        feature_sets=["parcel"],
        names=["parcel:area", "parcel:side_long", "parcel:holes"],
        standardisation=Standardisation(np.zeros(3), np.array([0, 100, 0]), np.array([1, 50, 1])),
    )
    values = pd.Series({"parcel:area": 1.0, "parcel:side_long": 250.0, "parcel:holes": np.nan})
    first, second, third = feature_rows(values, predictor.pipeline)
    assert str(first.words) == "side long [mm]" and first.deviations == 3
    assert second.words.unit == "mm²" and np.isnan(third.value)


@pytest.mark.parametrize("name", ["hog:hog_1_1_01_3", "mine:edge energy", "table:x", "quant:", "a"])
def test_any_name_of_a_feature_has_words(name):
    if name == "quant:":
        name = "quant:signal_a0to3_1_1"
    assert in_words(name).name


def test_a_map_without_positive_values_says_no_positive_evidence():
    found = Attention("grad_cam", np.zeros((1, 4, 4)), np.array([0]))
    drawn = draw_attention(found, 0, np.ones((8, 8)), None, "ENVELOPE")
    assert NOTHING in drawn.svg and drawn.caption == "No positive evidence for ENVELOPE."


@pytest.mark.parametrize(
    ("shape", "map_shape"), [((8, 8), (32, 32)), ((8, 8, 3), (8, 8)), ((30, 2), (30,))]
)
def test_a_map_has_a_colour_scale_with_its_unit(shape, map_shape):
    found = Attention("saliency", RNG.random((1, *map_shape)), np.array([0]))
    drawn = draw_attention(found, 0, RNG.random(shape), None, "a")
    assert "score per SD" in words_of(drawn.svg)


def test_the_border_of_a_padded_view_is_cut_off():
    view = ImageView(kind="image", height=12, width=12, method="pad")
    one = np.zeros((1, 12, 12))
    one[0, :2] = 5.0
    found = Attention("grad_cam", one, np.array([0]))
    assert NOTHING in draw_attention(found, 0, np.ones((8, 8)), view, "a").svg


def test_other_models_than_networks_have_no_attention_but_a_reason():
    forest = made_predictor(None, ["a", "b"], names=["x"])
    assert attention(forest, np.zeros((1, 1)), np.array([[1, 0]])).maps is None
    drawn = draw_attention(
        Attention(note="attention is not available"), 0, np.ones((8, 8)), None, ""
    )
    assert drawn.svg == "" and drawn.caption == "Attention is not available."


def test_a_sample_is_explained_by_an_own_feature_set_that_has_no_drawing(tmp_path, monkeypatch):
    (tmp_path / "my_features.py").write_text(
        "import numpy as np\n\n\ndef edges(images):\n"
        "    return np.abs(np.diff(images, axis=1)).mean(axis=(1, 2))\n"
    )
    monkeypatch.chdir(tmp_path)
    predictor = made_predictor(
        lambda x: np.tile([0.25, 0.75], (len(x), 1)),
        ["<b>", "PARCEL"],
        feature_sets=["my_features.py:edges"],
        names=["edges:edges"],
    )
    table = pd.DataFrame({"sample": [0, 1], "source": ["<img>", "b.png"]})
    found = explain([predictor], Samples(RNG.random((2, 8, 8)), table))
    assert [one.features[0].words.name for one in found] == ["edges", "edges"]
    page = explained_page("<title>", found, ["<note>"])
    assert "<b>" not in page and "<img>" not in page and "&lt;b&gt;" in page
    assert "75 %" in page and "No network was asked" in page


def test_the_true_class_is_listed_however_improbable():
    arm = ArmProbabilities(
        "svm", "hand-crafted", {str(i): 0.1 if i < 10 else 0.0 for i in range(12)}
    )
    sample = ExplainedSample("x", Drawn("", "c"), None, [arm], label="11", group="7")
    (panel,) = panels([sample], group_name="batch")
    assert "11 (true)" in panel and "batch 7" in panel and "5 less probable classes" in panel

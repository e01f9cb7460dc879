"""The simulated belt: published numbers, geometry, physics and reproducibility."""

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy.spatial.transform import Rotation
from skimage.io import imread

from craftbench.datasets.simulated_parcels.camera import Camera, look, shadow
from craftbench.datasets.simulated_parcels.items import (
    ENVELOPE_FORMATS_MM,
    Item,
    draw_envelope,
    draw_parcel,
    vertices,
)
from craftbench.datasets.simulated_parcels.noise import (
    autoregressive_field,
    kinect_axial_noise,
    kinect_lateral_noise,
    smooth_field,
    triangulation_noise,
)
from craftbench.datasets.simulated_parcels.scene import place, settle
from craftbench.datasets.simulated_parcels.sensor import PRESETS, measure
from craftbench.datasets.simulated_parcels.settings import ItemSettings, ParcelSettings
from craftbench.datasets.simulated_parcels.simulate import simulate
from performance.frame_statistics import frame_statistics

BOX = Item("parcel", 400, 300, 200, 200, 2, "matte")
FLAT = Rotation.identity()
STATISTICS = ["residual_mm", "row_correlation", "column_correlation", "correlation", "missing"]


@pytest.fixture(scope="module")
def scenes():
    return simulate(ParcelSettings(), seed=3, first=0, count=150)


def box_on_belt(x_mm=0.0, y_mm=0.0, turn_deg=0.0, item=BOX):
    pose = (np.array([x_mm, y_mm, 0.0]), Rotation.from_euler("z", turn_deg, degrees=True))
    return place([item], [pose])


def median_statistics(frames):
    return pd.DataFrame([frame_statistics(frame) for frame in frames])[STATISTICS].median()


# Published formulae


def test_axial_noise_is_that_of_nguyen_2012():
    straight = np.zeros(3)
    found = kinect_axial_noise(np.array([0.4, 1.4, 2.4]), straight)
    np.testing.assert_allclose(found, [0.0012, 0.0031, 0.0088])
    added = kinect_axial_noise(1.0, np.pi / 3) - kinect_axial_noise(1.0, 0.0)
    assert added == pytest.approx(0.0001 * 4)  # (pi/3)^2 / (pi/6)^2 = 4


def test_lateral_noise_is_that_of_nguyen_2012():
    np.testing.assert_allclose(kinect_lateral_noise(np.array([0, np.pi / 4])), [0.8, 0.835])


def test_half_a_disparity_pixel_of_a_kinect_is_36_mm_at_5_m():
    # Khoshelham & Elberink 2012: m / (f b) = 2.85e-5 per cm, disparity noise 1/2 pixel
    focal_times_baseline_m = 1 / 2.85e-3
    found = triangulation_noise(5.0, 0.5, focal_times_baseline_m, 1.0)
    assert found == pytest.approx(0.0356, abs=1e-4)


@pytest.mark.parametrize("depth_m", [0.6, 1.2, 1.6])
def test_triangulation_noise_is_the_change_of_depth_with_disparity(depth_m):
    focal_px, baseline_m, error_px = 900, 0.1, 1e-4
    shifted = focal_px * baseline_m / (focal_px * baseline_m / depth_m - error_px)
    noise = triangulation_noise(depth_m, error_px, focal_px, baseline_m)
    assert noise == pytest.approx(shifted - depth_m, rel=1e-3)


def test_autoregressive_field_has_the_correlations_it_was_asked_for():
    field = autoregressive_field((1500, 1500), (0.9, 0.4), np.random.default_rng(0))
    assert field.std() == pytest.approx(1, abs=0.02)
    assert (field[:, 1:] * field[:, :-1]).mean() == pytest.approx(0.9, abs=0.03)
    assert (field[1:] * field[:-1]).mean() == pytest.approx(0.4, abs=0.02)


def test_smooth_field_has_the_correlation_of_its_gaussian():
    field = smooth_field((1500, 1500), 1.5, np.random.default_rng(0))
    assert field.std() == pytest.approx(1, abs=0.02)
    assert (field[:, 2:] * field[:, :-2]).mean() == pytest.approx(np.exp(-4 / 9), abs=0.02)


# Camera


@pytest.mark.parametrize("tilt_deg", [(0, 0), (2, -1.5), (-8, 5)])
@pytest.mark.parametrize("turn_deg", [0, 30])
def test_rays_meet_a_box_at_its_height(tilt_deg, turn_deg):
    camera = Camera(1400, tilt_deg, 1120)
    belt = box_on_belt(turn_deg=turn_deg)
    hits = look(belt, camera)
    heights = camera.heights_mm(hits.depth_m)
    np.testing.assert_allclose(heights[hits.item == 0], 0, atol=1e-6)
    up = hits.normals[..., 2] > 0.99
    np.testing.assert_allclose(heights[(hits.item == 1) & up], 200, atol=1e-6)


def test_a_box_covers_the_pixels_of_its_magnified_top():
    camera = Camera(1400, (0, 0), 1120)
    shown = (look(box_on_belt(turn_deg=20), camera).item == 1).sum() * camera.pixel_mm**2
    assert shown == pytest.approx(400 * 300 * (1400 / 1200) ** 2, rel=0.02)


def test_projection_agrees_with_the_rays():
    camera = Camera(1300, (3, -2), 1120)
    hits = look(box_on_belt(60, -40, 25), camera)
    rows, columns = np.indices(hits.item.shape)
    found = camera.project(hits.points_m.reshape(-1, 3) * 1000)
    np.testing.assert_allclose(found, np.stack([columns, rows], -1).reshape(-1, 2), atol=1e-6)


@pytest.mark.parametrize("height_mm", [100, 200, 400])
@pytest.mark.parametrize("baseline_mm", [200, 400])
def test_shadow_is_one_sided_and_b_h_over_z_minus_h_wide(height_mm, baseline_mm):
    camera = Camera(1400, (0, 0), 1120)
    belt = box_on_belt(item=replace(BOX, thickness=height_mm, rim=height_mm))
    hits = look(belt, camera)
    dark = shadow(belt, hits, camera.centre_m + [baseline_mm / 1000, 0, 0])
    assert not dark[hits.item == 1].any()
    row, centre = dark[camera.resolution // 2], camera.resolution // 2
    assert not row[centre:].any()
    expected = baseline_mm * height_mm / (1400 - height_mm)
    assert row.sum() * camera.pixel_mm == pytest.approx(expected, abs=camera.pixel_mm)


def test_no_baseline_no_shadow():
    camera = Camera(1400, (1, 1), 1120)
    belt = box_on_belt(100, 50, 10)
    assert not shadow(belt, look(belt, camera), camera.centre_m).any()


def test_a_camera_that_looks_past_the_belt_is_refused():
    with pytest.raises(ValueError, match="miss the belt"):
        look(box_on_belt(), Camera(1400, (75, 0), 1120))


# Physics


def test_a_box_dropped_on_a_box_rests_on_top_of_it():
    upper = replace(BOX, length=200, width=150, thickness=80, rim=80)
    held = [(np.array([0, 0, 2.0]), FLAT), (np.array([20, 10, 206.0]), FLAT)]
    belt = place([BOX, upper], held)
    assert settle(belt)
    np.testing.assert_allclose(belt.positions_mm()[:, 2], [0, 200], atol=0.7)
    assert belt.gap_mm() < 0.5


def test_a_box_over_an_edge_falls():
    upper = replace(BOX, length=200, width=150, thickness=80, rim=80)
    belt = place([BOX, upper], [(np.zeros(3), FLAT), (np.array([260, 0, 203.0]), FLAT)])
    settle(belt)
    assert belt.positions_mm()[1, 2] < 150


def test_gap_between_boxes():
    belt = place([BOX, BOX], [(np.zeros(3), FLAT), (np.array([437.0, 0, 0]), FLAT)])
    assert belt.gap_mm() == pytest.approx(37, abs=0.1)


@pytest.mark.parametrize("rim", [5, 20, 40])
def test_rays_meet_a_cushion_at_its_vertices(rim):
    item = Item("mailer", 324, 229, 40, rim, 3, "matte")
    belt = box_on_belt(item=item)
    camera = Camera(1400, (0, 0), 1120)
    hits = look(belt, camera)
    heights = camera.heights_mm(hits.depth_m)[hits.item == 1]
    assert heights.max() == pytest.approx(40, abs=1e-3)
    assert np.median(heights) > (40 + rim) / 2 - 1e-3
    np.testing.assert_allclose(np.ptp(vertices(item), axis=0), [324, 229, 40])


def test_items_lie_on_the_belt_and_in_view(scenes):
    assert (scenes.items["z_mm"] > -1).all()
    edge = scenes.items[["left", "top", "right", "bottom"]].dropna()
    assert (edge >= 1).all(axis=None)
    assert (edge <= 94).all(axis=None)


# Items


def test_envelopes_have_standard_formats_and_declared_thickness():
    rng = np.random.default_rng(0)
    drawn = [draw_envelope(ItemSettings(), rng) for _ in range(400)]
    assert {(item.length, item.width) for item in drawn} == set(ENVELOPE_FORMATS_MM.values())
    plain = [item.thickness for item in drawn if item.kind == "envelope"]
    padded = [item.thickness for item in drawn if item.kind == "mailer"]
    assert 1 <= min(plain) < 1.5 and 17 < max(plain) <= 20
    assert 8 <= min(padded) < 12 and 46 < max(padded) <= 50


def test_parcels_span_the_declared_sizes_and_overlap_mailers():
    rng = np.random.default_rng(0)
    drawn = [draw_parcel(ItemSettings(), rng) for _ in range(1000)]
    sizes = np.array([(item.length, item.width, item.thickness) for item in drawn])
    assert (sizes >= [150, 110, 10]).all()
    assert (sizes <= [600, 400, 400]).all()
    assert (sizes[:, 0] >= sizes[:, 1]).all()
    assert (sizes[:, 2] < 50).mean() == pytest.approx(0.4, abs=0.05)


def test_class_mixture_is_the_declared_one():
    only = ParcelSettings(classes={"PARCEL": 1.0})
    assert set(simulate(only, 1, 0, 10).label) == {"PARCEL"}


def test_tables_masks_and_labels_agree(scenes):
    items = scenes.items
    for number, (label, mask) in enumerate(zip(scenes.label, scenes.masks, strict=True)):
        here = items[items["scene"] == number]
        assert len(here) == (2 if label == "DOUBLE" else 1)
        assert set(np.unique(mask)) <= {0, *here["item"]}
        if label != "DOUBLE":
            assert (here["kind"].item() == "parcel") == (label == "PARCEL")
        for row in here.itertuples():
            shown = mask == row.item
            assert shown.sum() == row.visible_px
            if row.visible_px:
                inside = shown[row.top : row.bottom + 1, row.left : row.right + 1]
                assert inside.sum() == row.visible_px
                assert inside[0].any() and inside[-1].any()
                assert inside[:, 0].any() and inside[:, -1].any()


def test_every_arrangement_of_doubles_occurs(scenes):
    found = set(scenes.items["arrangement"])
    assert found == {"single", "side_by_side", "leaning", "stacked"}


def test_heights_follow_the_sizes(scenes):
    single = scenes.items[scenes.items["arrangement"] == "single"].set_index("scene")
    assert len(single) > 50
    for number, item in single.iterrows():
        heights = scenes.heights[number][scenes.masks[number] == 1] / 10
        tallest = np.percentile(heights[heights > 0], 90)
        assert tallest == pytest.approx(item["thickness_mm"], rel=0.1, abs=5)


# Frames


def test_heights_are_zero_or_above_the_threshold(scenes):
    assert scenes.heights.dtype == np.uint16
    assert scenes.heights[scenes.heights > 0].min() >= 40
    assert (scenes.heights[scenes.distances == 0] == 0).all()
    belt = scenes.masks == 0
    assert (scenes.heights[belt] > 0).mean() < 0.05


def test_a_given_threshold_is_used():
    scenes = simulate(ParcelSettings(belt_threshold_mm=12), 3, 0, 20)
    assert scenes.heights[scenes.heights > 0].min() >= 120


def test_pixel_footprint_is_view_over_resolution(scenes):
    np.testing.assert_allclose(scenes.pixel_mm, 1120 / 96)


def test_batches_share_a_camera_and_drift_apart():
    settings = ParcelSettings(batches={"scenes": 4, "belt_height_sd_mm": 5})
    scenes = simulate(settings, 2, 0, 12)
    assert scenes.batch.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    belt = np.where((scenes.masks == 0) & (scenes.distances > 0), scenes.distances, np.nan)
    distance = np.nanmedian(belt, axis=(1, 2)) / 10
    of_batch = distance.reshape(3, 4)
    assert np.ptp(of_batch, axis=1).max() < 5 < np.ptp(of_batch.mean(1))


def depth_of_box(preset, material="matte", gain=1.0, seed=0):
    camera = Camera(1400, (0, 0), 1120)
    belt = box_on_belt()
    hits = look(belt, camera)
    depth = measure(
        hits,
        hits,
        np.zeros(hits.item.shape, bool),
        ["belt", material],
        camera.centre_m + [preset.baseline_m, 0, 0],
        camera.centre_m,
        preset,
        gain,
        np.random.default_rng(seed),
    )
    return hits, depth


def flawless(sensor, **changes):
    none = dict.fromkeys(PRESETS[sensor].missing, 0.0)
    changes = {"missing": none, "missing_at_steps": 0, "flying_at_steps": 0, **changes}
    return replace(PRESETS[sensor], **changes)


@pytest.mark.parametrize("sensor", PRESETS)
def test_depth_is_quantised_in_disparity(sensor):
    preset = flawless(sensor)
    _, depth = depth_of_box(preset)
    disparity = preset.focal_px * preset.baseline_m / depth[np.isfinite(depth)]
    steps = disparity / preset.disparity_step_px
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)


@pytest.mark.parametrize("sensor", PRESETS)
def test_noise_scales_with_the_gain(sensor):
    preset = flawless(sensor, disparity_step_px=1e-4)
    errors = [
        np.nanstd([(depth - hits.depth_m)[40:56, 40:56] for hits, depth in frames])
        for frames in (
            [depth_of_box(preset, gain=gain, seed=seed) for seed in range(15)] for gain in (1, 2)
        )
    ]
    assert errors[1] == pytest.approx(2 * errors[0], rel=1e-3)
    assert errors[0] == pytest.approx(preset.axial_noise(1.2, 0.0), rel=0.2)


def test_flying_pixels_lie_between_the_surfaces_of_a_step():
    preset = flawless("stereo", flying_at_steps=1, disparity_step_px=1e-4)
    hits, depth = depth_of_box(preset, gain=0)
    between = (depth > 1.21) & (depth < 1.39)
    at_rim = hits.item != np.roll(hits.item, 1, 0)
    assert between[at_rim].mean() > 0.8
    assert not between[40:56, 40:56].any()


def test_dark_surfaces_and_steps_lose_pixels():
    def lost(material):
        preset = PRESETS["structured_light"]
        frames = [depth_of_box(preset, material, seed=seed) for seed in range(20)]
        return frames[0][0].item, np.isnan([depth for _, depth in frames]).mean(0)

    item, matte = lost("matte")
    inner = np.zeros(item.shape, bool)
    inner[40:56, 40:56] = True
    assert matte[inner].mean() < 0.1
    assert lost("dark")[1][inner].mean() > 0.25
    assert matte[(item == 1) & (np.roll(item, 1, 0) == 0)].mean() > 3 * matte[inner].mean()


def test_glossy_surfaces_lose_the_glare():
    _, depth = depth_of_box(flawless("structured_light"), "glossy")
    focal_px = Camera(1400, (0, 0), 1120).focal_px
    # the mirror point lies half-way between camera and projector, 200 mm apart
    column = round(47.5 + 100 / (1200 / focal_px))
    assert np.isnan(depth[46:50, column - 2 : column + 3]).all()
    _, matte = depth_of_box(flawless("structured_light"), "matte")
    assert np.isfinite(matte[46:50, column - 2 : column + 3]).all()


# Statistics


def noisy_plane(noise_mm, shape=(200, 220), slope=(0.2, -0.1)):
    rows, columns = np.indices(shape)
    return np.round((700 + slope[0] * rows + slope[1] * columns + noise_mm) * 10).astype(np.uint16)


def test_statistics_of_white_noise_on_a_plane():
    noise = np.random.default_rng(0).normal(0, 2, (200, 220))
    found = frame_statistics(noisy_plane(noise))
    assert found.residual_mm == pytest.approx(2, rel=0.06)
    assert found.correlation == pytest.approx(0, abs=0.06)
    assert found.missing == 0


def test_statistics_ignore_the_slope_and_the_steps():
    noise = np.random.default_rng(0).normal(0, 2, (200, 220))
    flat = frame_statistics(noisy_plane(noise))
    stepped = noise.copy()
    stepped[60:100, 60:100] += 150
    sloped = frame_statistics(noisy_plane(stepped, slope=(0.5, 0.9)))
    assert sloped.residual_mm == pytest.approx(flat.residual_mm, rel=0.05)


def test_statistics_tell_row_from_column_correlation():
    noise = 2 * autoregressive_field((300, 300), (0.8, 0.0), np.random.default_rng(0))
    found = frame_statistics(noisy_plane(noise, noise.shape))
    assert found.row_correlation > 0.5
    assert abs(found.column_correlation) < 0.15  # the plane takes a little


def test_missing_pixels_count_and_do_not_count_as_depth():
    rng = np.random.default_rng(0)
    frame = noisy_plane(rng.normal(0, 2, (200, 220)))
    frame[rng.random(frame.shape) < 0.04] = 0
    frame[:50] = 0
    found = frame_statistics(frame)
    assert found.missing == pytest.approx(0.25 + 0.75 * 0.04, abs=0.01)
    assert found.residual_mm == pytest.approx(2, rel=0.06)


def test_statistics_of_an_empty_frame_are_nan_not_zero():
    found = frame_statistics(np.zeros((96, 96), np.uint16))
    assert found.missing == 1
    assert np.isnan(found.residual_mm) and np.isnan(found.correlation)


def test_statistics_want_one_frame():
    with pytest.raises(ValueError, match="found \\(3, 96, 96\\)"):
        frame_statistics(np.ones((3, 96, 96), np.uint16))


@pytest.mark.parametrize(
    ("sensor", "residual", "correlation", "missing"),
    [
        ("structured_light", (0.2, 0.4), (0.2, 0.8), (0.24, 0.38)),
        ("stereo", (1.2, 1.6), (0.6, 0.75), (0.04, 0.17)),
    ],
)
def test_presets_have_the_statistics_of_their_kind(sensor, residual, correlation, missing):
    # 40 batches, so that the median is that of 1.2 to 1.6 m
    settings = ParcelSettings(sensor=sensor, batches={"scenes": 2})
    found = median_statistics(simulate(settings, 5, 0, 80).distances)
    assert residual[0] < found["residual_mm"] < residual[1]
    assert correlation[0] < found["correlation"] < correlation[1]
    assert missing[0] < found["missing"] < missing[1]


def test_structured_light_lies_within_the_real_frames():
    if "CRAFTBENCH_DATA" not in os.environ:
        pytest.skip("CRAFTBENCH_DATA is not set: no real depth frames to compare with")
    folder = Path(os.environ["CRAFTBENCH_DATA"]) / "depth-samples"
    frames = [path for path in folder.glob("*.depth.png") if "heightmap" not in path.name]
    if not frames:
        pytest.skip(f"no depth frames in {folder}")
    real = pd.DataFrame([frame_statistics(imread(path)) for path in frames])[STATISTICS]
    settings = ParcelSettings(batches={"scenes": 2})
    found = median_statistics(simulate(settings, 5, 0, 80).distances)
    assert (found >= real.min()).all(), f"{found} below {real.min()}"
    assert (found <= real.max()).all(), f"{found} above {real.max()}"


# Reproducibility


def digest(settings, first, count):
    scenes = simulate(settings, 11, first, count)
    parts = [scenes.heights, scenes.distances, scenes.masks, scenes.label.astype("U8")]
    table = scenes.items.to_csv(index=False).encode()
    return hashlib.sha256(b"".join(part.tobytes() for part in parts) + table).hexdigest()


def test_any_partition_gives_the_same_scenes():
    settings = ParcelSettings(batches={"scenes": 3})
    whole = simulate(settings, 11, 0, 8)
    first, last = simulate(settings, 11, 0, 5), simulate(settings, 11, 5, 3)
    for name in ("heights", "distances", "masks", "label", "batch", "pixel_mm"):
        parts = np.concatenate([getattr(first, name), getattr(last, name)])
        np.testing.assert_array_equal(parts, getattr(whole, name))
    items = pd.concat([first.items, last.items], ignore_index=True)
    pd.testing.assert_frame_equal(items, whole.items)
    assert {key: first.redrawn[key] + last.redrawn[key] for key in whole.redrawn} == whole.redrawn


def test_another_process_gives_the_same_bytes():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        elsewhere = pool.submit(digest, ParcelSettings(), 4, 4).result()
    assert elsewhere == digest(ParcelSettings(), 4, 4)


def test_the_order_of_shares_does_not_matter():
    turned = ParcelSettings(classes={"DOUBLE": 0.33, "PARCEL": 0.33, "ENVELOPE": 0.34})
    assert digest(turned, 0, 3) == digest(ParcelSettings(), 0, 3)


def test_seeds_and_scenes_differ():
    one, other = simulate(ParcelSettings(), 1, 0, 2), simulate(ParcelSettings(), 2, 0, 1)
    assert (one.distances[0] != one.distances[1]).any()
    assert (one.distances[0] != other.distances[0]).any()


# Errors


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"classes": {"PARCEL": 0.5}}, "sum to 1"),
        ({"classes": {"TUBE": 1.0}}, "ENVELOPE"),
        ({"sensor": "lidar"}, "structured_light"),
        ({"camera": {"height_mm": (1000, 1500)}}, "1200 to 1600"),
        ({"camera": {"height_mm": (1500, 1300)}}, "exceeds"),
        ({"camera": {"view_mm": 700}}, "diagonal"),
        ({"items": {"parcel_length_mm": (100, 600)}}, "150.0 to 600.0"),
        ({"items": {"friction": -1}}, "greater than 0"),
        ({"batches": {"scenes": 0}}, "greater than or equal to 1"),
        ({"belt_treshold_mm": 4}, "Extra inputs"),
    ],
)
def test_settings_out_of_range_say_what_is_wrong(given, message):
    with pytest.raises(ValidationError, match=message):
        ParcelSettings(**given)


@pytest.mark.parametrize("arguments", [(-1, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_impossible_scene_numbers_are_refused(arguments):
    with pytest.raises(ValueError, match="count >= 1"):
        simulate(ParcelSettings(), *arguments)


def test_a_scene_that_cannot_be_drawn_names_itself_and_the_reasons():
    hopeless = ParcelSettings(fewest_pixels=9000, attempts=3)
    with pytest.raises(RuntimeError, match="scene 7 .* 3 attempts .*'invisible': 3"):
        simulate(hopeless, 1, 7, 1)

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from examined_arms import examined
from gaussian_ecg import WAVES as TRUE_WAVES
from gaussian_ecg import gaussian_ecg
from keras import layers
from made_predictor import made_predictor

from craftbench.analyses.analysis import analyses
from craftbench.analyses.explanation.explained import explain
from craftbench.analyses.interpretation.deletion import maps_of_others, probability_drop
from craftbench.analyses.interpretation.grad_cam import grad_cam
from craftbench.analyses.interpretation.network_scores import gradients
from craftbench.analyses.interpretation.randomisation import map_correlation, with_random_weights
from craftbench.analyses.interpretation.saliency import saliency
from craftbench.analyses.interpretation.wave_shares import (
    landmarks_of,
    shares_of_waves,
    wave_shares,
)
from craftbench.config.analyses import AnalysisSettings
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.views import ImageView, SignalView
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.datasets.windows import BeatWindow
from craftbench.predict.predictor import Predictor
from models.training import use_threads

use_threads(1)
RNG = np.random.default_rng(0)


def linear(shape: tuple[int, ...], kernel: np.ndarray) -> keras.Model:
    network = keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(kernel.shape[1], "softmax")]
    )
    network.layers[-1].set_weights([kernel, np.zeros(kernel.shape[1])])
    return network


def bright_is_one(shape: tuple[int, ...]) -> keras.Model:
    """One convolution that hands on the image, its mean speaks for class 1."""
    signal = len(shape) == 2
    convolution, pooling = (
        (layers.Conv1D, layers.GlobalAveragePooling1D)
        if signal
        else (layers.Conv2D, layers.GlobalAveragePooling2D)
    )
    network = keras.Sequential(
        [
            keras.Input(shape),
            convolution(1, 1, strides=2, use_bias=False),
            pooling(),
            layers.Dense(2, "softmax"),
        ]
    )
    network.layers[0].set_weights([np.ones((1,) * (len(shape) - 1) + (1, 1))])
    network.layers[-1].set_weights([np.array([[-1.0, 1.0]]), np.zeros(2)])
    return network


def test_saliency_of_a_linear_network_is_its_kernel():
    kernel = RNG.normal(size=(12, 3)).astype(np.float32)
    network = linear((4, 3, 1), kernel)
    target = np.array([0, 2, 1])
    found = saliency(network, RNG.normal(size=(3, 4, 3, 1)).astype(np.float32) * 50, target)
    assert np.allclose(found.reshape(3, -1), np.abs(kernel[:, target].T), atol=1e-6)


@pytest.mark.parametrize("shape", [(16, 20, 1), (24, 1)])
def test_grad_cam_finds_what_speaks_for_the_class(shape):
    x = np.zeros((2, *shape), np.float32)
    x[:, 4:8] = 1.0
    found = grad_cam(bright_is_one(shape), x, np.array([1, 0]))
    assert found.shape == x.shape[:-1]
    assert found[0, 5:7].min() > 0.4 * found[0].max() > 0
    assert found[0, 11:].max() < 1e-6
    assert (found[1] == 0).all(), "brightness speaks against class 0"


def test_loaded_network_has_the_maps_of_the_stored_one(tmp_path):
    network = bright_is_one((16, 20, 1))
    network.save(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras")
    x, target = RNG.random((3, 16, 20, 1)).astype(np.float32), np.array([1, 1, 0])
    assert np.array_equal(grad_cam(loaded, x, target), grad_cam(network, x, target))


def test_grad_cam_without_a_convolution():
    network = linear((4, 1), np.ones((4, 2)))
    with pytest.raises(ValueError, match="has no convolution; use saliency"):
        grad_cam(network, np.zeros((1, 4, 1), np.float32), np.array([0]))


def test_network_without_a_softmax_is_named():
    network = keras.Sequential([keras.Input((4,)), layers.Dense(2, name="top")])
    with pytest.raises(ValueError, match="last layer top is not a dense softmax"):
        gradients(network, np.zeros((1, 4), np.float32), np.array([0]))


def test_two_inputs_are_attributed_to_the_samples():
    samples, features = keras.Input((16, 16, 1)), keras.Input((3,))
    maps = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(samples))
    joined = layers.Concatenate()([maps, features])
    network = keras.Model([samples, features], layers.Dense(3, "softmax")(joined))
    x = RNG.normal(size=(70, 16, 16, 1)).astype(np.float32)
    x = (x, RNG.normal(size=(70, 3)).astype(np.float32))
    target = np.arange(70) % 3
    assert saliency(network, x, target).shape == grad_cam(network, x, target).shape == (70, 16, 16)


def test_correlation_of_maps():
    maps = RNG.random((5, 6, 6))
    assert np.allclose(map_correlation(maps, maps**3), 1)
    assert np.allclose(map_correlation(maps, -maps), -1)
    assert np.abs(map_correlation(RNG.random((40, 900)), RNG.random((40, 900)))).max() < 0.15
    assert np.isnan(map_correlation(maps, np.zeros_like(maps))).all()


def test_random_weights_replace_what_they_say():
    convolution = keras.Sequential([keras.Input((8, 1)), layers.Conv1D(2, 3), layers.Flatten()])
    convolution.add(layers.Dense(2, "softmax"))
    last, every = (with_random_weights(convolution, p, 0) for p in ("last layer", "all layers"))
    pairs = zip(convolution.get_weights(), last.get_weights(), strict=True)
    same = [np.array_equal(a, b) for a, b in pairs]
    assert same == [True, True, False, True]  # a bias starts as 0
    assert not np.array_equal(convolution.get_weights()[0], every.get_weights()[0])
    again = with_random_weights(convolution, "all layers", 0)
    assert np.array_equal(every.get_weights()[0], again.get_weights()[0])


def test_deleting_what_counts_costs_more():
    kernel = np.zeros((100, 2), np.float32)
    kernel[:5, 1] = 2.0
    network = linear((10, 10, 1), kernel)
    x = RNG.normal(size=(30, 10, 10, 1)).astype(np.float32)
    x[:, 0, :5] = 1.5

    def probabilities(given):
        return network.predict(given, verbose=0)

    target = np.ones(30, int)
    maps = saliency(network, x, target)
    drop = probability_drop(probabilities, x, target, maps, 0.05)
    assert drop.mean() > 0.3
    rest = probability_drop(probabilities, x, target, -maps, 0.05)
    assert np.allclose(rest, 0, atol=1e-6)


def test_maps_of_others_are_of_others():
    maps = RNG.random((7, 3))
    others = maps_of_others(maps, np.random.default_rng(3))
    assert not (others == maps).all(axis=1).any()
    assert {tuple(row) for row in others} == {tuple(row) for row in maps}


def one_record() -> tuple[Samples, WfdbBeatsSource]:
    signal, r_s = gaussian_ecg(360.0, noise_mv=0.005)
    table = pd.DataFrame(
        {"r_peak": np.round(r_s * 360).astype(int), "group": "a", "source": "made"}
    )
    table = table.assign(label=np.where(np.arange(len(table)) % 2, "N", "V"), role="test")
    table.insert(0, "sample", range(len(table)))
    place = {"group": ["a"], "start": [0], "length": [len(signal)], "sampling_rate_hz": [360.0]}
    found = Recordings(signal.astype(np.float32)[:, None], pd.DataFrame(place))
    source = WfdbBeatsSource.model_validate(
        {
            "kind": "wfdb_beats",
            "folder": "x",
            "lead": "I",
            "before_s": 0.28,
            "after_s": 0.5,
            "records": ["a"],
        }
    )
    return Samples(BeatWindow(0.28, 0.5).cut_all(found, table), table, recordings=found), source


def test_shares_of_waves():
    samples, source = one_record()
    marks = landmarks_of(samples.recordings, samples.table)
    r, before = samples.table["r_peak"].to_numpy(), round(source.before_s * 360)
    even = wave_shares(np.ones(samples.values.shape[:2]), marks, r, before)
    for wave in ("P", "QRS", "T"):
        assert np.allclose(even[wave], even[f"{wave}_time"], equal_nan=True)
    peak = np.zeros(samples.values.shape[:2])
    peak[:, before] = 2.0
    assert np.allclose(wave_shares(peak, marks, r, before)["QRS"].dropna(), 1)
    at_t = np.zeros_like(peak)
    at_t[:, before + round(TRUE_WAVES["t"][0] * 360)] = 1.0
    of_t = wave_shares(at_t, marks, r, before)
    assert of_t["T"].mean() > 0.95 and of_t["QRS"].max() == 0
    assert wave_shares(np.zeros_like(peak), marks, r, before)["T"].isna().all()


def predictor(network, view, classes, source=None) -> Predictor:
    return made_predictor(
        lambda x: network.predict(x, verbose=0),
        classes,
        arm="net",
        family="learned",
        model=network,
        view=view,
        source=source,
    )


def test_rows_of_a_trained_network():
    label = RNG.integers(0, 2, 240)
    values = RNG.random((240, 16, 16)).astype(np.float32)
    values[label == 1, 2:7, 2:7] += 2
    values[label == 0, 10:15, 10:15] += 2
    keras.utils.set_random_seed(0)
    network = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            layers.Conv2D(6, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(2, "softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy")
    network.fit(values[:120, ..., None], label[:120], epochs=20, verbose=0)
    role = np.where(np.arange(240) < 120, "pool", "test")
    table = pd.DataFrame({"label": np.array(["a", "b"])[label], "role": role})
    arm = predictor(network, ImageView(kind="image", height=16, width=16), ["a", "b"])
    given = examined(
        Samples(values, table),
        arm,
        settings=AnalysisSettings(attributions={"test_samples": 200}),
    )
    rows = attributions(given)
    assert set(rows["method"]) == {"saliency", "grad_cam"}
    assert (rows["n"] <= 120).all() and (rows["n"] > 0).all()
    assert set(rows["interval"]) == {"groups only"}
    rows = rows.set_index(["method", "measure", "setting"]).sort_index()
    assert rows.loc[("grad_cam", "deletion_gain", "against random"), "value_low"] > 0
    assert rows.loc[("saliency", "rank_correlation", "all layers"), "value_high"] < 0.5
    drop = rows.loc[("grad_cam", "probability_drop")]["value"]
    gain = rows.loc[("grad_cam", "deletion_gain", "against another sample"), "value"]
    assert gain == pytest.approx(drop["attributed"] - drop["another sample"], abs=1e-6)


def test_rows_of_an_ecg_have_shares_of_waves():
    samples, source = one_record()
    network = bright_is_one(samples.values.shape[1:])
    arm = predictor(network, SignalView(kind="signal"), ["N", "V"], source)
    rows = attributions(examined(samples, arm, resamples=100))
    shares = rows[rows["measure"] == "share_of_attribution"]
    assert set(shares["setting"]) == {"P", "QRS", "T"}
    cam = shares[shares["method"] == "grad_cam"].set_index("setting")["value"]
    assert cam["QRS"] > 0.2
    assert shares["value_low"].isna().all() and set(shares["interval"]) == {"none"}, "one group"


def test_a_split_that_ignores_groups_changes_no_share_of_waves():
    samples, _ = one_record()
    rows, window = np.array([1, 3]), (0.28, 0.5)
    maps = np.random.default_rng(0).random((2, samples.values.shape[1]))
    known = shares_of_waves(samples, rows, maps, window)
    samples.table = samples.table.rename(columns={"group": "recording"})
    ignored = shares_of_waves(samples, rows, maps, window)
    assert known.keys() == ignored.keys()
    for key, shares in known.items():
        np.testing.assert_array_equal(ignored[key], shares)


def test_waves_are_found_in_the_part_of_a_beat_that_the_view_shows():
    samples, source = one_record()
    samples.table = BeatWindow(0.28, 0.5).with_columns(samples.table, samples.recordings)
    view = SignalView(kind="signal", seconds=(0.1, 0.2), length=54)
    arm = predictor(bright_is_one((54, 1)), view, ["N", "V"], source)
    given = examined(samples, arm, resamples=100)
    rows = attributions(given).set_index(["method", "measure", "setting"])["value"]
    assert rows["saliency", "share_of_time", "QRS"] > 0.2
    whole = attributions(
        examined(
            samples,
            predictor(bright_is_one((281, 1)), SignalView(kind="signal"), ["N", "V"], source),
            resamples=100,
        )
    ).set_index(["method", "measure", "setting"])["value"]
    longer = rows["saliency", "share_of_time", "QRS"] / whole["saliency", "share_of_time", "QRS"]
    assert longer == pytest.approx(281 / 108, rel=0.01)


def attributions(given) -> pd.DataFrame:
    return analyses()["attributions"].compute(given)


def test_without_a_network_there_is_a_header():
    nobody = examined(Samples(np.zeros((4, 8, 8)), pd.DataFrame({"label": list("abab")})))
    assert not len(attributions(nobody))


def test_attention_is_grad_cam_of_the_predicted_class_with_a_scale():
    arm = predictor(
        bright_is_one((8, 8, 1)), ImageView(kind="image", height=8, width=8), ["a", "b"]
    )
    images = np.zeros((2, 8, 8), np.float32)
    images[1, 2:4, 2:4] = 1.0
    table = pd.DataFrame({"sample": [0, 1], "source": ["dark", "bright"]})
    dark, bright = explain([arm], Samples(images, table))
    assert dark.attention is not None and "o positive evidence" in dark.attention.caption
    assert bright.attention is not None and "score" in bright.attention.svg
    assert "Grad-CAM" in bright.attention.caption


def test_a_network_whose_layers_pass_no_gradient_says_that_attention_is_not_available():
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2), layers.Softmax()]
    )
    arm = predictor(network, ImageView(kind="image", height=8, width=8), ["a", "b"])
    table = pd.DataFrame({"sample": [0], "source": ["x"]})
    (found,) = explain([arm], Samples(np.ones((1, 8, 8), np.float32), table))
    assert found.attention is not None
    assert found.attention.caption.startswith("Attention is not available for this network")


def test_a_network_of_ones_own_without_a_softmax_layer_has_no_maps_and_says_why(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("own.py").write_text("def net(input_shape, classes): pass\n", encoding="utf-8")
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2), layers.Softmax()]
    )
    table = pd.DataFrame({"label": list("ab") * 4, "role": ["test"] * 8})
    arm = predictor(network, ImageView(kind="image", height=8, width=8), ["a", "b"])
    given = examined(Samples(RNG.random((8, 8, 8)).astype(np.float32), table), arm)
    with pytest.raises(ValueError, match="is not a dense softmax"):
        attributions(given)
    own = given.contest.arms[arm.about.arm].model_copy(update={"model": "own.py:net"})
    contest = given.contest.model_copy(update={"arms": {arm.about.arm: own}})
    given = replace(given, contest=contest)
    (row,) = attributions(given).to_dict("records")
    assert (row["method"], row["measure"], row["n"]) == ("none", "not available", 0)
    assert "is not a dense softmax" in row["setting"]

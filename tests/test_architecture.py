from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers
from measured_receptive_field import measured_receptive_field

from craftbench.analyses.cost.architecture.receptive_field import Axis
from craftbench.analyses.cost.architecture.stages import stages
from craftbench.analyses.cost.architecture.table import architecture_table
from craftbench.analyses.cost.architecture.weights import (
    convolution_weights,
    dense_weights,
)
from craftbench.analyses.cost.architectures import COLUMNS, architectures
from craftbench.analyses.networks import Networks
from craftbench.cli.main import main
from craftbench.config.cards import read_card
from craftbench.config.contest import Contest
from craftbench.errors import CraftbenchError
from models import MODELS
from models.lenet5 import lenet5
from models.pixel_mlp import pixel_mlp
from models.residual_cnn_1d import residual_cnn_1d
from models.simple_cnn import simple_cnn
from models.small_cnn import small_cnn

SHAPES = {
    "feature_mlp": (17,),
    "sellami_cnn": (216,),
    "niu_cnn": (304,),
    "pixel_mlp": (20, 24, 2),
    "simple_cnn": (28, 28, 1),
    "lenet5": (32, 40, 3),
    "small_cnn": (96, 128, 2),
    "lenet5_1d": (281, 2),
    "residual_cnn": (48, 96, 3),
    "fast_cnn": (32, 40, 3),
    "residual_cnn_1d": (281, 2),
    "inception_time": (90, 2),
    "lite": (90, 2),
}
VARIANTS = [
    (name, features, chosen)
    for name in SHAPES
    for features in ((0, 5) if MODELS[name].joins_features else (0,))
    for chosen in (
        {},
        {"activation": "leaky_relu", "dropout": 0.5},
        {"pooling": "average", "padding": "same"},
        {"pooling": "max", "padding": "valid"},
        {"pooling": "none"},
        {"width": 8, "blocks": 2},
        {"filters": 5, "depth": 3},
    )
    if set(chosen) <= {option.name for option in MODELS[name].options}
    and (name == "simple_cnn" or "none" not in chosen.values())
]


def value_of(formula: str) -> int:
    return eval(formula.split("=")[0].replace("·", "*"), {"__builtins__": {}})


def parameters(model: keras.Model) -> list[str]:
    return [formula for formula in architecture_table(model)["parameters_formula"] if formula]


def stack(shape: tuple[int, ...], *sequence: layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *sequence])


@pytest.mark.parametrize(("name", "features", "chosen"), VARIANTS)
def test_table_agrees_with_keras(name, features, chosen):
    model = MODELS[name].build(SHAPES[name], 4, features=features, **chosen)
    table = architecture_table(model)
    named = {layer.name: layer for layer in model.layers}
    rows = zip(stages(model), table["parameters_formula"], strict=True)
    for stage, formula in (
        (stage, formula) for stage, formula in rows if stage.kind != "InputLayer"
    ):
        layer = named[stage.name]
        assert stage.weights.count == layer.count_params(), stage.name
        assert stage.output_shape == layer.output.shape[1:], stage.name
        assert (value_of(formula) if formula else 0) == layer.count_params(), stage.name
    assert table["parameters"].sum() == model.count_params()
    assert table["layer"].is_unique


def test_lenet5_is_what_the_lecture_computes():
    table = architecture_table(lenet5((32, 32, 1), 10))
    assert parameters(lenet5((32, 32, 1), 10)) == [
        "6·(5·5·1)+6 = 156",
        "16·(5·5·6)+16 = 2,416",
        "120·400+120 = 48,120",
        "84·120+84 = 10,164",
        "10·84+10 = 850",
    ]
    assert table["parameters"].sum() == 61_706
    assert list(table["receptive_field"]) == ["1", "5", "6", "14", "16", "16", "32", "32", "32"]
    assert list(table["multiply_adds"]) == [0, 117_600, 0, 240_000, 0, 0, 48_000, 10_080, 840]
    assert table["dense_share"].unique() == pytest.approx((48_120 + 10_164 + 850) / 61_706)


def test_colour_changes_the_first_layer_of_lenet5_alone():
    assert parameters(lenet5((32, 32, 3), 10))[0] == "6·(5·5·3)+6 = 456"
    assert architecture_table(lenet5((32, 32, 3), 10))["parameters"].iloc[2:].sum() == 61_550


def test_simple_cnn_of_the_lecture_with_and_without_pooling():
    printed = simple_cnn((28, 28, 1), 10, pooling="none")
    assert parameters(printed) == ["64·(3·3·1)+64 = 640", "10·43264+10 = 432,650"]
    assert architecture_table(printed)["parameters"].sum() == 433_290
    assert architecture_table(simple_cnn((28, 28, 1), 10))["parameters"].sum() == 108_810


def test_pixel_mlp_of_the_lecture_and_in_colour():
    assert parameters(pixel_mlp((32, 32, 1), 10)) == ["84·1024+84 = 86,100", "10·84+10 = 850"]
    assert parameters(pixel_mlp((32, 32, 3), 10))[0] == "84·3072+84 = 258,132"


def test_weights_of_single_layers():
    assert convolution_weights(2, (3, 3), 3).formula == "2·(3·3·3)+2 = 56"
    assert convolution_weights(2, (3, 3), 3, bias=False).count == 54
    assert dense_weights(120, 400).formula == "120·400+120 = 48,120"


def test_every_multiply_add_of_a_convolution_uses_a_weight_at_one_position():
    table = architecture_table(lenet5((32, 32, 1), 10)).set_index("layer")
    weights_of_a_filter = 5 * 5 * 1
    assert table.loc["conv2d_1", "multiply_adds"] == 28 * 28 * 6 * weights_of_a_filter


def test_stated_budgets():
    small, residual = (
        architecture_table(model)[["parameters", "multiply_adds"]].sum()
        for model in (small_cnn((96, 96, 1), 3), residual_cnn_1d((281, 1), 4))
    )
    assert small["parameters"] < 25_000 and 1.75e6 < small["multiply_adds"] < 1.85e6
    assert residual["parameters"] < 50_000 and 1.05e6 < residual["multiply_adds"] < 1.15e6


@pytest.mark.parametrize(
    ("shape", "layer", "formula", "multiply_adds"),
    [
        ((20, 6), layers.DepthwiseConv1D(5), "6·(5)+6 = 36", 16 * 6 * 5),
        (
            *((8, 8, 3), layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")),
            *("6·(3·3)+6 = 60", 64 * 6 * 9),
        ),
        ((20, 6), layers.SeparableConv1D(4, 5), "6·(5)+4·6+4 = 58", 16 * 6 * (5 + 4)),
        (
            *((8, 8, 3), layers.SeparableConv2D(4, 3, use_bias=False, depth_multiplier=2)),
            *("6·(3·3)+4·6 = 78", 36 * 6 * (9 + 4)),
        ),
    ],
)
def test_convolutions_of_single_channels(shape, layer, formula, multiply_adds):
    model = stack(shape, layer)
    assert parameters(model) == [formula]
    assert value_of(formula) == model.count_params()
    assert architecture_table(model)["multiply_adds"].iloc[-1] == multiply_adds


def test_three_small_convolutions_see_as_much_as_a_large_one():
    three = architecture_table(stack((32, 32, 1), *(layers.Conv2D(4, 3) for _ in range(3))))
    one = architecture_table(stack((32, 32, 1), layers.Conv2D(4, 7)))
    assert three["receptive_field"].iloc[-1] == one["receptive_field"].iloc[-1] == "7"


def test_receptive_field_of_the_stack_of_the_lecture():
    blocks = [layer for _ in range(3) for layer in (layers.Conv2D(4, 3), layers.MaxPooling2D(2))]
    table = architecture_table(stack((64, 64, 1), *blocks))
    assert list(table["receptive_field"]) == ["1", "3", "4", "8", "10", "18", "22"]
    assert list(table["jump"]) == ["1", "1", "2", "2", "4", "4", "8"]


def test_padding_moves_the_first_field_to_the_border():
    valid, same = (
        architecture_table(stack((32, 32, 1), layers.Conv2D(1, 5, padding=padding))).iloc[-1]
        for padding in ("valid", "same")
    )
    assert (valid["start"], same["start"]) == ("2", "0")
    assert valid["receptive_field"] == same["receptive_field"] == "5"


def test_dilated_causal_convolution_looks_back_only():
    layer = layers.Conv1D(1, 3, dilation_rate=2, padding="causal")
    (axis,) = stages(stack((50, 1), layer))[-1].field
    assert (axis.first, axis.last) == (-4, 0)


MEASURED = [
    ("simple_cnn", (20, 24, 1), {}),
    ("simple_cnn", (20, 24, 1), {"pooling": "none", "padding": "same", "features": 4}),
    ("lenet5", (32, 40, 1), {}),
    ("lenet5", (32, 32, 1), {"activation": "sigmoid", "pooling": "max", "padding": "same"}),
    ("lenet5_1d", (101, 2), {"activation": "leaky_relu", "pooling": "max"}),
    ("small_cnn", (96, 128, 1), {}),
    ("small_cnn", (50, 61, 1), {"activation": "tanh", "pooling": "average", "features": 2}),
    ("residual_cnn", (48, 96, 1), {"width": 4}),
    ("residual_cnn", (96, 96, 1), {"width": 4, "stem": "quarter", "activation": "tanh"}),
    ("inception_time", (101, 1), {"filters": 4, "depth": 3}),
    ("lite", (140, 1), {"filters": 4}),
    ("residual_cnn_1d", (281, 1), {}),
    ("residual_cnn_1d", (150, 1), {"activation": "tanh", "pooling": "average", "features": 2}),
]


def seen_by(axis: Axis, unit: int, pixels: int) -> tuple[int, int]:
    """First and last pixel that a unit sees, pixels that an earlier pooling dropped included."""
    shift = unit * axis.jump
    return max(axis.first + shift, 0), min(axis.last + shift, pixels - 1)


@pytest.mark.parametrize(("name", "shape", "chosen"), MEASURED)
def test_gradient_shows_the_computed_receptive_field(name, shape, chosen):
    model = MODELS[name].build(shape, 3, **chosen)
    named = {layer.name: layer for layer in model.layers}
    pixels = shape[:-1]
    with_maps = ("Conv1D", "Conv2D", "Add", "Pooling1D", "Pooling2D")
    exact = 0
    for stage in (stage for stage in stages(model) if stage.kind.endswith(with_maps)):
        maps = stage.output_shape[:-1]
        for unit in {tuple(0 for _ in maps), tuple(n // 2 for n in maps)} - {()}:
            measured = measured_receptive_field(model, named[stage.name], unit)
            for axis, i, n, found in zip(stage.field, unit, pixels, measured, strict=True):
                first, last = seen_by(axis, i, n)
                if axis.last + i * axis.jump < n:
                    assert found == (first, last), stage.name
                    exact += 1
                else:
                    assert first <= found[0] <= found[1] <= last, stage.name
    assert exact >= 4


def test_unit_outside_the_maps_is_told():
    model = lenet5((32, 32, 1), 10)
    with pytest.raises(ValueError, match=r"maps of the shape \(28, 28\), found the unit \(28, 0\)"):
        measured_receptive_field(model, model.layers[0], (28, 0))
    with pytest.raises(ValueError, match=r"maps of the shape \(\)"):
        measured_receptive_field(model, model.layers[-1])


def test_names_do_not_depend_on_what_was_built_before():
    tables = [architecture_table(small_cnn((64, 64, 1), 3)) for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)
    assert "re_lu_3" in set(tables[0]["layer"])


def test_stored_network_has_the_same_architecture(tmp_path):
    for model in (lenet5((32, 32, 1), 10), residual_cnn_1d((64, 1), 3, features=2)):
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        pd.testing.assert_frame_equal(architecture_table(loaded), architecture_table(model))


def rows(model: keras.Model) -> pd.DataFrame:
    return architecture_table(model).set_index("layer")


def test_layer_without_rules_is_counted_by_keras():
    model = stack((16, 1), layers.Conv1D(2, 3), layers.GRU(3, name="memory"), layers.Dense(2))
    table = rows(model)
    assert table["parameters"].sum() == model.count_params()
    memory = table.loc["memory"]
    assert memory["parameters_formula"] == f"formula not known = {memory['parameters']:,}"
    assert pd.isna(memory["multiply_adds"]) and memory["receptive_field"] == "not known"
    assert table.loc["dense_1", "receptive_field"] == "not known", "it stands behind the memory"
    assert table.loc["dense_1", "multiply_adds"] == 3 * 2
    assert table.loc["conv1d_1", "receptive_field"] == "3"


def test_subclass_has_no_rules_of_its_parent():
    class Squared(layers.Dense):
        pass

    squares = rows(stack((3,), Squared(2, name="squares"))).loc["squares"]
    assert squares["parameters_formula"] == "formula not known = 8"


def test_layer_without_weights_and_rules_has_no_parameters():
    class Doubled(layers.Layer):
        def call(self, x):
            return 2 * x

    table = rows(stack((8, 1), Doubled(name="twice"), layers.Conv1D(1, 3)))
    assert table.loc["twice", ["parameters", "parameters_formula"]].tolist() == [0, ""]


def test_layer_that_is_used_twice_is_counted_once():
    twice = layers.Conv1D(1, 3, padding="same", name="twice")
    samples = keras.Input((8, 1))
    model = keras.Model(samples, layers.Flatten()(twice(twice(samples))), name="shared")
    table = rows(model)
    assert table["parameters"].sum() == model.count_params()
    assert table.loc["twice", "receptive_field"] == "not known"


def test_network_inside_of_a_network_is_one_row():
    inner = stack((8, 8, 2), layers.Conv2D(3, 3))
    model = stack((8, 8, 2), inner, layers.Flatten(), layers.Dense(2))
    assert rows(model)["parameters"].sum() == model.count_params()


def test_layer_with_two_outputs():
    class Halves(layers.Layer):
        def call(self, x):
            return x[..., :1], x[..., 1:]

    samples = keras.Input((8, 2))
    first, second = Halves(name="halves")(samples)
    model = keras.Model(samples, layers.Add()([first, second]))
    assert rows(model).loc["add_1", "receptive_field"] == "not known"


def test_open_input_shape_has_a_question_mark():
    table = rows(stack((None, 1), layers.Conv1D(2, 3)))
    assert table.loc["conv1d_1", ["output_shape", "parameters"]].tolist() == ["?×2", 8]
    assert pd.isna(table.loc["conv1d_1", "multiply_adds"])


def test_branches_with_different_steps_have_no_common_field():
    samples = keras.Input((8, 1))
    halved = layers.Conv1D(1, 1, strides=2)(samples)
    quarters = layers.Conv1D(1, 1, strides=4)(samples)
    flat = [layers.Flatten()(maps) for maps in (halved, quarters)]
    model = keras.Model(samples, layers.Concatenate(name="both")(flat))
    both = rows(model).loc["both"]
    assert both["receptive_field"] == "not known" and both["multiply_adds"] == 0


CONTEST = read_card(Path("config/datasets/digits.yaml"))
NETWORKS = [name for name, arm in CONTEST.arms.items() if arm.kind == "network"]
LENET = next(name for name in NETWORKS if CONTEST.arms[name].model == "lenet5")


def with_options(options: dict) -> Contest:
    """The contest on digits with given options of its LeNet-5."""
    arm = CONTEST.arms[LENET].model_copy(update={"options": options})
    return CONTEST.model_copy(update={"arms": {**CONTEST.arms, LENET: arm}})


def test_networks_of_a_contest():
    shapes = {name: (64,) if "mlp" in name else (32, 32, 1) for name in NETWORKS}
    given = Networks("digits", with_options({"pooling": "max"}), shapes, {LENET: 7})
    table = architectures(given)
    assert list(table.columns) == list(COLUMNS)
    assert list(table["arm"].unique()) == NETWORKS
    assert set(table["dataset"]) == {"digits"}
    lenet = table[table["arm"] == LENET]
    assert lenet["parameters"].sum() == 61_706 + 7 * 120
    assert "MaxPooling2D" in set(lenet["kind"]) and "features" in set(lenet["layer"])


def test_shapes_are_read_from_stored_samples_and_features(tmp_path):
    np.save(tmp_path / "samples.npy", np.zeros((3, 8, 8), np.uint8))
    features = []
    for name in CONTEST.feature_sets():
        features.append(tmp_path / f"{name}.parquet")
        pd.DataFrame({"sample": range(3), "a": 0.0, "b": 1.0}).to_parquet(features[-1])
    found = Networks.read("digits", CONTEST, tmp_path / "samples.npy", features)
    assert found.input_shapes[LENET] == (32, 32, 1)
    for arm, shape in found.input_shapes.items():
        count = 2 * len(CONTEST.feature_sets(arm))
        if CONTEST.view(arm) is None:
            assert (shape, found.joined_features[arm]) == ((count,), 0)
        else:
            assert found.joined_features[arm] == count
    assert list(architectures(found)["arm"].unique()) == NETWORKS


def test_arm_whose_network_cannot_be_built_is_named():
    with pytest.raises(CraftbenchError, match=r"digits arms\.\w+: no input shape is given"):
        architectures(Networks("digits", CONTEST, {}, {}))
    shapes = {name: (8, 8, 1) for name in CONTEST.arms}
    with pytest.raises(CraftbenchError, match=r"digits arms\.\w+: .* found"):
        architectures(Networks("digits", CONTEST, shapes, {}))


def test_without_networks_there_is_a_header():
    arms = {"majority": {"representation": [], "model": "majority"}}
    contest = Contest(classes=["a", "b"], training_sizes=[2], arms=arms)
    table = architectures(Networks("t", contest, {}, {}))
    assert list(table.columns) == list(COLUMNS) and not len(table)


def test_command_prints_the_table_of_the_lecture(capsys):
    assert main(["architecture", "lenet5", "--input", "32x32x1", "--classes", "10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:5] == ["layer", "kind", "output", "parameters", "multiply-adds"]
    assert any("conv2d_2" in line and "16·(5·5·6)+16 = 2,416" in line for line in lines)
    assert lines[-1].startswith("61,706 parameters, 95.8% of them in dense layers; 416,520")
    assert len({len(line) for line in lines[:-2]}) == 1


def test_command_takes_options_and_features(capsys):
    command = "architecture simple_cnn --input 28x28x1 --classes 10 --features 3"
    assert main([*command.split(), "--option", "pooling=none", "--option", "dropout=0.5"]) == 0
    output = capsys.readouterr().out
    assert "433,320 parameters" in output and "dropout_1" in output and "features" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("lenet --input 32x32x1", "no network 'lenet'; did you mean 'lenet5'?"),
        ("rbf_svm --input 17", "rbf_svm is a classifier without layers; expected one of feature"),
        ("lenet5 --input 32,32,1", "--input: expected lengths such as 32x32x1"),
        ("lenet5 --input 8x8x1", "at least 16 × 16 pixels, found 8 × 8"),
        ("lenet5 --input 32x32x1 --features -1", "expected 0 features or more, found -1"),
        ("lenet5 --input 32x32x1 --option pool=max", "no option 'pool'; its options: activation"),
        (
            "lenet5 --input 32x32x1 --option pooling=max --option pooling=average",
            "--option: one is given twice in pooling=max pooling=average",
        ),
        ("lenet5 --input 32x32x1 --option pooling", "--option: expected NAME=VALUE"),
        ("lenet5 --input 32x32x1 --option pooling=mean", "one of average, max; found 'mean'"),
        ("lenet5 --input 32x32x1 --option dropout=[", "--option dropout: not valid YAML"),
    ],
)
def test_command_says_what_is_wrong(arguments, message, capsys):
    assert main(["architecture", *arguments.split(), "--classes", "3"]) == 1
    assert message in capsys.readouterr().err


def test_command_needs_two_classes(capsys):
    assert main(["architecture", "lenet5", "--input", "32x32x1", "--classes", "1"]) == 1
    assert "--classes: expected at least 2, found 1" in capsys.readouterr().err

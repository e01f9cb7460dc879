import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest
import yaml

from craftbench.cli.main import main
from craftbench.datasets.download import sha256
from craftbench.errors import CraftbenchError
from craftbench.runs.converted_network import PACKAGE, make_reproducible, write_efficientnet_lite0
from models.efficientnet_lite0 import efficientnet_lite0, names_of_weights, with_weights


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return efficientnet_lite0(32)


@pytest.fixture(scope="module")
def arrays(network) -> dict[str, np.ndarray]:
    """Random weights in the names and the order of axes of PyTorch."""
    rng, found = np.random.default_rng(0), {"_bn0.num_batches_tracked": np.array(1)}
    for layer in network.layers:
        for name, weight in zip(names_of_weights(layer), layer.weights, strict=True):
            array = rng.random(tuple(weight.shape)).astype(np.float32) + 0.1
            if array.ndim == 4:
                depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
                array = array.transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))
            found[name] = array.T if array.ndim == 2 else array
    return found


def test_parameters_are_those_published(network):
    """4,652,008 in the checkpoint; 4.7 million by the authors of the lite variants."""
    assert sum(np.prod(weight.shape) for weight in network.trainable_weights) == 4_652_008
    blocks = {layer.name.split("_")[0] for layer in network.layers if "_project" in layer.name}
    assert len(blocks) == 16


def test_weights_reach_their_layers(network, arrays):
    found = with_weights(network, arrays)
    stem = found.get_layer("stem").get_weights()[0]
    assert stem[1, 2, 0, 31] == arrays["_conv_stem.weight"][31, 0, 1, 2]
    depthwise = found.get_layer("block5_depthwise").get_weights()[0]
    assert depthwise[1, 2, 7, 0] == arrays["_blocks.5._depthwise_conv.weight"][7, 0, 1, 2]
    averages = found.get_layer("block0_project_normalised").moving_mean
    np.testing.assert_array_equal(averages, arrays["_blocks.0._bn2.running_mean"])
    classes = found.get_layer("classes").get_weights()
    assert classes[0][5, 9] == arrays["_fc.weight"][9, 5] and classes[1][9] == arrays["_fc.bias"][9]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"_fc.bias": None}, "the checkpoint has no _fc.bias"),
        ({"_more.weight": np.zeros(1)}, "has _more.weight, which EfficientNet-lite0 has not"),
        ({"_fc.bias": np.zeros(3, np.float32)}, "_fc.weight does not fit"),
    ],
)
def test_other_weights_are_told(network, arrays, change, message):
    changed = {name: array for name, array in (arrays | change).items() if array is not None}
    with pytest.raises(ValueError, match=message):
        with_weights(network, changed)


def test_small_sides_and_other_checkpoints_are_told(tmp_path):
    with pytest.raises(ValueError, match="at least 32"):
        efficientnet_lite0(16)
    (tmp_path / "c.pth").write_bytes(b"other")
    with pytest.raises(CraftbenchError, match="SHA-256 is .*, expected 5793"):
        write_efficientnet_lite0(tmp_path, 32, tmp_path / "c.pth")
    with pytest.raises(CraftbenchError, match="there is no such file"):
        write_efficientnet_lite0(tmp_path, 32, tmp_path / "d.pth")


def test_equal_networks_have_equal_checksums(tmp_path):
    def saved(name: str) -> str:
        keras.utils.set_random_seed(0)
        layers = [keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()]
        keras.Sequential(layers, name="same").save(tmp_path / name)
        make_reproducible(tmp_path / name)
        return sha256(tmp_path / name)

    keras.utils.clear_session()
    first = saved("a.keras")
    keras.utils.clear_session()
    assert saved("b.keras") == first
    assert keras.saving.load_model(tmp_path / "a.keras").output_shape == (None, 72)


@pytest.mark.skipif(importlib.util.find_spec(PACKAGE) is None, reason=f"{PACKAGE} not installed")
def test_the_package_gives_the_file_that_the_card_names(tmp_path, capsys):
    assert main(["pretrained", "efficientnet-lite0", "--folder", str(tmp_path)]) == 0
    printed = capsys.readouterr().out.split("\n", 1)[1]
    arm = yaml.safe_load(printed)["arms"]["pretrained_ridge"]
    assert arm["latent"]["sha256"] in Path("config/datasets/cifar10_jpeg.yaml").read_text("utf-8")

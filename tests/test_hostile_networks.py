"""Files of networks as they are found in the world: each input with its outcome."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from craftbench.errors import CraftbenchError
from craftbench.runs.load_model import load_network


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    import keras
    from keras import layers

    file = tmp_path_factory.mktemp("networks") / "net.keras"
    parts = [layers.Input((8, 8, 1)), layers.Flatten(), layers.Dense(3, "softmax")]
    keras.Sequential(parts).save(file)
    return file


@pytest.fixture
def network(stored, tmp_path) -> Path:
    return Path(shutil.copy(stored, tmp_path / "net.keras"))


def test_a_network_of_keras_is_loaded(network):
    _, probabilities = load_network(network, 3)
    assert probabilities(np.zeros((2, 8, 8, 1), np.float32)).shape == (2, 3)


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(file: Path, content: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def empty(file):
    file.write_bytes(b"")


def cut_short(file):
    file.write_bytes(file.read_bytes()[:-100])


def first_bytes(file):
    file.write_bytes(file.read_bytes()[:50])


def a_web_page(file):
    file.write_bytes(b"<html>404</html>")


def bomb(file):
    write(file, members(file) | {"assets/x": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)


def bomb_of_weights(file):
    """Weights in HDF5 that are compressed inside of the archive."""
    import h5py

    with h5py.File(file.with_suffix(".h5"), "w") as weights:
        weights.create_dataset("x", (20_000_000,), "f4", compression="gzip", fillvalue=0)
    write(file, members(file) | {"model.weights.h5": file.with_suffix(".h5").read_bytes()})


def without_weights(file):
    content = members(file)
    content.pop("model.weights.h5")
    write(file, content)


def without_description(file):
    content = members(file)
    content.pop("config.json")
    write(file, content)


def damaged_weights(file):
    content = members(file)
    content["model.weights.h5"] = content["model.weights.h5"][:200]
    write(file, content)


def changed_layer(**changes):
    def change(file: Path) -> None:
        content = members(file)
        described = json.loads(content["config.json"])
        layer = described["config"]["layers"][-1]
        for key, value in changes.items():
            (layer if key in layer else layer["config"])[key] = value
        write(file, content | {"config.json": json.dumps(described).encode()})

    return change


CODE = {"class_name": "__lambda__", "config": {"code": "4wAAAA==", "defaults": None}}
NETWORKS = {
    "empty": (empty, "the file is empty; copy it again"),
    "cut short": (cut_short, "the file is cut short or damaged"),
    "its first bytes": (first_bytes, "the file is cut short or damaged"),
    "a web page": (a_web_page, "the file is cut short or damaged"),
    "an archive that unpacks to 50 MB": (bomb, "bytes that would unpack to 50,"),
    "without weights": (without_weights, "not a network in Keras"),
    "without a description": (without_description, "not a network in Keras"),
    "with damaged weights": (damaged_weights, "not a network in Keras"),
    "a Lambda layer": (
        changed_layer(class_name="Lambda", module="keras.layers", config={"function": CODE}),
        "Lambda.*is not loaded, since it could run code",
    ),
    "a layer of a module that is not Keras": (
        changed_layer(class_name="system", module="os"),
        "is not loaded, since it could run code",
    ),
    "a layer that was registered elsewhere": (
        changed_layer(class_name="Odd", module=None, registered_name="odd>Odd"),
        "is not loaded, since it could run code",
    ),
    "a layer that reads another file": (
        changed_layer(class_name="TFSMLayer", module="keras.layers"),
        "is not loaded, since it could run code",
    ),
    "a layer of 10,000,000,000 units": (changed_layer(units=10**10), "a layer with units of 1"),
    "a layer of half a unit": (changed_layer(units=0.5), "not a network in Keras"),
    "another number of classes": (changed_layer(units=4), "not a network|has 4 classes"),
}


@pytest.mark.parametrize(("damage", "message"), NETWORKS.values(), ids=NETWORKS)
def test_a_file_that_is_no_network_is_told(network, damage, message):
    damage(network)
    with pytest.raises(CraftbenchError, match=f"net.keras: .*({message})") as raised:
        load_network(network, 3)
    assert "again" in str(raised.value) or "xpected" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "net.keras")
    with pytest.raises(CraftbenchError, match="net.keras"):
        load_network(tmp_path / "net.keras", 3)

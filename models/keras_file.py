"""Networks from files of others: loaded without running code from the file."""

import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras

_REFUSED = {"Lambda", "TFSMLayer", "TorchModuleWrapper", "FlaxLayer", "JaxLayer"}


def load_network(path: Path) -> keras.Model:
    """A network from a ``.keras`` file that someone else wrote.

    The file's description of its layers is read first: only parts of Keras itself are allowed, and
    none that contains code or reads further files. Then Keras loads it in safe mode.

    Raises
    ------
    ValueError
        If the file is not in Keras' format, or has a layer that is not allowed.
    """
    try:
        with zipfile.ZipFile(path) as file:
            described = json.loads(file.read("config.json"))
    except (KeyError, UnicodeDecodeError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path}: not a network in Keras' own format ({error})") from None
    for part in _parts(described):
        name, module = part["class_name"], part.get("module")
        custom = module is not None and module.split(".")[0] not in ("keras", "builtins")
        if name in _REFUSED or custom or (module is None and part.get("registered_name")):
            layer = (part.get("config") or {}).get("name", name)
            raise ValueError(
                f"{path}: the layer {layer} ({name}) is not loaded, since it could run code from "
                "the file; expected a network of Keras' own layers without Lambda"
            )
    try:
        return keras.saving.load_model(path, safe_mode=True, compile=False)
    except Exception as error:  # a broken file fails wherever it is broken
        raise ValueError(f"{path}: not a network in Keras' own format ({error})") from None


def _parts(described: Any) -> Iterator[dict[str, Any]]:
    """All objects of Keras in a description, however deep."""
    inner: Any = ()
    if isinstance(described, dict):
        if isinstance(described.get("class_name"), str):
            yield described
        inner = described.values()
    elif isinstance(described, list):
        inner = described
    for one in inner:
        yield from _parts(one)


def load_application(name: str, weights: Path, shape: tuple[int, ...]) -> keras.Model:
    """A network of Keras applications with weights from an HDF5 file.

    Parameters
    ----------
    name : str
        Such as ``MobileNetV2``.
    weights : Path
        ``.h5`` or ``.weights.h5``, with or without the classes of ImageNet.
    shape : (H, W, channels)
        Of the images.

    Raises
    ------
    ValueError
        If there is no such network, or the weights are not its weights.
    """
    build = getattr(keras.applications, name, None)
    if not name[:1].isupper() or not callable(build):
        known = [one for one in dir(keras.applications) if one[:1].isupper()]
        raise ValueError(f"there is no application {name!r}; expected one of {', '.join(known)}")
    faults = []
    for top in (False, True):
        try:
            pooling = None if top else "avg"
            model = build(include_top=top, weights=None, input_shape=shape, pooling=pooling)
            with warnings.catch_warnings():
                # Keras only warns of layers that keep their random weights.
                warnings.simplefilter("error", UserWarning)
                model.load_weights(weights)
        except (KeyError, OSError, UserWarning, ValueError) as error:
            faults.append(f"{'with' if top else 'without'} its classes: {error}")
        else:
            return model
    raise ValueError(f"{weights}: not the weights of {name}; {'; '.join(faults)}")

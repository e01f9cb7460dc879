"""Networks from files of others: loaded without running code from the file."""

import json
import warnings
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import keras

MOST_DESCRIPTION, MOST_WEIGHTS, MOST_RATIO = 50 << 20, 8 << 30, 100
"""Bytes of the description and of the weights, and how often weights may be packed."""
_REFUSED = {"Lambda", "TFSMLayer", "TorchModuleWrapper", "FlaxLayer", "JaxLayer"}
_SIZES = ("units", "filters", "batch_shape", "target_shape", "kernel_size", "output_dim")
LARGEST_SIZE = 1_000_000


def load_network(path: Path, own: Collection[str] = ()) -> keras.Model:
    """A network from a ``.keras`` file, whoever wrote it.

    The file's description of its layers is read first: only parts of Keras itself are allowed, and
    none that contains code or reads further files. Then Keras loads it in safe mode.

    Parameters
    ----------
    path : Path
        Of the file.
    own : collection of str
        Names of classes and functions beside those of Keras that the network may consist of. They
        are known to Keras already.

    Raises
    ------
    ValueError
        If the file is not in Keras' format, or has a layer that is not allowed or too large.
    """
    try:
        with zipfile.ZipFile(path) as file:
            _check_inflation(file)
            parts = list(_parts(json.loads(file.read("config.json"))))
    except Exception as error:  # a broken file fails wherever it is broken
        raise _not_a_network(path, error) from None
    for part in parts:
        _check_size(path, part)
        name, module = part["class_name"], part.get("module")
        custom = module is not None and module.split(".")[0] not in ("keras", "builtins")
        custom = custom or (module is None and bool(part.get("registered_name")))
        allowed = name in own or part.get("registered_name") in own
        if name in _REFUSED or (custom and not allowed):
            layer = (part.get("config") or {}).get("name", name)
            raise ValueError(
                f"{path}: the layer {layer} ({name}) is not loaded, since it could run code from "
                "the file; expected a network of Keras' own layers without Lambda. Layers of one's "
                "own need the file that defines them, named in the card as FILE.py:FUNCTION"
            )
    try:
        return keras.saving.load_model(path, safe_mode=True, compile=False)
    except Exception as error:  # a broken file fails wherever it is broken
        raise _not_a_network(path, error) from None


def _not_a_network(path: Path, error: Exception) -> ValueError:
    told = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return ValueError(f"{path}: not a network in Keras' own format ({told}); copy it again")


def _check_size(path: Path, part: dict[str, Any]) -> None:
    """Raise ValueError for a layer that would take the memory of the whole machine."""
    config = part.get("config")
    if not isinstance(config, dict):
        return
    for key in _SIZES:
        given = config.get(key)
        sides = [one for one in (given if isinstance(given, list) else [given]) if one]
        if any(isinstance(one, int | float) and one > LARGEST_SIZE for one in sides):
            raise ValueError(
                f"{path}: a layer with {key} of {given}, expected at most {LARGEST_SIZE:,}"
            )


def _check_inflation(file: zipfile.ZipFile) -> None:
    """Raises ValueError for an archive that inflates to what no network of its size has."""
    for member in file.infolist():
        most = MOST_DESCRIPTION if member.filename == "config.json" else MOST_WEIGHTS
        packed = member.file_size > MOST_DESCRIPTION + MOST_RATIO * member.compress_size
        if member.file_size > most or packed:
            raise ValueError(
                f"{member.filename} inflates from {member.compress_size:,} to {member.file_size:,} "
                f"bytes; expected at most {most:,}, and at most {MOST_RATIO} times its size"
            )


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

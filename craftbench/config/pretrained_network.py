"""A network that was trained elsewhere and is given as a file."""

from pathlib import Path

from pydantic import Field

from craftbench.datasets.download import data_folders, find_file, sha256
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings
from models.preprocessing import Preprocessing


class PretrainedNetwork(Settings):
    """A file with a trained network, which gives features and is not trained further."""

    file: str = Field(
        description="`.keras` file, or HDF5 weights of an `application`; searched for below "
        "`CRAFTBENCH_DATA`, below `downloads/` and as it is written."
    )
    sha256: str | None = Field(
        None,
        pattern="^[0-9a-f]{64}$",
        description="SHA-256 of the file. Required; the error about a missing one states that of "
        "the file.",
    )
    preprocessing: Preprocessing = Field(
        description="Range of pixels that the network was trained with: `none` (0 … 255, for "
        "networks that scale pixels themselves, and for samples that are not pixels), `unit` "
        "(0 … 1), `tf` (−1 … 1), `torch` or `caffe` (means of ImageNet removed, as in Keras)."
    )
    layer: str | None = Field(
        None,
        description="Layer whose output is used, averaged over positions. By default the input of "
        "the last dense layer if the network gives class probabilities, else its output.",
    )
    application: str | None = Field(
        None, description="Network of Keras applications that the weights belong to: `MobileNetV2`."
    )

    @property
    def absence(self) -> str:
        """Why an arm with this network cannot run; empty where the file is there."""
        if find_file(self.file) is not None:
            return ""
        places = ", ".join(map(str, data_folders()))
        return f"there is no file {self.file} below {places} or as it is written"

    def path(self) -> Path:
        """The file; raises CraftbenchError if it is absent or its checksum is not stated."""
        path = find_file(self.file)
        if path is None:
            raise CraftbenchError(
                f"{self.absence}; put it there, or point CRAFTBENCH_DATA at its folder"
            )
        if self.sha256 is None:
            raise CraftbenchError(
                f"latent.sha256: this key is required but missing; the SHA-256 of {path} is "
                f"{sha256(path)}"
            )
        return path

    def checked_path(self) -> Path:
        """The file, after a comparison of its checksum; raises CraftbenchError if it differs."""
        path = self.path()
        found = sha256(path)
        if found != self.sha256:
            raise CraftbenchError(
                f"{path}: SHA-256 is {found}, expected {self.sha256}; this is another file than "
                "the one that the card names. Correct latent.sha256 if you trust the file"
            )
        return path

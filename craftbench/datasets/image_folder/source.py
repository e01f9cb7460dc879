"""Source `image_folder`: pictures in class folders."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from craftbench.datasets.class_folders import PICTURES, list_images
from craftbench.datasets.download import find_folder
from craftbench.datasets.image_folder.pictures import PictureSource
from craftbench.datasets.samples import Samples


class ImageFolderSource(PictureSource):
    """Images (H, W) or (H, W, 3) of one size; ``train/`` and ``test/`` give the roles."""

    kind: Literal["image_folder"] = Field(description="PNG, JPEG and other pictures.")
    folder: str = Field(
        description="Folder with one subfolder per class, or with train/ and test/ that have them; "
        "below CRAFTBENCH_DATA or downloads/, or a path."
    )

    def files(self, classes: list[str]) -> list[Path]:
        return list(list_images(find_folder(self.folder), classes, PICTURES)[0]["file"])

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All pictures; broken ones and folders that are not read are rejected.

        Raises
        ------
        CraftbenchError
            If the folder or a class is missing, no picture can be read, or sizes differ.
        """
        folder = find_folder(self.folder)
        table, left_out = list_images(folder, classes, PICTURES)
        return self.samples_of(folder, table, left_out, threads)

"""The base class of sources whose files a publisher has on the web."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator, model_validator

from craftbench.datasets.download import (
    MOST_BYTES,
    find_folder,
    find_or_download,
    local_files,
    wrong_checksum,
)
from craftbench.datasets.source import SampleSource
from craftbench.datasets.web_address import check_address
from craftbench.errors import CraftbenchError
from craftbench.settings.names import relative_path


class PublishedSource(SampleSource):
    """Files that are searched for below two folders and else downloaded, into ``downloads/``.

    Without an address they are the user's own: the folder may be anywhere, and nothing is
    downloaded.
    """

    url: str | None = Field(
        None,
        description="Address of the publisher's folder, https:// and ending in a /; not for files "
        "of your own.",
    )
    folder: str = Field(
        description="Folder below CRAFTBENCH_DATA or downloads/, such as mitdb; without `url` also "
        "any path."
    )
    plain_http: bool = Field(
        False,
        description="Whether `url` may begin with http://, for publishers without encryption. "
        "Files are compared with their checksums in any case.",
    )

    @model_validator(mode="after")
    def _url_is_a_folder(self):
        if self.url is None:
            return self
        try:
            check_address(self.url, self.plain_http)
        except ValueError as error:
            raise ValueError(f"url: {error}") from None
        if not self.url.endswith("/"):
            raise ValueError(f"url: {self.url!r:.80} is not a folder; end it with a slash")
        return self

    @field_validator("folder")
    @classmethod
    def _downloads_stay_below(cls, folder: str, info: ValidationInfo) -> str:
        if info.data.get("url") is None:
            return folder
        return relative_path(folder)

    def find(
        self,
        name: str,
        expected: str | None = None,
        fault: Callable[[Path], str] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Path:
        """A file of the publisher's folder; see `find_or_download`. One of one's own without `url`.

        Raises CraftbenchError also for a name that leads out of the folder: lists and headers of a
        publisher name files too.
        """
        try:
            relative_path(name)
        except ValueError as error:
            raise CraftbenchError(f"{self.folder}: a file of the publisher: {error}") from None
        if self.url is None:
            return self._own(name, expected)
        return find_or_download(
            f"{self.folder}/{name}",
            self.url + name,
            expected,
            plain_http=self.plain_http,
            most_bytes=most_bytes,
            fault=fault,
        )

    def present(self, names: Iterable[str]) -> list[Path]:
        """Paths of those files of the folder that are there."""
        if self.url is not None:
            return local_files(f"{self.folder}/{name}" for name in names)
        folder = find_folder(self.folder)
        return [folder / name for name in names if (folder / name).is_file()]

    def _own(self, name: str, expected: str | None) -> Path:
        path = find_folder(self.folder) / name
        if not path.is_file():
            raise CraftbenchError(
                f"{path}: there is no such file; correct the card, or set source.url to download it"
            )
        if wrong := wrong_checksum(path, expected):
            raise CraftbenchError(f"{path}: {wrong}; it is not the file that the card means")
        return path

"""The base class of sources whose files a publisher has on the web."""

from collections.abc import Callable
from pathlib import Path

from pydantic import Field, model_validator

from craftbench.datasets.download import MOST_BYTES, find_or_download
from craftbench.datasets.source import SampleSource
from craftbench.datasets.web_address import check_address
from craftbench.errors import CraftbenchError
from craftbench.settings.names import RelativePath, relative_path


class PublishedSource(SampleSource):
    """Files that are searched for below two folders and else downloaded, into ``downloads/``."""

    folder: RelativePath = Field(
        description="Folder below CRAFTBENCH_DATA or downloads/, such as mitdb."
    )
    url: str = Field(description="Address of the publisher's folder, https:// and ending in a /.")
    plain_http: bool = Field(
        False,
        description="Whether `url` may begin with http://, for publishers without encryption. "
        "Files are compared with their checksums in any case.",
    )

    @model_validator(mode="after")
    def _url_is_a_folder(self):
        try:
            check_address(self.url, self.plain_http)
        except ValueError as error:
            raise ValueError(f"url: {error}") from None
        if not self.url.endswith("/"):
            raise ValueError(f"url: {self.url!r:.80} is not a folder; end it with a slash")
        return self

    def find(
        self,
        name: str,
        expected: str | None = None,
        fault: Callable[[Path], str] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Path:
        """A file of the publisher's folder; see `find_or_download`.

        Raises CraftbenchError also for a name that leads out of the folder: lists and headers of a
        publisher name files too.
        """
        try:
            relative_path(name)
        except ValueError as error:
            raise CraftbenchError(f"{self.folder}: a file of the publisher: {error}") from None
        return find_or_download(
            f"{self.folder}/{name}",
            self.url + name,
            expected,
            plain_http=self.plain_http,
            most_bytes=most_bytes,
            fault=fault,
        )

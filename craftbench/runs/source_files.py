"""The files that a source reads, as one parameter of the step `prepare`.

As inputs, many thousands of files would slow down every call of Snakemake.
"""

import json
from pathlib import Path

from craftbench.datasets.file_digest import DigestCache, digest_of
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError

FOLDER = Path(".snakemake/craftbench")
"""Beside Snakemake's own record of the parameters of finished jobs."""


def of_preparation(dataset: str, source: SampleSource, classes: list[str]) -> str:
    """A text that changes if a file that the source reads was changed, added or removed.

    Files that the last preparation downloaded itself are no change: as long as the files are those
    that it read, this is the text that it started with.
    """
    now = _digest(dataset, source, classes)
    read = _last_read(dataset)
    return read["before"] if read.get("after") == now else now


def keep_read_files(dataset: str, source: SampleSource, classes: list[str], before: str) -> None:
    """Note which files a preparation has read that started with the parameter `before`."""
    after = _digest(dataset, source, classes)
    _note(dataset).write_text(json.dumps({"before": before, "after": after}), encoding="utf-8")


def _digest(dataset: str, source: SampleSource, classes: list[str]) -> str:
    try:
        files = [*source.files(classes), *([source.features.file] if source.features else [])]
    except (CraftbenchError, OSError) as error:
        return f"files cannot be listed: {error}"  # the step itself says what to do
    FOLDER.mkdir(parents=True, exist_ok=True)
    cache = DigestCache(FOLDER / f"{dataset}.digests.json")
    digest = digest_of(files, cache)
    cache.save()
    return digest


def _last_read(dataset: str) -> dict[str, str]:
    try:
        found = json.loads(_note(dataset).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"before", "after"} <= set(found) else {}


def _note(dataset: str) -> Path:
    return FOLDER / f"{dataset}.read.json"

"""What the user says about the samples on the command line."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Given:
    """Where the samples are, and which columns say what.

    Parameters
    ----------
    source : Path
        A file or a folder.
    label, group, split : str or None
        Columns of a table.
    group_pattern : str or None
        Regular expression for paths of files, with ``(?P<group>…)``.
    labels : Path or None
        CSV beside an array; searched for without.
    kind : str or None
        Kind of the source, where it would be taken for another one.
    """

    source: Path
    label: str | None = None
    group: str | None = None
    split: str | None = None
    group_pattern: str | None = None
    labels: Path | None = None
    kind: str | None = None

    def columns(self) -> dict[str, str]:
        """Columns that are named."""
        named = {"label": self.label, "group": self.group, "split": self.split}
        return {key: column for key, column in named.items() if column is not None}

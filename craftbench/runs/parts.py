"""Parts of a job, tables or figures, of which one may fail without costing the others."""

import logging
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from craftbench.errors import CraftbenchError
from craftbench.runs.jobs import working_on

log = logging.getLogger(__name__)


class PartsFailed(CraftbenchError):
    """Names the parts that failed in `parts`; the other ones are computed."""

    def __init__(self, failed: dict[str, str]) -> None:
        self.parts = list(failed)
        reasons: dict[str, list[str]] = {}
        for part, reason in failed.items():
            reasons.setdefault(reason, []).append(part)
        super().__init__("; ".join(f"{', '.join(own)}: {why}" for why, own in reasons.items()))


def make_parts(
    files: Iterable[str | Path],
    make: Callable[[Path], None],
    leave_empty: Callable[[Path], None],
    without: Collection[str] = (),
) -> None:
    """Make each file; one that fails costs no other.

    Parameters
    ----------
    files : iterable of path
        A part is named after its file, without ending.
    make : callable
        Makes one file.
    leave_empty : callable
        Writes a file that says nothing, in its place.
    without : collection of str
        Parts that failed before and are left empty.

    Raises
    ------
    PartsFailed
        If parts fail, after all others were made.
    """
    failed = {}
    for file in map(Path, files):
        if file.stem in without:
            leave_empty(file)
            continue
        working_on(file.stem)
        try:
            make(file)
        except CraftbenchError as error:
            failed[file.stem] = str(error)
        except Exception as error:
            logging.getLogger().exception("%s", file.stem)
            failed[file.stem] = f"{type(error).__name__}: {error}"
    if failed:
        raise PartsFailed(failed)

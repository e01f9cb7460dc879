"""A folder for a study of one's own, outside of a clone: ``craftbench init``."""

import re
import shutil
from pathlib import Path

from craftbench.config.project_files import project_file
from craftbench.errors import CraftbenchError

TEMPLATE = Path(__file__).parent / "study"
FOLDERS = ("config/schemas", "profiles")
"""What a study has as it is shipped, since editors and Snakemake look for it there."""
CONFIGURATIONS = ("config/full.yaml", "config/photographs.yaml")
"""Further configurations of shipped cards, which the manual names."""
MANUAL = "config/README.md"
_LINK = re.compile(r"\[([^]]+)\]\(\.\./[^)]+\)")


def write_study(folder: Path) -> None:
    """Write a small Snakefile and a `config` with an example, which runs as it is.

    Parameters
    ----------
    folder : Path
        New or empty; a folder `.git` may be in it.

    Raises
    ------
    CraftbenchError
        If there is anything in the folder, or it cannot be written.
    """
    try:
        _check_empty(folder)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
        (folder / "gitignore").rename(folder / ".gitignore")
        for name in FOLDERS:
            shutil.copytree(project_file(name), folder / name)
        for name in CONFIGURATIONS:
            shutil.copyfile(project_file(name), folder / name)
        manual = project_file(MANUAL).read_text(encoding="utf-8")
        (folder / MANUAL).write_text(without_outer_links(manual), encoding="utf-8")
    except OSError as error:
        raise CraftbenchError(
            f"{error.filename or folder}: cannot be written ({error.strerror}); choose a folder "
            "that you may write to"
        ) from None


def without_outer_links(page: str) -> str:
    """A page whose links to files outside of its folder have become their text.

    Examples
    --------
    >>> without_outer_links("see [docs/a.md](../docs/a.md) and [b](b.md)")
    'see docs/a.md and [b](b.md)'
    """
    return _LINK.sub(r"\1", page)


def _check_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CraftbenchError(f"{folder} is a file; name a new or an empty folder")
    if folder.is_dir():
        found = sorted(path.name for path in folder.iterdir() if path.name != ".git")
        if found:
            some = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
            raise CraftbenchError(
                f"{folder}: expected a new or an empty folder, found {some} in it; name another "
                "folder (nothing was written)"
            )

"""Where the files of the project are: in a clone, or beside the installed package.

A clone has them at its top level. An installed package has the packages on Python's path, and the
workflow with the shipped configuration in `craftbench/shipped`, where `setup.py` copies them.
"""

from pathlib import Path

_PACKAGES = Path(__file__).resolve().parents[2]
_SHIPPED = _PACKAGES / "craftbench" / "shipped"


def packages_folder() -> Path:
    """Folder of the packages `craftbench`, `features` and `models`.

    In a clone that is the working directory, it is the relative path ``.``: Snakemake remembers
    the paths of its input files, and a clone may be moved.
    """
    return _from_here(_PACKAGES)


def project_file(name: str) -> Path:
    """Path of a file or folder that is shipped with the project, such as ``config/datasets``.

    Parameters
    ----------
    name : str
        Its path in a clone.
    """
    return _from_here(_SHIPPED if _SHIPPED.is_dir() else _PACKAGES) / name


def own_or_shipped(name: str) -> Path:
    """Path of a file in the working directory if it is there, otherwise as shipped."""
    return Path(name) if Path(name).exists() else project_file(name)


def _from_here(folder: Path) -> Path:
    return Path() if folder == Path.cwd() else folder
